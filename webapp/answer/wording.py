"""Questions and their values in words of the reader's language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Final

from graphdb.confirming.answers import Choice, choices
from graphdb.confirming.questions import Question, Questions
from graphdb.confirming.sides import Side, Sides
from graphdb.errors import Contest
from graphdb.fields.field import Sort
from graphdb.message import Text, inside
from graphdb.model import Node, NodeKind, Value
from graphdb.ownership.speaker import of_speaker
from graphdb.proposals.proposals import About, Proposal
from webapp import context
from webapp.actor import wording
from webapp.language import gettext, in_language, sentence
from webapp.pages import labels

_VALUE: Final = "{value}"
_LONG: Final = frozenset({Sort.TEXT})
_COUNTED: Final = frozenset({Sort.INT, Sort.AGE})


class Trouble(StrEnum):
    """Why a form was not taken as a whole."""

    OLD_PAGE = "old_page"
    """It is not of the page that this link shows."""
    BUSY = "busy"
    """Too many wrote at once."""
    MISSING = "missing"
    """Nothing was chosen."""
    CLASH = "clash"
    """Others have changed it meanwhile."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is shown. ``value`` is what stands there, "" where the question itself says it.

    ``of`` is the service or contact point it is about, "" where the text names it or it is the actor.
    ``instead`` is what it would be otherwise, of yes and no; ``options`` are codes and what they are called.
    ``error`` is what cannot be taken of the answer, ``clash`` what others have changed. Of a relation
    ``sides`` are what both sides say, and ``rung`` asks whether it works; ``works`` is what was answered.
    ``answers`` are what can be chosen, codes and words.
    """

    key: str
    text: str
    of: str
    label: str
    value: str
    instead: str
    options: tuple[tuple[str, str], ...]
    long: bool
    answers: tuple[tuple[str, str], ...]
    choice: str = ""
    typed: str = ""
    error: Text = ""
    clash: "Clash | None" = None
    sides: tuple[str, ...] = ()
    rung: str = ""
    works: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A fact that others changed: what stood there when the page was shown, and what does now.

    ``seen`` is "" where no page of the reader's can have shown it.
    """

    seen: str
    shown: str


def asked(question: Question) -> Asked:
    """A question as it is shown."""
    if question.sides is not None:
        return _of_sides(question, question.sides)
    said = value_text(question)
    pattern = in_language(question.row.text("question_da"), question.row.text("question_en"))
    counted = str(question.value) if question.sort in _COUNTED else said  # the pattern has the unit
    text = pattern.replace(_VALUE, counted).replace("{role}", question.name).replace("{name}", question.name)
    return Asked(
        key=question.key,
        text=text,
        of="" if question.name in text else question.name,
        label=label(question),
        value="" if _VALUE in pattern else said,
        instead=_instead(question),
        options=tuple((code, value_text(replace(question, value=code))) for code in question.options),
        long=question.sort in _LONG,
        answers=tuple(_answers(question)),
    )


def _answers(question: Question) -> Iterator[tuple[str, str]]:
    """What the table of answers calls those that the question's row of ``shelf_life`` lists."""
    vocabulary, listed = context.vocabulary(), question.row.items("answers")
    for code in choices(vocabulary):
        if code in listed:
            row = vocabulary.get(NodeKind.SHELF_ANSWER, code)
            yield code, in_language(row.text("label_da"), row.text("label_en"))


def _of_sides(question: Question, both: Sides) -> Asked:
    relation = sentence(inside(context.vocabulary().relation_words(both.kind)))
    places = {"{from}": both.src, "{relation}": relation, "{to}": both.dst}
    pattern = in_language(question.row.text("question_da"), question.row.text("question_en"))
    other = both.other.text("name")
    does = choices(context.vocabulary())
    said = [_side(gettext("I siger"), both.mine), _side(gettext("%(name)s siger", name=other), both.theirs)]
    if both.mine.says is None and both.theirs.says is None:
        source = sentence(both.title)
        said = [gettext("Ingen af jer har sagt noget om det. Det står i: %(source)s", source=source)]
    return Asked(
        key=question.key,
        text=reduce(lambda text, pair: text.replace(*pair), places.items(), pattern),
        of="",
        label=label(question),
        value="",
        instead=gettext("forbindelsen er der ikke mere"),
        options=(),
        long=False,
        answers=tuple(
            (code, gettext("Ikke mere") if does.get(code) is Choice.CHANGES else words)
            for code, words in _answers(question)
        ),
        sides=tuple(said),
        rung=_works(question.works, other),
    )


def _works(row: Node | None, other: str) -> str:
    if row is None:
        return ""
    return in_language(row.text("question_da"), row.text("question_en")).replace("{to}", other)


def _side(who: str, side: Side) -> str:
    if side.says is None:
        return gettext("%(who)s ikke noget om det.", who=who)
    text = gettext("ja") if side.says else gettext("nej")
    if not side.on:
        return gettext("%(who)s: %(answer)s. Uden dato.", who=who, answer=text)
    day = sentence(date.fromisoformat(side.on))
    return gettext("%(who)s: %(answer)s, %(day)s.", who=who, answer=text, day=day)


def label(question: Question) -> str:
    """What the field is called, and of which service or contact point; a relation as a sentence."""
    if question.sides is not None:
        return wording.relation_text(question.sides.kind, question.sides.src, question.sides.dst)
    field = wording.field_label(question.field, question.kind)
    return f"{field} ({question.name})" if question.name else field


def value_text(question: Question) -> str:
    """What stands there, in words."""
    if question.sides is not None:
        return wording.yes_or_no(question.value)
    if question.of_relations:
        value = question.value
        return "; ".join(labels(value)) if isinstance(value, tuple) else str(value)
    if question.term is not None:
        return next(iter(wording.whom_for({question.field: question.value})), "")
    return sentence(wording.field_text(question.field, question.kind)(question.value))


def _instead(question: Question) -> str:
    if not isinstance(question.value, bool):
        return ""
    return value_text(replace(question, value=not question.value))


def clashes(about: Questions, contests: Iterable[Contest], *, was_shown: bool) -> Mapping[str, Clash]:
    """By question what others have changed since the page was shown.

    The version of a page is what its form says: what stood there is repeated only with ``was_shown``.
    """
    return {
        question.key: Clash(_of(question, contest.seen) if was_shown else "", _of(question, contest.shown))
        for contest in contests
        for question in about.by_key.values()
        if contest.target in question.versions and (question.of_relations or question.field == contest.field)
    }


def _of(question: Question, value: object) -> str:
    if value is None:
        return gettext("ingenting")
    if question.of_relations or not isinstance(value, str | int | float | tuple):
        return value_text(question)
    known: Value = value
    return value_text(replace(question, value=known))


def proposal_text(about: Questions, proposal: Proposal) -> tuple[str, str]:
    """Of a fact: what it is called, and what it would be."""
    target = of_speaker(about.actor.id, proposal.actor, proposal.target)
    question = about.by_key.get(f"{target} {proposal.field}")
    if question is None:
        value = proposal.value
        text = ", ".join(labels(value)) if isinstance(value, tuple) else str(value)
        return wording.field_label(proposal.field), text
    said = proposal.value
    return label(question), (
        str(said) if proposal.about is About.WORDS else value_text(replace(question, value=said))
    )
