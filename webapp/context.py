"""What a view needs of the running application: the store, the day, the vocabulary."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from zoneinfo import ZoneInfo

from flask import current_app, g

from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue as vocabularies
from graphdb.vocabulary.catalogue import Vocabulary
from webapp.settings import Settings

ZONE: Final = ZoneInfo("Europe/Copenhagen")
_NAME: Final = "brobygger"


@dataclass(frozen=True, slots=True)
class Context:
    """What ``create_app`` was given; ``clock`` tells the time in Copenhagen."""

    settings: Settings
    store: GraphStore
    clock: Callable[[], datetime]


def copenhagen() -> datetime:
    """Now, on a clock in Denmark."""
    return datetime.now(ZONE)


def attach(extensions: dict[str, object], context: Context) -> None:
    """Hang the context on an application's extensions."""
    extensions[_NAME] = context


def context() -> Context:
    """The running application's context."""
    return cast("Context", current_app.extensions[_NAME])


def store() -> GraphStore:
    """The store that this application reads."""
    return context().store


def now() -> datetime:
    """Now in Denmark; the same moment through a whole request."""
    if "now" not in g:
        g.now = context().clock()
    return cast("datetime", g.now)


def today() -> str:
    """The day in Denmark, as an ISO date."""
    return now().date().isoformat()


def vocabulary() -> Vocabulary:
    """The vocabulary as the store has it; read once in a request."""
    if "vocabulary" not in g:
        g.vocabulary = vocabularies.read(store())
    return cast("Vocabulary", g.vocabulary)
