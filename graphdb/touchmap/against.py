"""What speaks against a service before the call: groups it is not for, waiting time, what it says itself."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graphdb.fields.formats import parse_date
from graphdb.fields.registry import answers
from graphdb.message import Text, Words, message
from graphdb.model import Node
from graphdb.rules.situation import Situation, codes, names_a_gender, wording

_ANSWERS: Final[Mapping[bool | None, str]] = {True: "yes", False: "no"}


def waits(service: Node) -> bool:
    """True when people wait for it, or it is closed for a while."""
    return (service.number("waiting_days") or 0) > 0 or service.text("status") == "temporarily_closed"


def answer(service: Node, code: str) -> str:
    """What a service answers to the question of an exclusion: yes, no, or "" when it was not asked."""
    return _ANSWERS.get(answers(service.props, "exclusions").get(code), "")


def concerns(exclusion: Node, situation: Situation) -> bool:
    """Whether an exclusion concerns the citizen: by a click, or by what is ticked already."""
    code = exclusion.text("code")
    return code in situation.chips or any(
        _follows(word, situation) for word in exclusion.items("follows_from")
    )


def _follows(word: str, situation: Situation) -> bool:
    kind, _, code = word.rpartition(":")
    match kind:
        case "factor":
            return code in situation.person.factors
        case "group":
            return code in situation.groups
        case _:
            said = {
                "child_in_household": situation.person.with_child,
                "acute": situation.acute,
                "acting_municipality differs from staying_municipality": situation.acting
                != situation.staying,
            }
            return said.get(code, code in situation.needs)


def shuts_out(service: Node, exclusions: Iterable[Node], situation: Situation) -> bool:
    """True when an answer of the service shuts the citizen out; not asked is not no."""
    return any(
        concerns(exclusion, situation)
        and answer(service, exclusion.text("code")) == exclusion.text("blocks_on")
        for exclusion in exclusions
    )


def only_for(service: Node, exclusions: Iterable[Node]) -> tuple[Text, ...]:
    """Whom alone a service is for, women or men, as a plain fact that needs no question."""
    return tuple(
        wording(row, "warning")
        for row in exclusions
        if names_a_gender(row) and answer(service, row.text("code")) == row.text("blocks_on")
    )


def refusals(exclusions: Iterable[Node], situation: Situation) -> frozenset[tuple[str, str]]:
    """The answers of a service that shut the citizen out: code of the exclusion, and yes or no."""
    return frozenset(
        (exclusion.text("code"), exclusion.text("blocks_on"))
        for exclusion in exclusions
        if concerns(exclusion, situation)
    )


def against(
    services: Iterable[Node],
    exclusions: Iterable[Node],
    full: Mapping[str, Text],
    situation: Situation,
    kind: str,
) -> Iterator[Text]:
    """The warnings of the services of an actor of a kind, each once: the hard ones first, what to ask last.

    ``full``: what the answers are called that say there is no room. An answer that is too old is no answer:
    the services come without it, and what was ticked about the citizen is to be asked.
    """
    texts: dict[Text, None] = {}
    rows = tuple(exclusions)
    for service in services:
        for exclusion in rows:
            blocked = answer(service, exclusion.text("code")) == exclusion.text("blocks_on")
            if blocked and (names_a_gender(exclusion) or concerns(exclusion, situation)):
                texts.setdefault(wording(exclusion, "warning"))
    for service in services:
        if label := full.get(service.text("capacity_state")):
            texts.setdefault(_dated(label, service.text("capacity_on")))
        days = service.number("waiting_days") or 0
        if days:
            texts.setdefault(message("against.one_day") if days == 1 else message("against.days", days=days))
        text = service.text("exclusions_text")
        if text:
            texts.setdefault(Words(text))
        for exclusion in _to_be_asked(service, rows, situation, kind):
            texts.setdefault(wording(exclusion, "unknown"))
    yield from texts


def _to_be_asked(
    service: Node, exclusions: tuple[Node, ...], situation: Situation, kind: str
) -> Iterator[Node]:
    """What was ticked about the citizen and the service was not asked; for women only says it of men."""
    of_one_gender = bool(only_for(service, exclusions))
    for row in exclusions:
        code = row.text("code")
        known = answer(service, code) or (of_one_gender and names_a_gender(row))
        if not known and code in situation.chips and kind in codes(row, "asked_of"):
            yield row


def _dated(text: Text, day: str) -> Text:
    return message("against.dated", text=text, day=parse_date(day)) if day else text
