"""Entries that may be one: they are listed with the reasons, and decided one by one."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import click

from commands import Opening, console, outcome, said
from graphdb.directory.sources import source_title
from graphdb.duplicates import duplicates
from graphdb.duplicates.duplicates import Decided
from graphdb.duplicates.judging import PART_OF, VERDICTS, Pair
from graphdb.errors import Refused
from graphdb.fields.registry import FIELDS
from graphdb.fields.relation import DIFFERENT, SAME, SAME_PLACE
from graphdb.identity.candidates import Candidate, list_candidates
from graphdb.identity.features import Question
from graphdb.identity.judgements import read_linker
from graphdb.message import Message, Text, message
from graphdb.model import EdgeKind, Node
from graphdb.store import GraphStore, Way
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Stamp

_SHOWN: Final = 20
_QUESTIONS: Final = {
    Question.ORGANISATION: message("duplicates.organisation"),
    Question.OFFER: message("duplicates.offer"),
    Question.PLACE: message("duplicates.place"),
}
_SUGGESTED: Final = {
    SAME: message("duplicates.suggests_same"),
    PART_OF: message("duplicates.suggests_part"),
    SAME_PLACE: message("duplicates.suggests_place"),
}
_NEXT, _UNDO, _STOP = "7", "8", "0"
_CHOICES: Final[dict[str, tuple[str, bool]]] = {
    "1": (SAME, False),
    "2": (PART_OF, False),
    "3": (PART_OF, True),
    "4": (SAME_PLACE, False),
    "5": (DIFFERENT, False),
}
"""By key the answer, and whether the second is named first."""
_MENU: Final = {
    "1": message("duplicates.key_same"),
    "2": message("duplicates.key_part"),
    "3": message("duplicates.key_part_of_first"),
    "4": message("duplicates.key_place"),
    "5": message("duplicates.key_different"),
    _NEXT: message("duplicates.key_next"),
    _UNDO: message("duplicates.key_undo"),
    _STOP: message("duplicates.key_stop"),
}


@dataclass(frozen=True, slots=True)
class _Clerk:
    """Who decides, and how."""

    store: GraphStore
    municipality: str
    by: str
    why: str
    erase: bool
    history: list[tuple[Candidate, tuple[Decided, ...]]] = field(default_factory=list)

    def pair(self, first: str, second: str) -> Pair:
        """Two that are judged about now."""
        return outcome.pair(first, second, self.municipality, console.moment())

    def stamp(self, candidate: Candidate, answer: str) -> Stamp:
        """A commit's, with the reason that was given, or which answer it is."""
        reason = message("identity.why", first=candidate.first, second=candidate.second, verdict=answer)
        return Stamp(console.moment(), self.by, self.why or said(reason))


