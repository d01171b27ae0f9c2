"""The pages with example data."""

import click

from commands import Opening, serving
from commands.importing import load_shipped
from graphdb.directory.examples import only_examples
from importers.starting import reference


@click.command()
@serving.at_address
@click.pass_obj
def demo(opened: Opening, port: int | None, host: str) -> None:
    """Show the pages, with example data if the database is empty."""

    def prepare() -> bool:
        with opened(create=True) as store:
            if reference.wants_demo(store):
                load_shipped(store, demo=True, national=True)
            serving.renew(store)
            return only_examples(store)

    serving.show(port, host, prepare)
