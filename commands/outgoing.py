"""What takes the letters of a command: the mail server, or among nothing but examples the demo's outbox."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from commands.console import moment
from graphdb.directory.examples import only_examples
from graphdb.mailing import addresses, outbox, smtp
from graphdb.mailing.letter import Letter, mail_of
from graphdb.store import GraphStore
from webapp.settings import Settings


@dataclass(frozen=True, slots=True)
class Outgoing:
    """``post`` takes a letter and raises one of ``post.FAILURES``; ``mail_from`` is who sends it."""

    mail_from: str
    post: Callable[[Letter], None]
    is_example: bool = False


def outgoing(store: GraphStore, settings: Settings) -> Outgoing | None:
    """Where letters go, None where none can leave: neither a server nor a directory of examples."""
    if settings.can_mail():
        return Outgoing(settings.mail_from, partial(_by_smtp, settings))
    if only_examples(store):
        return Outgoing(settings.mail_from or outbox.SENDER, partial(_to_outbox, store), is_example=True)
    return None


def _by_smtp(settings: Settings, letter: Letter) -> None:
    smtp.send(addresses.server(settings.smtp_url), mail_of(letter))


def _to_outbox(store: GraphStore, letter: Letter) -> None:
    outbox.put(store, letter, moment())
