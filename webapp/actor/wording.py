"""What fields and statuses are called on the actor's page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graphdb.directory.profile import Served
from graphdb.fields.field import Field, Sort
from graphdb.fields.formats import display_phone
from graphdb.fields.lists import language_name
from graphdb.fields.registry import FIELDS, Kind, answers, family, lines
from graphdb.message import Text, Words, inside
from graphdb.model import VISIBILITY, EdgeKind, Id, Node, NodeKind, Value
from graphdb.proposals.proposals import About, Proposal
from webapp import context
from webapp.language import day, gettext, hours, in_language, language, lazy_gettext, sentence
from webapp.pages import label, labels

_RELATED: Final = {
    "municipalities": lazy_gettext("Dækker"),
    "access_routes": lazy_gettext("Vejen ind"),
    "place": lazy_gettext("Sted"),
    "risk_groups": lazy_gettext("Når ud til"),
    "needs": lazy_gettext("Hjælper med"),
    "methods": lazy_gettext("Metoder"),
    "legal_basis": lazy_gettext("Lovgrundlag"),
}

_WRITTEN: Final = frozenset({Sort.TEXT, Sort.NAME, Sort.NAMES})
_STATUSES: Final = {
    "active": lazy_gettext("Tager imod"),
    "inactive": lazy_gettext("Tager ikke imod lige nu"),
    "defunct": lazy_gettext("Findes ikke længere"),
    "temporarily_closed": lazy_gettext("Midlertidigt lukket"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an entry, of the field ``name``; ``href`` is where its text leads, "" for nowhere."""

    name: str
    label: str
    text: Text
    href: str = ""


def field_label(name: str, kind: Kind = NodeKind.ACTOR) -> str:
    """What a field is called in the reader's language; its own name when it has no label.

    An answer of a family is called what its term is.
    """
    if name in _RELATED:
        return str(_RELATED[name])
    row = FIELDS[kind].get(name) or FIELDS[NodeKind.PLACE].get(name)
    if row is None and family(name) in FIELDS[kind]:
        return label(name.removeprefix(f"{family(name)}."))
    return (in_language(row.label_da, row.label_en) if row is not None else "") or name


def field_lines(
    values: Mapping[str, Value], kind: NodeKind, formerly: Mapping[str, Value] = MappingProxyType({})
) -> Iterator[Line]:
    """The further lines of an actor or service, in the order of the fields, also of what was known once."""
    for row in lines(kind):
        if row.name in formerly:
            said = _text(row, {**values, **formerly})
            text = gettext("Ikke kendt. Sidst: %(text)s", text=said)
            yield Line(row.name, field_label(row.name, kind), text)
        elif row.name in values:
            href = _href(row, str(values[row.name]))
            yield Line(row.name, field_label(row.name, kind), _said(row, values), href)


def field_text(name: str, kind: Kind = NodeKind.ACTOR) -> Callable[[Value | None], Text]:
    """Puts values of a field into words, for a source that says another than what is shown, or None: none."""
    row = FIELDS[kind].get(name)

    def text(value: Value | None) -> Text:
        if value is None:
            return gettext("har ikke")
        if row is None and isinstance(value, tuple):
            return ", ".join(labels(value)) or gettext("har ikke")
        if row is None:
            return _yes_or_no(value) if isinstance(value, bool) else label(str(value))
        if name == "status":
            return str(_STATUSES.get(str(value), value))
        return _said(row, {name: value})

    return text


def unseen(waiting: Iterable[Proposal], names: Mapping[Id, tuple[NodeKind, str]]) -> list[str]:
    """What is called what an actor's own people changed and the coordinator has not seen, of these things.

    Each once: those that are shown as one may each have changed it.
    """
    labels: dict[str, None] = {}
    for proposal in waiting:
        if proposal.about is About.SHOWN and proposal.target in names:
            kind, name = names[proposal.target]
            said = field_label(proposal.field, kind)
            labels[f"{said} ({name})" if name else said] = None
    return list(labels)


def agreed(served: Iterable[Served]) -> Iterator[tuple[Served, tuple[Line, ...]]]:
    """What is agreed about the areas of which anything is."""
    for area in served:
        rows = (row for row in FIELDS[EdgeKind.SERVES].values() if row.name in area.values)
        agreement = tuple(
            Line(row.name, in_language(row.label_da, row.label_en), _said(row, area.values))
            for row in rows
            if row.name != VISIBILITY
        )
        if agreement:
            yield area, agreement


def whom_for(values: Mapping[str, Value]) -> Iterator[str]:
    """What a service has answered about whom it takes, those it shuts out first."""
    table = context.vocabulary().terms[NodeKind.EXCLUSION]
    said = {code: answer for code, answer in answers(values, "exclusions").items() if code in table}
    shut_out = {code for code, answer in said.items() if answer is (table[code].text("blocks_on") == "yes")}
    for code in sorted(said, key=lambda code: (code not in shut_out, code)):
        yield _in_words(table[code], "warning" if code in shut_out else "fits")


def _in_words(term: Node, column: str) -> str:
    return in_language(term.text(f"{column}_da"), term.text(f"{column}_en")) or label(term.text("code"))


def _href(row: Field, value: str) -> str:
    return {Sort.EMAIL: f"mailto:{value}", Sort.URL: value}.get(row.sort, "")


def _said(row: Field, values: Mapping[str, Value]) -> Text:
    """The value in words; what is written by hand is Danish on every page."""
    text = _text(row, values)
    return Words(text) if row.sort in _WRITTEN else text


def _text(row: Field, values: Mapping[str, Value]) -> str:
    value = values[row.name]
    if row.sort is Sort.DATE:
        return day(str(value))
    if isinstance(value, bool):
        return _yes_or_no(value)
    text = ", ".join(_items(row, value)) if isinstance(value, tuple) else _plain(row, str(value))
    text = f"{text} {in_language(row.unit_da, row.unit_en)}".strip()
    counted_on = str(values.get(row.dated_by, ""))
    return gettext("%(text)s (oplyst %(day)s)", text=text, day=day(counted_on)) if counted_on else text


def _yes_or_no(value: bool) -> str:
    return gettext("Ja") if value else gettext("Nej")


def _items(row: Field, value: tuple[str, ...]) -> Iterator[str]:
    """The values of a list in words."""
    if row.sort is Sort.LANGUAGES:
        return (language_name(code, language()) for code in value)
    return iter(labels(value) if row.sort is Sort.CODES else value)


def _plain(row: Field, value: str) -> str:
    if row.sort is Sort.HOURS:
        return hours(value)
    if row.sort is Sort.PHONE:
        return display_phone(value)
    return label(value) if row.sort is Sort.CODE else value


def status_text(status: str) -> str:
    """What a status means to somebody who wants to call; "" for an ordinary, active one."""
    return {
        "inactive": gettext("Tager ikke imod lige nu."),
        "defunct": gettext("Findes ikke længere."),
        "temporarily_closed": gettext("Midlertidigt lukket."),
    }.get(status, "")


def relation_text(kind: str, src: str, dst: str) -> str:
    """A relation as a sentence without its end."""
    relation = sentence(inside(context.vocabulary().relation_words(kind))) if kind else "–"
    return f"{src} {relation} {dst}"


def yes_or_no(said: object) -> str:
    """Whether a relation is there."""
    return gettext("ja") if said else gettext("er der ikke mere")
