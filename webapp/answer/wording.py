"""Questions and their values in words of the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from graphdb.confirming.questions import Question, Questions
from graphdb.errors import Contest
from graphdb.fields.field import Sort
from graphdb.message import Text
from graphdb.model import Value
from graphdb.proposals.proposals import About, Proposal
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
    ``error`` is what cannot be taken of the answer, ``clash`` what others have changed.
    """

    key: str
    text: str
    of: str
    label: str
    value: str
    instead: str
    options: tuple[tuple[str, str], ...]
    long: bool
    choice: str = ""
    typed: str = ""
    error: Text = ""
    clash: "Clash | None" = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A fact that others changed: what stood there when the page was shown, and what does now.

    ``seen`` is "" where no page of the reader's can have shown it.
    """

    seen: str
    shown: str


def asked(question: Question) -> Asked:
    """A question as it is shown."""
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
    )


def label(question: Question) -> str:
    """What the field is called, and of which service or contact point."""
    field = wording.field_label(question.field, question.kind)
    return f"{field} ({question.name})" if question.name else field


def value_text(question: Question) -> str:
    """What stands there, in words."""
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
    question = about.by_key.get(f"{proposal.target} {proposal.field}")
    if question is None:
        return wording.field_label(proposal.field), str(proposal.value)
    said = proposal.value
    return label(question), (
        str(said) if proposal.about is About.WORDS else value_text(replace(question, value=said))
    )
