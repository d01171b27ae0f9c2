"""What a form of answers sends: by question a choice and what was typed, as it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from werkzeug.datastructures import MultiDict

from graphdb.confirming.answers import Answer, Choice
from graphdb.confirming.questions import key_now
from graphdb.fields.cpr import find_cpr
from graphdb.identity.linker import Linker
from graphdb.message import Text, message

_CHOICE: Final = "choice:"
_TEXT: Final = "text:"
_TYPED: Final = "typed:"
_WORKS: Final = "works:"
_SAID: Final[Mapping[str, bool | None]] = {"yes": True, "no": False, "unknown": None}
_LONGEST: Final = 5_000
_MOST: Final = 20
"""Questions that a form of ours never has."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The ``answers`` of a form, by question; ``choices``, ``texts`` and ``works`` are as they were
    sent, to show again.

    ``shown`` and ``blind`` are the questions that the form had. ``seen`` is the version of the data it was
    built from. ``errors`` are of answers that say two things at once.
    """

    shown: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    seen: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    works: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    errors: Mapping[str, Text] = field(default_factory=dict)


def read(form: MultiDict[str, str], linker: Linker, does: Mapping[str, Choice]) -> Sent:
    """The answers in a form; a question without one is left out. ``does``: what each code of an answer does.

    Questions are named by what the things are shown as now: some may have been merged since the form was.
    """
    choices = _under(form, _CHOICE, linker)
    texts = _under(form, _TEXT, linker)
    typed = _under(form, _TYPED, linker)
    answers, errors = dict[str, Answer](), dict[str, Text]()
    works = {key: said for key, said in _under(form, _WORKS, linker).items() if said in _SAID}
    for key in dict.fromkeys((*choices, *texts, *works)):
        is_typed, code = bool(texts.get(key, "").strip()), choices.get(key, "")
        unsaid = Choice.CHANGES if is_typed else Choice.PASSES_ON if key in works else None
        choice = does.get(code) if code else unsaid
        if choice is None:
            continue
        if is_typed and choice is not Choice.CHANGES:
            errors[key] = message("confirming.two_answers")
        answers[key] = Answer(choice, texts.get(key, ""), _SAID.get(works.get(key, "")))
    answers |= {key: Answer(Choice.TYPED, text) for key, text in typed.items() if text.strip()}
    seen = form.get("seen", "")
    return Sent(
        shown=tuple(key_now(key, linker) for key in form.getlist("shown")[:_MOST]),
        blind=tuple(key_now(key, linker) for key in form.getlist("blind")[:1]),
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else 0,
        choices=choices,
        works=works,
        texts={key: text for key, text in {**texts, **typed}.items() if not find_cpr(text)},
        answers=answers,
        errors=errors,
    )


def _under(form: MultiDict[str, str], start: str, linker: Linker) -> dict[str, str]:
    names = [name for name in form if name.startswith(start)][:_MOST]
    return {key_now(name.removeprefix(start), linker): form[name][:_LONGEST] for name in names}
