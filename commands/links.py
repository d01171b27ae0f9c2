"""Links by which an actor's own people answer for their entry."""

import click

from commands import Opening
from commands.console import complain, moment, say
from graphdb.confirming import links
from graphdb.message import message
from webapp.answer import LINK
from webapp.settings import Settings


@click.command("link")
@click.argument("actor")
@click.pass_obj
def new_link(opened: Opening, actor: str) -> None:
    """Print a new confirmation link of an actor; the one before it is no longer good."""
    settings = Settings.from_environment()
    with opened() as store:
        token = links.make(store, actor, moment())
    complain(message("confirming.link"))
    say(f"{settings.url or f'http://localhost:{settings.port}'}{LINK}/{token}")
