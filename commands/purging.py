"""Taking away what has been kept long enough, by the settings."""

import click

from commands import Opening
from commands.console import moment, say
from graphdb.message import message
from graphdb.upkeep import retention
from graphdb.upkeep.retention import Kept
from webapp.settings import Settings


@click.command()
@click.option("--dry-run", is_flag=True)
@click.pass_obj
def purge(opened: Opening, dry_run: bool) -> None:
    """Take away what is too old."""
    settings = Settings.from_environment()
    kept = Kept(settings.keep_proposals, settings.keep_doubts, settings.keep_reasons)
    with opened() as store:
        counts = retention.purge(store, kept, moment(), dry_run=dry_run)
    for sort, count in counts.items():
        say(message("retention.line", sort=sort, count=count))
    if not counts:
        say(message("retention.nothing"))
    else:
        say(message("retention.would_go" if dry_run else "retention.gone"))
