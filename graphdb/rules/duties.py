"""Duties, rights and agreements that hold in a situation, with their dates."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from graphdb.message import Message, Text, message
from graphdb.model import Node, NodeKind
from graphdb.rules.conditions import Conditions
from graphdb.rules.days import deadline, postponed
from graphdb.rules.person import ANYBODY, Person
from graphdb.rules.situation import Situation, codes, number, wording
from graphdb.vocabulary.catalogue import Vocabulary, valid

KINDS: Final[Mapping[str, Message]] = {
    "duty": message("duties.duty"),
    "right": message("duties.right"),
    "agreement": message("duties.agreement"),
}
"""The kinds that a caseworker sees; refunds (finance) are the coordinator's."""

_AT_ONCE: Final = "at"
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One deadline as shown. ``kind`` is duty, right or agreement; finance rows are never among them.

    ``date`` is ISO, None when the day of the event is not known or the rule has no exact limit: then ``rule``
    says it in words. ``text`` is the whole sentence. ``owed_by``, ``owed_to`` are kinds of actors,
    ``legal_basis`` codes, ``verified`` yes, derived or background. ``notify``: the duty to notify about a
    child, which comes before everything else. ``ended``: the last day of a rule that holds today and no more
    on the day it is asked about; then there is no date.
    """

    code: str
    kind: str
    kind_label: Text
    date: str | None
    overdue: bool
    text: Text
    owed_by: tuple[str, ...]
    owed_to: tuple[str, ...]
    legal_basis: tuple[str, ...]
    verified: str
    what: Text = ""
    rule: Text = ""
    condition: Text = ""
    who: Text = ""
    plan: bool = False
    notify: bool = False
    ended: str = ""


def in_force(
    vocabulary: Vocabulary,
    groups: Collection[str],
    area: str,
    day: str,
    person: Person = ANYBODY,
    *,
    passage: Collection[str] = (),
    notified: bool = False,
) -> tuple[Node, ...]:
    """The rows but finance that hold on a day in an area for any of the groups, or belong to the passage.

    ``passage`` are codes of duties, ``notified``: a child of the household was notified about.
    """
    areas, of_groups = vocabulary.covering(area, day), set(groups)
    return tuple(
        row
        for row in vocabulary.terms.get(NodeKind.DUTY, {}).values()
        if _holds(row, areas, day, person) and _concerns(row, of_groups, person, passage, notified)
    )


def owed(
    vocabulary: Vocabulary, situation: Situation, conditions: Conditions | None = None
) -> tuple[DutyLine, ...]:
    """What is owed in a situation: the duty to notify, then by date, then what has none."""
    rows = in_force(
        vocabulary,
        situation.groups,
        situation.acting,
        situation.day,
        situation.person,
        passage=situation.passage,
        notified=situation.notified,
    )
    fitting = (row for row in rows if conditions is None or conditions.fit(row))
    ordered = sorted(fitting, key=lambda row: _order(row, situation))
    return tuple(_line(vocabulary, row, situation) for row in ordered)


def ended(
    vocabulary: Vocabulary,
    situation: Situation,
    duties: Collection[DutyLine],
    conditions: Conditions | None = None,
) -> tuple[DutyLine, ...]:
    """What holds today and will have ended on the day of the event: said, and never counted on.

    ``duties``: what is ``owed`` on that day.
    """
    if situation.day <= situation.today:
        return ()
    then = {line.code for line in duties}
    now = owed(vocabulary, replace(situation, day=situation.today, days={}), conditions)
    return tuple(
        replace(
            line,
            ended=last,
            text=message("duties.ends", text=line.text, day=date.fromisoformat(last)),
        )
        for line in now
        if line.code not in then and (last := _last_day(vocabulary, line.code)) and last < situation.day
    )


def _last_day(vocabulary: Vocabulary, code: str) -> str:
    row = vocabulary.find(NodeKind.DUTY, code)
    return "" if row is None else row.text("valid_to")


def due(row: Node, days: Mapping[str, date]) -> date | None:
    """The date of a deadline; None without a known anchor or an offset: then its words are the rule."""
    anchor, offset = days.get(row.text("anchor") or "-"), number(row, "offset")
    if anchor is None or offset is None:
        return None
    day = deadline(anchor, offset, row.text("unit"), row.text("before_after") == "before")
    return postponed(day, codes(row, "not_on"))


def _holds(row: Node, areas: Collection[str], day: str, person: Person) -> bool:
    if row.text("kind") not in KINDS or not valid(row, day):
        return False
    if row.text("area") and row.text("area") not in areas:
        return False
    if not person.fits_today(number(row, "min_age"), number(row, "max_age")):
        return False
    return person.about(codes(row, "if_factor"))


def _concerns(row: Node, groups: set[str], person: Person, passage: Collection[str], notified: bool) -> bool:
    match row.text("applies"):
        case "child":
            return person.child
        case "notified_child":
            return notified
        case _:
            return not groups.isdisjoint(codes(row, "risk_groups")) or row.id.rpartition(":")[2] in passage


def _order(row: Node, situation: Situation) -> tuple[object, ...]:
    code, passage = row.text("code") or row.id, situation.passage
    day = due(row, situation.days)
    return (
        not row.flag("notify"),
        "9" if day is None else day.isoformat(),
        not row.text("anchor") or row.text("anchor") not in situation.days,
        situation.person.for_children_only(number(row, "max_age")),
        row.text("before_after") != _AT_ONCE,
        list(KINDS).index(row.text("kind")),
        passage.index(code) if code in passage else len(passage),
        code,
    )


def _line(vocabulary: Vocabulary, row: Node, situation: Situation) -> DutyLine:
    day, rule = due(row, situation.days), wording(row, "deadline")
    what = wording(row, "due" if day and row.text("due_da") else "duty")
    overdue = day is not None and day.isoformat() < situation.today
    owed_by, owed_to = codes(row, "from_actor_type"), codes(row, "to_actor_type")
    return DutyLine(
        code=row.text("code") or row.id.rpartition(":")[2],
        kind=row.text("kind"),
        kind_label=KINDS[row.text("kind")],
        date=None if day is None else day.isoformat(),
        overdue=overdue,
        text=_sentence(what, rule, day, overdue),
        owed_by=owed_by,
        owed_to=owed_to,
        legal_basis=codes(row, "legal_basis"),
        verified=row.text("verified"),
        what=what,
        rule=rule,
        condition=wording(row, "condition") if row.text("condition_da") else "",
        who=_who(vocabulary, situation.from_kind, owed_by, owed_to),
        plan=row.flag("plan"),
        notify=row.flag("notify"),
    )


def _sentence(what: Text, rule: Text, day: date | None, overdue: bool) -> Message:
    if day is None:
        return message("duties.text", what=what, rule=rule)
    if overdue:
        return message("duties.overdue", what=what, rule=rule, day=day)
    return message("duties.dated", what=what, rule=rule, day=day)


def _who(vocabulary: Vocabulary, asks: str, owed_by: tuple[str, ...], owed_to: tuple[str, ...]) -> Text:
    """Who owes whom, the one who asks first; a long list is cut and says by how many."""
    first = sorted(owed_by, key=lambda kind: kind != asks)
    kinds = tuple(map(vocabulary.words, first[:_NAMED]))
    by = message("duties.owed_by", kinds=kinds)
    if len(first) > _NAMED:
        by = message("duties.and_others", kinds=kinds, count=len(first) - _NAMED)
    return message("duties.owed_to", by=by, to=tuple(map(vocabulary.words, owed_to))) if owed_to else by
