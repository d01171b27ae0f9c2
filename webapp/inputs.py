"""The items of a thing as inputs of a form."""

from dataclasses import dataclass
from typing import Final

from graphdb.editing.changes import LISTS, SEPARATOR
from graphdb.editing.editable import Item, Thing
from graphdb.fields.field import Field, Sort
from graphdb.fields.formats import display_phone, normalise_hours
from graphdb.fields.lists import language_name
from graphdb.message import Text
from graphdb.model import Value
from webapp.actor import wording
from webapp.language import gettext, in_language, language, sentence
from webapp.language import hours as hours_in_words
from webapp.pages import label

_TYPES: Final = {
    Sort.DATE: "date",
    Sort.EMAIL: "email",
    Sort.PHONE: "tel",
    Sort.INT: "number",
    Sort.AGE: "number",
}
_YES, _NO = "ja", "nej"


@dataclass(frozen=True, slots=True)
class Clash:
    """What stood there when the form was shown, and what others changed it to since."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Input:
    """An item as it is shown. ``sort`` is "long", "select", "ticks", or the type of an ``input``.

    ``text`` is what stands in it, ``was`` what it came with; of ticks the codes between separators.
    ``options`` are codes and what they are called. ``family``: it is one of many questions of a kind.
    """

    name: str
    label: str
    help: str
    sort: str
    text: str
    was: str
    options: tuple[tuple[str, str], ...]
    ticked: frozenset[str]
    live: bool
    family: bool
    error: Text = ""
    clash: Clash | None = None

    @property
    def open(self) -> bool:
        """Whether somebody has to see it: it was typed in, or is refused."""
        return bool(self.error or self.clash or self.text != self.was)

    @property
    def chosen(self) -> list[str]:
        """What is ticked, in words."""
        return [text for code, text in self.options if code in self.ticked]


def text_of(item: Item, value: Value | None) -> str:
    """A value as it stands in a form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES if value else _NO
    sort = None if item.field is None else item.field.sort
    if isinstance(value, tuple):
        parts = (language_name(code, language()) for code in value) if sort is Sort.LANGUAGES else value
        return (SEPARATOR if sort is None else "\n").join(parts)
    if sort is Sort.HOURS:
        return _hours_text(str(value))
    return display_phone(str(value)) if sort is Sort.PHONE else str(value)


def _hours_text(hours: str) -> str:
    """As people say them, where that reads back as the same hours; else as stored."""
    said = hours_in_words(hours)
    return said if normalise_hours(said) == hours else hours


def input_of(
    thing: Thing, item: Item, text: str, was: str, error: Text = "", clash: Clash | None = None
) -> Input:
    """An item with what stands in it."""
    field, family = item.field, "." in item.name
    return Input(
        name=item.name,
        label=wording.field_label(item.name, thing.node.kind),
        help="" if field is None or item.options or family else _help(field),
        sort=_sort(field),
        text=text,
        was=was,
        options=_options(thing, item),
        ticked=frozenset(text.split(SEPARATOR)) if field is None else frozenset(),
        live=item.live,
        family=family,
        error=error,
        clash=clash,
    )


def _help(field: Field) -> str:
    text = in_language(field.help_da, field.help_en).replace("`", "")
    return gettext("%(help)s, én på hver linje", help=text) if field.sort in LISTS else text


def _sort(field: Field | None) -> str:
    if field is None:
        return "ticks"
    if field.sort in (Sort.CODE, Sort.FLAG):
        return "select"
    return "long" if field.sort is Sort.TEXT or field.sort in LISTS else _TYPES.get(field.sort, "text")


def _options(thing: Thing, item: Item) -> tuple[tuple[str, str], ...]:
    if item.field is not None and item.field.sort is Sort.FLAG:
        return ((_YES, gettext("Ja")), (_NO, gettext("Nej")))
    text = wording.field_text(item.name, thing.node.kind)
    return tuple((code, label(code) if item.field is None else sentence(text(code))) for code in item.options)
