"""What was asked, in words, and how sure a rule is."""

from typing import Final

from graphdb.model import NodeKind
from webapp import context
from webapp.language import day, gettext, in_language, lazy_gettext
from webapp.pages import area, label
from webapp.touchmap.asked import Typed
from webapp.touchmap.asking import asks

_LANDLORDS: Final = {
    "almen": lazy_gettext("Almen udlejer"),
    "privat": lazy_gettext("Privat udlejer"),
    "unknown": lazy_gettext("Udlejer ikke kendt"),
}
_UNREAD: Final = {
    "background": lazy_gettext("Ikke efterprøvet: der er ikke læst en kilde."),
    "derived": lazy_gettext("Udledt af kilden; står der ikke ordret."),
}


def chip(code: str) -> str:
    """What a click about the citizen is called; the code itself when it is none."""
    row = context.vocabulary().find(NodeKind.EXCLUSION, code)
    return code if row is None else in_language(row.text("chip_da"), row.text("chip_en"))


def asks_night(typed: Typed) -> bool:
    """Whether to ask about a bed for the night: the starting point says so, and there is no answer yet."""
    start = context.vocabulary().find(NodeKind.STARTING_POINT, typed.text("situation"))
    return start is not None and start.flag("acute") and not typed.has("acute")


def standing(verified: str) -> str:
    """What to say of a rule that does not stand in a source; "" when it does."""
    return str(_UNREAD.get(verified, ""))


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
    said.append(gettext("Spørger: %(kind)s", kind=asks(typed.text("from_kind"), typed.text("from_unit"))))
    if typed.text("child_age"):
        said.append(gettext("Barn på %(age)s år", age=typed.text("child_age")))
    if typed.text("landlord") in _LANDLORDS:
        said.append(str(_LANDLORDS[typed.text("landlord")]))
    said.extend(chip(code) for code in typed.values.get("chips", ()))
    return said
