"""What becomes of the answers behind a link: confirmed, changed at once, or proposed to the coordinator.

All of it is the word of the actor's own people. What is confirmed holds at once; a correction does where its
row of ``shelf_life`` says ``by_link``, else it is a proposal, as are hours that are not understood. An answer
to a blind question is compared with what stands there: the same confirms, another is a correction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from graphdb.claims import EXISTS, Rank, own_source
from graphdb.confirming import asked as asking
from graphdb.confirming import blind, works
from graphdb.confirming.links import Link
from graphdb.confirming.questions import YEAR, Question, Questions
from graphdb.errors import Conflict, Contested, InvalidValue
from graphdb.fields import formats
from graphdb.fields.field import Sort
from graphdb.fields.hours import is_understood
from graphdb.fields.registry import field_of
from graphdb.fields.schema import normalise
from graphdb.message import Text, message
from graphdb.model import Id, NodeKind, Value
from graphdb.ownership.speaker import expected, in_name_of, of_speaker
from graphdb.proposals import proposals, sending
from graphdb.proposals.proposals import About, Proposal
from graphdb.records import RecordWrite
from graphdb.store import GraphStore
from graphdb.vocabulary.catalogue import Vocabulary
from graphdb.writing.edits import Confirm, FieldEdit, Propose, Set, Stamp
from graphdb.writing.plan import plan

WHY: Final = "answers by a confirmation link"
MEASURED: Final = 1
"""Months in which an actor's unseen answers about a field are counted once: more would move what counts as
doubt for everybody else.
"""
_TRIES: Final = 5
_BY_HAND: Final = frozenset({Sort.CODES, Sort.NAMES, Sort.LANGUAGES, Sort.IDENTIFIERS})
"""Sorts that nobody types in their normal form: a correction is read by the coordinator."""
_HOLIDAYS_OFF: Final = frozenset({"PH off", "PH closed"})


@dataclass(frozen=True, slots=True)
class Editor:
    """Who answers when signed in: the ``actor``, ``by``, as a commit names the account, and ``speaking``, in
    whose name (see ``speaker``).
    """

    actor: Id
    by: str
    speaking: Id


Speaker = Link | Editor
"""Who speaks for an actor: the holder of its link, or an editor; the table says what each changes at once."""


class Choice(StrEnum):
    """What an answer to a question does; ``TYPED`` is one to a blind question.

    The others are what the column ``does`` of ``shelf_answers`` says of its rows.
    """

    CONFIRMS = "confirms"
    CHANGES = "changes"
    PASSES_ON = "passes_on"
    TYPED = "typed"


_OF_ROWS: Final = frozenset(Choice) - {Choice.TYPED}


def choices(vocabulary: Vocabulary) -> dict[str, Choice]:
    """What each row of ``shelf_answers`` does, by its code, in their order; without a row that does something
    else.
    """
    rows = sorted(vocabulary.terms[NodeKind.SHELF_ANSWER].values(), key=lambda row: row.number("order") or 0)
    return {row.text("code"): Choice(row.text("does")) for row in rows if row.text("does") in _OF_ROWS}


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice, and what was typed with it. ``works``: of a relation whether it does, None for no answer."""

    choice: Choice
    text: str = ""
    works: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the answers, by question. With anything ``refused`` nothing was written."""

    confirmed: tuple[Question, ...] = ()
    changed: tuple[tuple[Question, Value], ...] = ()
    proposed: tuple[tuple[Question, Value], ...] = ()
    unknown: tuple[Question, ...] = ()
    refused: Mapping[str, Text] = field(default_factory=dict)


@dataclass(slots=True)
class _Work:
    """The answers as they are sorted out."""

    confirmed: list[Question] = field(default_factory=list)
    changed: list[tuple[Question, Value]] = field(default_factory=list)
    proposed: list[tuple[Question, Value]] = field(default_factory=list)
    unknown: list[Question] = field(default_factory=list)
    refused: dict[str, Text] = field(default_factory=dict)
    typed: list[tuple[Question, bool]] = field(default_factory=list)
    in_words: set[str] = field(default_factory=set)
    works: dict[Id, bool] = field(default_factory=dict)

    def outcome(self) -> Outcome:
        """What the caller gets."""
        if self.refused:
            return Outcome(refused=self.refused)
        lists = (self.confirmed, self.changed, self.proposed, self.unknown)
        return Outcome(*map(tuple, lists))  # type: ignore[arg-type]


def take(
    store: GraphStore, link: Speaker, about: Questions, sent: Mapping[str, Answer], seen: int, now: datetime
) -> Outcome:
    """Take the answers to questions ``about`` an actor, by key; ``seen`` is the version of the data shown.

    Contested when others have changed one of these very facts since; nothing is written then. An answer to
    what is no question about this actor is refused, and so is one that cannot be read.
    """
    at_once = "by_link" if isinstance(link, Link) else "by_editor"
    work = _sorted_out(about, sent, at_once)
    if work.refused:
        return work.outcome()
    for _ in range(_TRIES - 1):
        with suppress(_Overtaken):
            return _written(store, link, about, work, seen, now)
    return _written(store, link, about, work, seen, now)


class _Overtaken(Conflict):
    """Somebody else answered for this actor at the same time, about something else."""


def _sorted_out(about: Questions, sent: Mapping[str, Answer], at_once: str) -> _Work:
    """``at_once`` is the column that says which corrections are shown at once."""
    work = _Work()
    for key, answer in sent.items():
        question = about.by_key.get(key)
        if question is None or (answer.choice is Choice.TYPED and not question.can_be_blind):
            work.refused[key] = message("confirming.not_asked")
            continue
        try:
            _sort_out(work, question, answer, about.fictional, at_once)
        except InvalidValue as error:
            work.refused[key] = error.reason
    return work


def _sort_out(work: _Work, question: Question, answer: Answer, fictional: bool, at_once: str) -> None:
    if question.works is not None and question.sides is not None and answer.works is not None:
        work.works.setdefault(question.sides.other.id, answer.works)
    match answer.choice:
        case Choice.CONFIRMS:
            work.confirmed.append(question)
        case Choice.PASSES_ON:
            work.unknown.append(question)
        case Choice.TYPED if not answer.text.strip():
            work.unknown.append(question)
        case _:
            value, normal = read(question, answer.text, fictional)
            same = normal and _same(question, value)
            if answer.choice is Choice.TYPED:
                work.typed.append((question, same))
            if same:
                work.confirmed.append(question)
            elif normal and question.row.flag(at_once):
                work.changed.append((question, value))
            else:
                work.proposed.append((question, value))
                work.in_words.update(() if normal else (question.key,))


def read(question: Question, text: str, fictional: bool) -> tuple[Value, bool]:
    """A correction, and whether it is in the field's normal form; else it is text. Raises InvalidValue.

    Of yes and no it is the other one, whatever was typed.
    """
    if isinstance(question.value, bool):
        return not question.value, True
    if not text.strip():
        raise InvalidValue(message("confirming.nothing_typed"), field=question.field)
    if _in_words(question):
        return _words(question, text), False
    value = normalise(question.kind, question.field, text, fictional=fictional)
    if value is None or (question.options and value not in question.options):
        raise InvalidValue(message("confirming.nothing_typed"), field=question.field)
    if question.sort is Sort.HOURS and not is_understood(text) and not _same(question, value):
        return _words(question, text), False
    return value, True


def _words(question: Question, text: str) -> str:
    formats.refuse_cpr(text, question.field)
    return formats.normalise_text(text, limit=proposals.LONGEST)


def _same(question: Question, value: Value) -> bool:
    """Whether it says what stands there; of hours nobody types that holidays are off."""
    if question.sort is not Sort.HOURS:
        return value == question.value
    return _week(str(value)) == _week(str(question.value))


def _week(hours: str) -> frozenset[str]:
    return frozenset(rule.strip() for rule in hours.split(";")) - _HOLIDAYS_OFF


def _written(
    store: GraphStore, link: Speaker, about: Questions, work: _Work, seen: int, now: datetime
) -> Outcome:
    today = now.date().isoformat()
    edits = list(_in_name_of(link, _edits(link.actor, work, today)))
    asked = asking.read(store, link.actor)
    measured = [(row, same) for row, same in _typed(work) if not asked.since(_blind(row), today, MEASURED)]
    rung = {one: does for one, does in work.works.items() if not asked.since(_rung(one), today, YEAR)}
    keys = [*_keys(work), *(_blind(row) for row, _ in measured), *map(_rung, rung)]
    records = (asked.with_day(keys, today), *_proposals(link, work, now))
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    stamp = Stamp(at, link.by, WHY, records=records)
    proposed = [question for question, _ in work.proposed]
    confirms = (edit for question in proposed for edit in _confirm(link.actor, question, today))
    waits = list(_in_name_of(link, confirms))  # what they are about must be as it was shown
    expect = _expected(link, (*_edited(work), *proposed), seen)
    try:
        refused = plan(store, [*edits, *map(Propose, waits)], stamp, expect=expect).refused
        reasons = {_shown(link, one.target): one.reason for one in refused}
        if reasons:
            return Outcome(refused={key: reasons[one] for key, one in _targets(work) if one in reasons})
        sending.send(store, edits, waits, stamp, expect)
    except Contested as error:
        contests = [replace(one, target=_shown(link, one.target)) for one in error.contests]
        raise Contested(contests) from None
    except Conflict as error:
        raise _Overtaken(error.ids) from None
    for row, same in measured:
        blind.count(store, row, same)
    for one, does in rung.items():
        works.count(store, one, today, works=does)
    return work.outcome()


def _typed(work: _Work) -> Iterable[tuple[Id, bool]]:
    """By row of the table the first answer that was typed unseen, and whether it was the same."""
    return {question.row.id: same for question, same in reversed(work.typed)}.items()


def _blind(row: Id) -> str:
    """What the record of what was asked knows a counted answer by."""
    return f"blind {row}"


def _rung(other: Id) -> str:
    """What it knows a counted answer by whether ringing this actor works: once a year, whoever has the link,
    and however many relations there are between the two.
    """
    return f"works {other}"


def _keys(work: _Work) -> list[str]:
    corrected = [question for question, _ in (*work.changed, *work.proposed)]
    return [question.key for question in (*work.confirmed, *corrected, *work.unknown)]


def _targets(work: _Work) -> Iterator[tuple[str, Id]]:
    for question in _edited(work):
        yield from ((question.key, target) for target in question.versions)


def _edited(work: _Work) -> tuple[Question, ...]:
    return (*work.confirmed, *(question for question, _ in work.changed))


def _in_name_of(link: Speaker, edits: Iterable[FieldEdit]) -> Iterator[FieldEdit]:
    return (in_name_of(link.speaking, link.actor, edit) for edit in edits)


def _shown(link: Speaker, target: Id) -> Id:
    """What is edited under the id that the question has."""
    return of_speaker(link.actor, link.speaking, target)


def _expected(link: Speaker, shown: Sequence[Question], seen: int) -> dict[Id, int]:
    """The versions shown: those of today, unless something was changed since."""
    versions = {target: version for question in shown for target, version in question.versions.items()}
    earliest = {target: min(version, seen) for target, version in versions.items()}
    return expected(link.speaking, link.actor, earliest)


def _edits(actor: Id, work: _Work, today: str) -> Iterator[FieldEdit]:
    own = own_source(actor)
    for question in work.confirmed:
        yield from _confirm(actor, question, today)
    for question, value in work.changed:
        yield Set(question.target, own, Rank.OWN, question.field, value, today)
    for question in _edited(work):
        related = question.of_relations or question.sides is not None
        dated = "" if related else field_of(question.kind, question.field).dated_by
        if dated:
            yield Set(question.target, own, Rank.OWN, dated, today, today)


def _confirm(actor: Id, question: Question, today: str) -> Iterator[Confirm]:
    name = EXISTS if question.of_relations else question.field
    return (Confirm(target, own_source(actor), Rank.OWN, name, today) for target in question.versions)


def _proposals(link: Speaker, work: _Work, now: datetime) -> Iterator[RecordWrite]:
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    for question, value in work.proposed:
        about = About.WORDS if question.key in work.in_words else About.FIELD
        yield proposals.write_of(
            Proposal(
                link.speaking,
                about,
                own_source(link.speaking),
                link.by,
                at,
                of_speaker(link.speaking, link.actor, question.target),
                question.field,
                question.value,
                value,
            )
        )


def _in_words(question: Question) -> bool:
    """Whether a correction is described: of relations, of lists, and of one among many terms."""
    among_many = question.sort is Sort.CODE and not question.options
    return question.of_relations or question.sort in _BY_HAND or among_many
