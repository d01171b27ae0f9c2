"""What was asked, in words; and what kinds of deadlines are called."""

from collections.abc import Callable
from typing import Final

from graphdb.model import NodeKind
from graphdb.rules.situation import asks_first
from graphdb.touchmap import TouchMap
from webapp import context
from webapp.language import day, gettext, lazy_gettext
from webapp.pages import area, label
from webapp.touchmap.asked import Typed

_DUTIES: Final = {
    "duty": lazy_gettext("Pligt"),
    "right": lazy_gettext("Ret"),
    "agreement": lazy_gettext("Aftale eller god praksis"),
}

_UNREAD: Final = {
    "background": lazy_gettext("Ikke efterprøvet: der er ikke læst en kilde."),
    "derived": lazy_gettext("Udledt af kilden; står der ikke ordret."),
}


def duty_kind(kind: str) -> str:
    """What a kind of deadline is called."""
    return str(_DUTIES.get(kind, kind))


def asks_night(typed: Typed) -> bool:
    """Whether to ask about a bed for the night: the starting point says so, and nobody has answered."""
    start = context.vocabulary().find(NodeKind.STARTING_POINT, typed.text("situation"))
    return start is not None and start.flag("acute") and not typed.has("acute")


def standing(verified: str) -> str:
    """What to say of a rule that does not stand in a source; "" when it does."""
    return str(_UNREAD.get(verified, ""))


def unread(found: TouchMap) -> Callable[[str], list[str]]:
    """For a kind of actors, what to say of the sharing rules that do not stand in a source."""
    said = {
        one.kind: [text for rule in one.rules if (text := standing(rule.verified))] for one in found.sharing
    }
    return lambda kind: list(dict.fromkeys(said.get(kind, ())))


def given(typed: Typed) -> list[str]:
    """What was said about the situation, a few words each."""
    said = [gettext("Handlekommune: %(place)s", place=area(typed.text("acting_municipality")))]
    staying = typed.text("staying_municipality")
    if staying and staying != typed.text("acting_municipality"):
        said.append(gettext("Opholder sig i %(place)s", place=area(staying)))
    if typed.text("age"):
        said.append(gettext("%(age)s år", age=typed.text("age")))
    if typed.has("child_in_household"):
        said.append(gettext("Børn i hjemmet"))
    if typed.text("event"):
        when = typed.text("event_date")
        said.append(label(typed.text("event")) + (f": {day(when)}" if when else ""))
    if typed.has("acute"):
        said.append(gettext("Mangler et sted at sove i nat"))
    if typed.has("danger"):
        said.append(gettext("Liv er i fare"))
    if typed.text("from_kind") not in ("", asks_first(context.vocabulary())):
        said.append(gettext("Spørger: %(kind)s", kind=label(typed.text("from_kind"))))
    return said
