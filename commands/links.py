"""Links by which an actor's own people answer for their entry."""

from collections.abc import Callable
from functools import partial

import click

from commands import Opening
from commands.console import complain, moment, say, today
from commands.outgoing import Outgoing, outgoing
from graphdb.confirming import links, temporary
from graphdb.confirming.invitation import invitation
from graphdb.history.departed import no_actor
from graphdb.mailing import addresses, letter, post
from graphdb.mailing.letter import Sender
from graphdb.message import message
from graphdb.model import Id
from graphdb.store import GraphStore
from webapp.maillink import ANSWER
from webapp.settings import Settings


@click.command("link")
@click.argument("actor")
@click.option("--to", default="")
@click.option("--name", default="")
@click.option("--phone", default="")
@click.option("--reply-to", default="")
@click.pass_obj
def new_link(opened: Opening, actor: str, to: str, name: str, phone: str, reply_to: str) -> None:
    """Print a new confirmation link of an actor, or mail it; the one before it is no longer good."""
    settings = Settings.from_environment()
    with opened() as store:
        way = outgoing(store, settings) if to else None
        if way is not None:
            sender = Sender.of(name, way.mail_from, reply_to, phone)
            _mail(store, settings, way, actor, invited=addresses.address(to, "to"), sender=sender)
            return
        link = link_of(settings, links.make(store, actor, moment()))
    complain(message("mailing.not_set" if to else "confirming.link"))
    say(link)


def _mail(
    store: GraphStore, settings: Settings, way: Outgoing, actor: Id, *, invited: str, sender: Sender
) -> None:
    """Send the link; where that fails, print it: the last one is no longer good."""
    node = store.get([actor]).get(actor)
    if node is None:
        raise no_actor(store, actor)
    printed = list[str]()
    season = temporary.to_ask(store, node, today())
    invite = partial(invitation, invited, node.text("name"), sender=sender, season=season)
    letter.mail_of(invite(""))  # refused while the last link is good

    def send() -> None:
        printed.append(link_of(settings, links.make(store, actor, moment())))
        way.post(invite(printed[0]))

    _or_print(lambda: post.once(store, actor, moment(), send), printed)
    say(message("mailing.in_outbox" if way.is_example else "mailing.sent"))


def _or_print(post_it: Callable[[], None], printed: list[str]) -> None:
    try:
        post_it()
    except post.FAILURES:
        for link in printed:
            say(link)
        raise


def link_of(settings: Settings, token: str) -> str:
    """The address of a confirmation link."""
    return f"{settings.site()}{ANSWER}/{token}"
