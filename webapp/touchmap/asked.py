"""From the form to a question, and back into the form. Nothing of it outlives the request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import CPR_REASON, find_cpr
from graphdb.fields.formats import normalise_date
from graphdb.message import message
from graphdb.touchmap import Question, TouchMap

_ONE: Final = (
    "situation",
    "acting_municipality",
    "staying_municipality",
    "age",
    "event",
    "event_date",
    "from_kind",
    "from_unit",
    "child_in_household",
    "acute",
    "danger",
    "as_ticked",
    "child_age",
    "landlord",
)
_SEVERAL: Final = ("risk_groups", "risk_factors", "needs", "known_actors", "known_kinds", "chips")
_BARE: Final = ("acting_municipality", "risk_groups", "as_ticked")
"""What says nothing of a person but one group; ``as_ticked`` only that a starting point adds none."""
_WRITTEN: Final = ("age", "child_age", "event_date")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, by field; refused values are gone. ``refused``: the field of the first one."""

    values: Mapping[str, tuple[str, ...]]
    refused: str = ""

    def text(self, name: str) -> str:
        """The value of a field that has one, "" when empty."""
        return next(iter(self.values.get(name, ())), "")

    def has(self, name: str, value: str = "1") -> bool:
        """Whether a box is ticked, or an option chosen."""
        return value in self.values.get(name, ())

    def hidden(self) -> list[tuple[str, str]]:
        """Everything as name and value, to send it along unseen."""
        return [(name, value) for name, values in self.values.items() for value in values]

    def without(self, name: str) -> "Typed":
        """Without a refused field, unless it is one that people write in themselves."""
        kept = {field: values for field, values in self.values.items() if field != name or name in _WRITTEN}
        return Typed(kept, self.refused)

    def asked_by(self, kind: str) -> "Typed":
        """With the one kind that asks, "" for the usual one, in place of the group; the exact kind is kept
        while it is that one.
        """
        kinds = (kind,) if kind else ()
        exactly = kinds if self.has("from_unit", kind) else ()
        return Typed({**self.values, "from_kind": kinds, "from_unit": exactly}, self.refused)

    def completed(self, touch_map: TouchMap) -> "Typed":
        """With what the starting point ticked, so that it can be unticked."""
        ticks = {name: getattr(touch_map, name) for name in ("risk_groups", "risk_factors", "needs")}
        return Typed({**self.values, **ticks, "as_ticked": ("1",)}, self.refused)


def typed(form: MultiDict[str, str]) -> Typed:
    """The known fields of a form, without what looks like a citizen's number."""
    fields = {name: form.getlist(name)[-1:] for name in _ONE}
    fields |= {name: form.getlist(name) for name in _SEVERAL}
    values = {name: _unique(texts) for name, texts in fields.items() if any(texts)}
    refused = next((name for name, value in form.items(multi=True) if find_cpr(value)), "")
    return Typed({**values, "event_date": tuple(map(_iso, values.get("event_date", ())))}, refused)


def question(typed: Typed) -> Question:
    """The question that a form asks. Raises InvalidValue with the field's name."""
    if typed.refused:
        raise InvalidValue(CPR_REASON, field=typed.refused)
    if not typed.text("acting_municipality"):
        raise InvalidValue(message("pages.acting_municipality"), field="acting_municipality")
    if typed.text("event_date") and not typed.text("event"):
        raise InvalidValue(message("pages.event_of_date"), field="event")
    return Question(
        acting_municipality=typed.text("acting_municipality"),
        situation=typed.text("situation"),
        staying_municipality=typed.text("staying_municipality"),
        risk_groups=typed.values.get("risk_groups", ()),
        risk_factors=typed.values.get("risk_factors", ()),
        needs=typed.values.get("needs", ()),
        age=_age(typed.text("age"), "age"),
        child_age=_age(typed.text("child_age"), "child_age"),
        chips=typed.values.get("chips", ()),
        landlord=typed.text("landlord"),
        child_in_household=typed.has("child_in_household"),
        event=typed.text("event"),
        event_date=_day(typed.text("event_date")),
        known_actors=typed.values.get("known_actors", ()),
        known_kinds=typed.values.get("known_kinds", ()),
        acute=typed.has("acute"),
        danger=typed.has("danger"),
        from_kind=typed.text("from_kind"),
        as_ticked=typed.has("as_ticked"),
    )


def only_group(typed: Typed) -> str:
    """The group, when a municipality and one group are all that is asked with; else ""."""
    groups = typed.values.get("risk_groups", ())
    more = {name for name, values in typed.values.items() if values} - {*_BARE}
    return groups[0] if len(groups) == 1 and not more else ""


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(value.strip() for value in values)
    return tuple(value for value in kept if value and not find_cpr(value))


def _age(text: str, field: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise InvalidValue(message("pages.age_as_number"), field=field)
    return int(text)


def _iso(text: str) -> str:
    """A day as the date field shows it; what is no day stays as it was typed."""
    try:
        return normalise_date(text)
    except InvalidValue:
        return text


def _day(text: str) -> str:
    try:
        return normalise_date(text) if text else ""
    except InvalidValue as error:
        raise InvalidValue(error.reason, field="event_date") from None
