"""What a view needs of the running application: the store, the day, the vocabulary."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast
from zoneinfo import ZoneInfo

from flask import current_app, g

from graphdb.model import code_of
from graphdb.store import GraphStore
from graphdb.visibility.audience import Audience
from graphdb.vocabulary import catalogue as vocabularies
from graphdb.vocabulary.catalogue import Vocabulary
from webapp.importing import Importing
from webapp.settings import Settings

if TYPE_CHECKING:
    from webapp.oidc.provider import Provider

ZONE: Final = ZoneInfo("Europe/Copenhagen")
_NAME: Final = "brobygger"


@dataclass(frozen=True, slots=True)
class Context:
    """What ``create_app`` was given; ``clock`` tells the time in Copenhagen."""

    settings: Settings
    store: GraphStore
    clock: Callable[[], datetime]
    provider: "Provider | None" = None
    """The municipality's identity provider, where one is set."""
    importing: Importing | None = None
    """What files are imported by; None where the pages cannot."""
    sights: dict[Audience, tuple[str, GraphStore]] = field(default_factory=dict)
    """The store as each audience saw it on the day when it last asked, for what is kept of each."""


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


def moment() -> str:
    """Now as records have it (ISO, UTC)."""
    return now().astimezone(UTC).isoformat(timespec="seconds")


def today() -> str:
    """The day in Denmark, as an ISO date."""
    return now().date().isoformat()


def municipality() -> str:
    """The code of the municipality that is chosen until another is; "" when none of today's is set."""
    code = context().settings.municipality
    known = {code_of(area.id) for area in vocabulary().municipalities(today())} if code else set()
    return code if code in known else ""


def owner() -> str:
    """Who keeps this directory: as it is set, else the municipality's name; "" when neither is known.

    The database is not asked: the page that says it is away has a head too.
    """
    settings, vocabulary = context().settings, g.get("vocabulary")
    area = vocabulary.areas.get(settings.municipality) if vocabulary is not None else None
    return settings.owner or ("" if area is None else cast("str", area.text("name")))


def contact() -> str:
    """The mail address or telephone of who keeps this directory, "" when it is not set."""
    return context().settings.contact


def vocabulary() -> Vocabulary:
    """The vocabulary as the store has it; read once in a request."""
    terms = cast("Vocabulary | None", g.get("vocabulary"))
    if terms is None:
        terms = g.vocabulary = vocabularies.read(store())
    return terms
