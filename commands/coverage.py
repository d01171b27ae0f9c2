"""What a coordinator says about what is there, what is expected and what is missing, by command."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import click
from babel.numbers import format_decimal

from commands import Opening, console, said
from graphdb.coverage import answering
from graphdb.coverage.answering import About
from graphdb.coverage.matrix.matrix import By, coverage
from graphdb.coverage.state import CELLS, State
from graphdb.fields.formats import parse_date
from graphdb.gaps.compare import compare
from graphdb.gaps.elsewhere import Elsewhere, Example
from graphdb.gaps.gaps import find_gap, find_whole, gaps
from graphdb.gaps.states import STATES, Decision, GapState, decide, state_words
from graphdb.gaps.what_if import Thought, WhatIf, think
from graphdb.message import Text, Words, any_of, apart, message
from graphdb.store import GraphStore
from graphdb.touchmap.relations import phrased
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary
from graphdb.writing.plan import Stamp

_ZONE: Final = ZoneInfo("Europe/Copenhagen")
_NAMED: Final = 3
"""As many actors as a sentence names."""


@click.command()
@click.argument("municipality", metavar="KOMMUNE")
@click.argument("kind", metavar="KIND")
@click.option("--none", "none", is_flag=True)
@click.option("--there-is", "there_is", is_flag=True)
@click.option("--undo", "undo", is_flag=True)
@click.option("--by", "role", default="")
@click.option("--group", default="")
@click.pass_obj
def asked(
    opened: Opening,
    municipality: str,
    kind: str,
    none: bool,
    there_is: bool,
    undo: bool,
    role: str,
    group: str,
) -> None:
    """Say what was answered about a kind of actor."""
    if none + there_is + undo != 1:
        raise click.UsageError(said(message("coverage.choose")))
    if not role and not undo:
        raise click.UsageError(said(message("coverage.who")))
    at = console.moment()
    day = datetime.fromisoformat(at).astimezone(_ZONE).date()
    about = About(municipality, kind, group)
    with opened() as store:
        words, area, for_group = _words(store, about)
        stamp = Stamp(
            at, role or "coordinator", said(message("coverage.why", kind=words, area=area, group=for_group))
        )
        if undo:
            answering.take_back(store, about, stamp)
            console.say(message("coverage.taken_back", kind=words, area=area, group=for_group))
        elif none:
            answering.answer(store, about, State.ASKED_NONE, role, stamp, day.isoformat())
            console.say(message("coverage.said_none", kind=words, area=area, group=for_group, day=day))
            for line in _here_all_the_same(store, about, day.isoformat()):
                console.say(line)
        else:
            answering.answer(store, about, State.UNCONFIRMED, role, stamp, day.isoformat())
            console.say(message("coverage.said_there_is", kind=words, area=area, group=for_group, day=day))
        share = coverage(store, municipality, By.KIND, day.isoformat()).asked
    console.say(message("coverage.how_much", answered=share.answered, of=share.of, area=area))


def _here_all_the_same(store: GraphStore, about: About, day: str) -> Iterator[Text]:
    """That the directory has some of the kind, which goes before an answer that there are none."""
    ground = coverage(store, about.municipality, By.KIND, day).ground
    groups = [about.group] if about.group else ground.expected
    actors = dict.fromkeys(actor for group in groups for actor in ground.cell(group, (about.kind,)).actors)
    if actors:
        columns = ground.index.columns
        names = tuple(columns.actor_names.get(columns.find(actor), actor) for actor in actors)
        yield message("coverage.here_all_the_same", count=len(names), names=apart(names[:_NAMED]))


def _words(store: GraphStore, about: About) -> tuple[Text, Text, Text]:
    """What the answer is about, as sentences name it."""
    words = catalogue.read(store).words
    group: Text = message("coverage.for_group", group=words(about.group)) if about.group else ""
    return words(about.kind), words(about.municipality), group


@click.command("gap")
@click.argument("gap", metavar="ID")
@click.option("--accept", is_flag=True)
@click.option("--in-work", is_flag=True)
@click.option("--reopen", is_flag=True)
@click.option("--why", default="")
@click.option("--by", "role", default="coordinator")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]))
@click.pass_obj
def decide_gap(
    opened: Opening,
    gap: str,
    accept: bool,
    in_work: bool,
    reopen: bool,
    why: str,
    role: str,
    until: datetime | None,
    since: datetime | None,
) -> None:
    """Show the gaps of a municipality, or decide about one."""
    wanted = {GapState.ACCEPTED: accept, GapState.IN_WORK: in_work, GapState.NEW: reopen}
    states = [state for state, chosen in wanted.items() if chosen]
    if len(states) > 1:
        raise click.UsageError(said(message("gaps.choose")))
    if since is not None and (states or "." in gap):
        raise click.UsageError(said(message("gaps.since_of_all")))
    day = _today()
    with opened() as store:
        if not states:
            lines = _list_of(store, gap, day) if since is None else _compared(store, gap, since.date(), day)
            for line in lines:
                console.say(line)
            return
        there = find_gap(store, gap, day)
        last = "" if until is None else until.date().isoformat()
        decide(store, there.municipality, there.id, Decision(states[0], why, role, day, last))
    console.say(message("gaps.decided", text=there.text, state=STATES[states[0]]))


def _list_of(store: GraphStore, wanted: str, day: str) -> Iterator[Text]:
    """One gap whole, or all of a municipality, each on a line."""
    if "." in wanted:
        whole = find_whole(store, wanted, day, decided=True)
        gap, decision = whole.gap, whole.gap.decision
        yield gap.text
        if decision is not None and decision.on:
            role, on, why = decision.role, parse_date(decision.on), decision.why
            yield message("gaps.line_decided", state=state_words(gap.state), role=role, day=on, why=why)
        yield from gap.reasons
        yield message("gaps.line_since", day=parse_date(gap.since)) if gap.since else ""
        yield from gap.next
        yield from _of_others(catalogue.read(store), whole.elsewhere)
        return
    answer = gaps(store, wanted, day, decided=True)
    share, area = answer.asked, catalogue.read(store).words(wanted)
    yield message("coverage.how_much", answered=share.answered, of=share.of, area=area)
    for gap in answer.items:
        state = state_words(gap.state)
        yield message("gaps.line", severity=gap.severity, state=state, text=gap.text, id=gap.id)


def _compared(store: GraphStore, municipality: str, since: date, day: str) -> Iterator[Text]:
    """What opened, closed and moved in a municipality since a day."""
    answer = compare(store, municipality, since.isoformat(), day, decided=True)
    opened, closed, moved = map(len, (answer.opened, answer.closed, answer.moved))
    yield message("gaps.compared", day=since, opened=opened, closed=closed, moved=moved)
    then, now = answer.asked_then, answer.asked
    yield message("gaps.compared_asked", then=then.answered, of_then=then.of, now=now.answered, of_now=now.of)
    yield from (message("gaps.opened", text=gap.text, id=gap.id) for gap in answer.opened)
    yield from (message("gaps.closed_since", text=gap.text) for gap in answer.closed)
    for pair in answer.moved:
        yield message(
            "gaps.moved",
            text=pair.now.text,
            id=pair.now.id,
            before=pair.before.severity,
            after=pair.now.severity,
            state_before=state_words(pair.before.state),
            state_after=state_words(pair.now.state),
        )


def _of_others(vocabulary: Vocabulary, others: Elsewhere) -> Iterator[Text]:
    """What other municipalities do, the most alike first; methods where there is nobody to compare with."""
    if not others.sought:
        return
    yield message("gaps.others_title")
    if others.too_few:
        yield message("gaps.others_few", count=others.mapped)
    elif not others.examples:
        yield message("gaps.others_none")
    for example in others.examples:
        yield _example(vocabulary, example)
        for line in example.agreements:
            phrase = phrased(vocabulary, line.kind, line.src.name, line.dst.name)
            yield message("gaps.others_agreement", phrase=phrase)
        if example.methods:
            yield message("gaps.others_methods", methods=tuple(map(vocabulary.words, example.methods)))
    for method in others.methods:
        definition = Words(method.definition_da, method.definition_en)
        yield message(
            "gaps.method", method=vocabulary.words(method.code), definition=definition, source=method.source
        )


def _example(vocabulary: Vocabulary, example: Example) -> Text:
    names = tuple(actor.name for actor in example.actors)
    town, regions = vocabulary.words(example.municipality), tuple(map(vocabulary.words, example.regions))
    if example.population is None:
        return message("gaps.others_town", town=town, regions=regions, names=names)
    people = Words(*(format_decimal(example.population, locale=language) for language in ("da", "en")))
    return message("gaps.others_town_of", town=town, regions=regions, people=people, names=names)


@click.command("whatif")
@click.argument("municipality", metavar="KOMMUNE")
@click.option("--without", "gone", multiple=True)
@click.option("--without-link", "parted", multiple=True, nargs=2)
@click.option("--with", "coming", multiple=True)
@click.option("--with-link", "linked", multiple=True, nargs=3)
@click.pass_obj
def whatif(
    opened: Opening,
    municipality: str,
    gone: tuple[str, ...],
    parted: tuple[tuple[str, str], ...],
    coming: tuple[str, ...],
    linked: tuple[tuple[str, str, str], ...],
) -> None:
    """Show what a municipality would lose or gain when an actor or an agreement goes or comes."""
    if not (gone or parted or coming or linked):
        raise click.UsageError(said(message("gaps.think_of_what")))
    thought = Thought(frozenset(gone), parted, frozenset(coming), linked)
    day = _today()
    with opened() as store:
        share = coverage(store, municipality, By.KIND, day).asked
        answer, terms = think(store, municipality, thought, day), catalogue.read(store)
    area = terms.words(municipality)
    console.say(message("coverage.how_much", answered=share.answered, of=share.of, area=area))
    for line in _follows(answer, terms):
        console.say(line)


def _follows(answer: WhatIf, terms: Vocabulary) -> Iterator[Text]:
    """What follows from a thought, a line each."""
    for shift in (*answer.lost, *answer.gained):
        kinds, group = any_of(map(terms.words, shift.kinds)), terms.words(shift.group)
        before, after = CELLS[shift.before], CELLS[shift.after]
        yield message("gaps.loses", group=group, kinds=kinds, before=before, after=after)
    for finding in answer.opened.values():
        yield message("gaps.opens", text=finding.text)
    for finding in answer.closed.values():
        yield message("gaps.closes", text=finding.text)
    for edge in answer.broken:
        src, dst = answer.names[edge.src], answer.names[edge.dst]
        yield message("gaps.breaks", name=src, kind=terms.relation_words(edge.text("kind")), other=dst)
    if answer.cut_off:
        yield message("gaps.cut_off", names=apart(answer.names[one] for one in answer.cut_off))
    nothing = not (answer.lost or answer.opened or answer.gained or answer.closed or answer.broken)
    yield message("gaps.nothing_lost" if nothing else "gaps.nothing_written")


def _today() -> str:
    return datetime.fromisoformat(console.moment()).astimezone(_ZONE).date().isoformat()