@click.command("duplicates")
@click.argument("ids", nargs=-1, metavar="[A B]")
@click.option("--as", "verdict", type=click.Choice(VERDICTS), default=None)
@click.option("--question", type=click.Choice([str(one) for one in Question]), default=None)
@click.option("--ask/--list", "ask", default=None)
@click.option("--by-rule", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--limit", type=click.IntRange(0), default=_SHOWN)
@click.option("--municipality", envvar="BROBYGGER_MUNICIPALITY", default="")
@click.option("--why", default="")
@click.option("--by", default="coordinator")
@click.option("--dry-run", is_flag=True)
@click.option("--erase-address", is_flag=True)
@click.pass_obj
def list_duplicates(opened: Opening, /, ids: tuple[str, ...], **options: Any) -> None:
    """List the entries that may be one, and let a coordinator decide them one by one."""
    if len(ids) not in (0, 2) or (options["verdict"] and not ids):
        raise click.UsageError(said(message("duplicates.two_ids")))
    ask = sys.stdin.isatty() if options["ask"] is None else options["ask"]
    with opened() as store:
        clerk = _Clerk(
            store, options["municipality"], options["by"], options["why"], options["erase_address"]
        )
        candidates = _waiting(store, options["question"])
        if options["as_json"]:
            click.echo(json.dumps([_as_json(one) for one in candidates], ensure_ascii=False, indent=2))
        elif options["by_rule"]:
            _by_rule(clerk, candidates, dry_run=options["dry_run"])
        elif ids:
            _one(clerk, _named(candidates, ids), ids, options["verdict"], dry_run=options["dry_run"])
        elif ask and candidates:
            _ask(clerk, options["question"])
        else:
            _list(candidates, options["limit"])


def _waiting(store: GraphStore, question: str | None) -> list[Candidate]:
    with console.progress(message("duplicates.searching")):
        candidates = list_candidates(store, today=outcome.day_of(console.moment()))
    return [one for one in candidates if question is None or one.question == question]


def _list(candidates: Sequence[Candidate], limit: int) -> None:
    """All that waits, a line each, the surest first."""
    if not candidates:
        console.say(message("duplicates.none"))
        return
    console.say(message("duplicates.wait", count=len(candidates)))
    shown = candidates[: limit or len(candidates)]
    for candidate in shown:
        for line in _head(candidate):
            console.say(line)
    if rest := len(candidates) - len(shown):
        console.say(message("duplicates.more", count=rest))
    if sure := sum(one.by_rule for one in candidates):
        console.say(message("duplicates.sure", count=sure))
    console.say(message("duplicates.how"))


def _head(candidate: Candidate) -> Iterator[Text]:
    """Who they are, and why they are asked about."""
    yield message(
        "duplicates.question",
        question=_QUESTIONS[candidate.question],
        score=candidate.score,
        suggests=message("duplicates.suggests_rule") if candidate.by_rule else _SUGGESTED[candidate.suggests],
    )
    for letter, target, name, sources in zip(
        "AB", (candidate.first, candidate.second), candidate.names, candidate.sources, strict=True
    ):
        yield message("duplicates.entry", letter=letter, name=name, id=target, sources=sources)
    for reasons, text in (
        ([one.text for one in candidate.reasons if one.points > 0], "for"),
        ([one.text for one in candidate.reasons if one.points <= 0], "against"),
    ):
        if reasons:
            yield _reasons(text, tuple(reasons))


def _reasons(side: str, reasons: tuple[Message, ...]) -> Message:
    if side == "for":
        return message("duplicates.for", reasons=reasons)
    return message("duplicates.against", reasons=reasons)


def _fields(store: GraphStore, candidate: Candidate) -> Iterator[Text]:
    """What each of the two says, field by field."""
    nodes = store.get([candidate.first, candidate.second])
    if len(nodes) < 2:
        return
    first, second = nodes[candidate.first], nodes[candidate.second]
    terms, titles = catalogue.read(store), outcome.source_titles(store, (first, second))
    for name, row in FIELDS[first.kind].items():
        values = [node.props.get(name) for node in (first, second)]
        if values[0] is None and values[1] is None:
            continue
        label = outcome.label_of(name, row)
        if values[0] == values[1] and values[0] is not None:
            yield message("duplicates.both", label=label, value=outcome.value_text(terms, row, values[0]))
            continue
        yield message("duplicates.differ", label=label)
        for letter, node, value in zip("AB", (first, second), values, strict=True):
            if value is not None:
                title = source_title(node.prov[name].source, titles)
                text = outcome.value_text(terms, row, value)
                yield message("duplicates.says", letter=letter, value=text, source=title)
    yield from _beside(store, candidate)


def _beside(store: GraphStore, candidate: Candidate) -> Iterator[Text]:
    """Where each of the two is, and who offers it: what stands in relations, and tells two apart."""
    for letter, target in zip("AB", (candidate.first, candidate.second), strict=True):
        places = {edge.dst for edge in store.edges([target], kinds=[EdgeKind.LOCATED_AT], way=Way.OUT)}
        owners = {edge.src for edge in store.edges([target], kinds=[EdgeKind.OFFERS], way=Way.IN)}
        nodes = store.get(places | owners)
        for place in sorted(places & nodes.keys()):
            if address := _address(nodes[place]):
                yield message("duplicates.lies_at", letter=letter, address=address)
        for owner in sorted(owners & nodes.keys()):
            yield message("duplicates.offered_by", letter=letter, name=nodes[owner].text("name"))


def _address(place: Node) -> str:
    town = " ".join(filter(None, (place.text("postal_code"), place.text("city"))))
    return ", ".join(filter(None, (place.text("address"), town)))


def _named(candidates: Sequence[Candidate], ids: tuple[str, ...]) -> Candidate:
    """The candidate about these two. Raises Refused when there is none."""
    for candidate in candidates:
        if {candidate.first, candidate.second} == set(ids):
            return candidate
    raise Refused(message("duplicates.not_asked"))


def _one(
    clerk: _Clerk, candidate: Candidate, ids: tuple[str, ...], verdict: str | None, *, dry_run: bool
) -> None:
    """Show one pair field by field, and decide it when the answer is given."""
    if verdict is None:
        for line in (*_head(candidate), *_fields(clerk.store, candidate)):
            console.say(line)
        verdicts = "|".join(duplicates.answers(candidate))
        first, second = candidate.first, candidate.second
        console.say(message("duplicates.how_one", first=first, second=second, verdicts=verdicts))
        return
    decided = _decided(clerk, candidate, verdict, ids, dry_run=dry_run)
    if dry_run:
        console.say(message("identity.would"))
    _show(clerk.store, decided)
    if not dry_run:
        for each in decided:
            first, second = each.pair.ids
            console.say(message("identity.how_back", first=first, second=second))


def _decided(
    clerk: _Clerk, candidate: Candidate, answer: str, ids: Sequence[str], *, dry_run: bool
) -> tuple[Decided, ...]:
    if answer not in duplicates.answers(candidate):
        raise Refused(message("duplicates.no_answer"))
    return duplicates.decide(
        clerk.store,
        candidate,
        answer,
        clerk.pair(*ids),
        clerk.stamp(candidate, answer),
        dry_run=dry_run,
        erase=clerk.erase,
    )


def _show(store: GraphStore, decided: Sequence[Decided]) -> None:
    for each in decided:
        for line in outcome.lines(store, each.pair, each.verdict, each.judged):
            console.say(line)


def _by_rule(clerk: _Clerk, candidates: Sequence[Candidate], *, dry_run: bool) -> None:
    """Part what has no number in common any more, join what has one of a register of units, and tell whom."""
    sure = [one for one in candidates if one.by_rule]
    if dry_run:
        console.say(message("identity.would"))
    stamp = Stamp(console.moment(), clerk.by, said(message("duplicates.why_rule")))
    day = outcome.day_of(stamp.at)
    parted = duplicates.part_by_rule(clerk.store, day, stamp, dry_run=dry_run)
    for first, second in parted.parted:
        console.say(message("duplicates.parted", first=first, second=second))
    for (first, second), reason in parted.left:
        console.say(message("duplicates.left_joined", first=first, second=second, reason=reason))
    ruled = duplicates.join_by_rule(clerk.store, sure, day, stamp, dry_run=dry_run)
    for candidate in ruled.joined:
        console.say(message("duplicates.joined", first=candidate.first, second=candidate.second))
    for candidate, reason in ruled.left:
        console.say(message("duplicates.left", first=candidate.first, second=candidate.second, reason=reason))
    if not any((parted.parted, parted.left, ruled.joined, ruled.left)):
        console.say(message("duplicates.none_by_rule"))
    if ruled.joined and not dry_run:
        console.say(message("duplicates.rule_back"))


def _ask(clerk: _Clerk, question: str | None) -> None:
    """Ask about each in turn, until there are none or somebody stops."""
    clerk.pair("", "")  # a municipality that is missing is said before the first question
    _by_rule(clerk, _waiting(clerk.store, None), dry_run=False)
    passed: set[frozenset[str]] = set()
    while open_ones := [
        one for one in _waiting(clerk.store, question) if frozenset((one.first, one.second)) not in passed
    ]:
        if not _round(clerk, open_ones, passed):
            break
    console.say(message("duplicates.done", count=len(clerk.history)))


def _round(clerk: _Clerk, candidates: list[Candidate], passed: set[frozenset[str]]) -> bool:
    """Ask about each of these that still stands; False when somebody stops.

    Answers may join or part others: those are looked for anew in the next round.
    """
    todo = list(reversed(candidates))
    while todo:
        candidate = todo.pop()
        linker = read_linker(clerk.store)
        if any(linker.canonical(one) != one for one in (candidate.first, candidate.second)):
            continue
        console.say(message("duplicates.turn", left=len(todo) + 1))
        for line in (*_head(candidate), *_fields(clerk.store, candidate)):
            console.say(line)
        key = _answer(clerk, candidate)
        if key == _STOP:
            return False
        if key == _UNDO:
            todo.append(candidate)
            _take_back(clerk, todo)
        else:
            passed.add(frozenset((candidate.first, candidate.second)))
    return True


def _answer(clerk: _Clerk, candidate: Candidate) -> str:
    """Ask until an answer is written, or the pair is passed over."""
    fitting = duplicates.answers(candidate)
    keys = [key for key, (answer, _) in _CHOICES.items() if answer in fitting]
    keys += [_NEXT, *([_UNDO] if clerk.history else []), _STOP]
    while True:
        for key in keys:
            console.say(message("duplicates.key", key=key, text=_MENU[key]))
        try:
            key = click.prompt(
                said(message("duplicates.prompt")), type=click.Choice(keys), show_choices=False
            )
            if key not in _CHOICES or _written(clerk, candidate, *_CHOICES[key]):
                return key
        except click.Abort:
            console.say("")
            return _STOP


def _written(clerk: _Clerk, candidate: Candidate, answer: str, swapped: bool) -> bool:
    """Show what an answer comes to, and write it when that is confirmed; False when it is not written."""
    ids = (candidate.first, candidate.second)
    ids = ids[::-1] if swapped else ids
    try:
        if answer != DIFFERENT:
            _show(clerk.store, _decided(clerk, candidate, answer, ids, dry_run=True))
            if not _confirmed():
                return False
        decided = _decided(clerk, candidate, answer, ids, dry_run=False)
    except Refused as refused:
        console.complain(refused.reason)
        return False
    clerk.history.append((candidate, decided))
    console.say(message("duplicates.written"))
    return True


def _confirmed() -> bool:
    yes, no = said(message("identity.yes")), said(message("identity.no"))
    return bool(click.prompt(said(message("duplicates.confirm")), type=click.Choice([yes, no])) == yes)


def _take_back(clerk: _Clerk, todo: list[Candidate]) -> None:
    """Take the last answer back, and ask about it again."""
    candidate, decided = clerk.history.pop()
    reason = message("identity.why_back", first=candidate.first, second=candidate.second)
    duplicates.undo(clerk.store, decided, Stamp(console.moment(), clerk.by, said(reason)))
    todo.append(candidate)
    console.say(message("duplicates.taken_back", first=candidate.first, second=candidate.second))


def _as_json(candidate: Candidate) -> dict[str, object]:
    return {
        "question": str(candidate.question),
        "first": candidate.first,
        "second": candidate.second,
        "names": candidate.names,
        "sources": candidate.sources,
        "score": candidate.score,
        "suggests": candidate.suggests,
        "by_rule": candidate.by_rule,
        "answers": duplicates.answers(candidate),
        "reasons": [{"text": said(one.text), "points": one.points} for one in candidate.reasons],
    }
