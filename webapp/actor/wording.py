"""What fields and statuses are called on the actor's page."""

from collections.abc import Iterator, Mapping

from graphdb.fields.field import Field, Sort
from graphdb.fields.registry import FIELDS, lines
from graphdb.model import NodeKind, Value
from webapp.language import day, gettext, in_language
from webapp.pages import labels


def field_label(name: str, kind: NodeKind = NodeKind.ACTOR) -> str:
    """What a field is called in the reader's language; its own name when it has no label."""
    row = FIELDS[kind].get(name) or FIELDS[NodeKind.PLACE].get(name)
    return (in_language(row.label_da, row.label_en) if row is not None else "") or name


def service_lines(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The further lines of a service, label and text, in the order of the fields."""
    for row in lines(NodeKind.SERVICE):
        if row.name in values:
            yield field_label(row.name, NodeKind.SERVICE), _text(row, values)


def _text(row: Field, values: Mapping[str, Value]) -> str:
    value = values[row.name]
    if row.sort is Sort.DATE:
        return day(str(value))
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    text = ", ".join(labels(value)) if isinstance(value, tuple) else str(value)
    text = f"{text} {in_language(row.unit_da, row.unit_en)}".strip()
    counted_on = str(values.get(row.dated_by, ""))
    return gettext("%(text)s (oplyst %(day)s)", text=text, day=day(counted_on)) if counted_on else text


def status_text(status: str) -> str:
    """What a status means to somebody who wants to call; "" for an ordinary, active one."""
    return {
        "inactive": gettext("Tager ikke imod lige nu."),
        "defunct": gettext("Findes ikke længere."),
        "temporarily_closed": gettext("Midlertidigt lukket."),
    }.get(status, "")
