"""A directory in which one text stands wherever anybody can write one, for tests."""

import json
from dataclasses import replace
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.codec import canonical
from graphdb.concurrency.open_runs import KIND as RUN
from graphdb.coverage import answering, expecting
from graphdb.coverage.answering import About as AboutKind
from graphdb.coverage.state import State as Answered
from graphdb.doubts import doubts
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS
from graphdb.gaps import gaps, states
from graphdb.gaps.states import Decision, GapState
from graphdb.model import Edge, EdgeKind, Id, Node, Value
from graphdb.ownership import requests
from graphdb.ownership.requests import Request
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal, State
from graphdb.records import RecordWrite
from graphdb.reminding import rounds
from graphdb.reminding.rounds import Round
from graphdb.store import GraphStore, Way
from graphdb.writing.plan import Set, Stamp, commit
from tests.graphdb.world import NOW
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.signin.people import AT

TOWN: Final = "9901"
DAY: Final = NOW.date().isoformat()
LONG_AGO: Final = "2025-03-01"
"""When it was said: so long ago that the hostel is on the list of whom to ring."""
FREE: Final = frozenset({Sort.TEXT, Sort.NAME, Sort.NAMES})
"""Sorts of fields that take whatever is written."""
NEAR: Final = (
    EdgeKind.OFFERS,
    EdgeKind.CONTACTED_AT,
    EdgeKind.LOCATED_AT,
    EdgeKind.SERVES,
    EdgeKind.REACHES,
    EdgeKind.RELATES,
    EdgeKind.PART_OF,
)
OLDER: Final = "2026-11-01T08:00:00+00:00"
EVERYTHING: Final = (
    Grant(Role.ADMINISTRATOR),
    Grant(Role.COORDINATOR, TOWN),
    Grant(Role.CASEWORKER, TOWN),
    Grant(Role.EDITOR, HOSTEL),
)


def fill(store: GraphStore, text: str) -> Account:
    """Write the text into each field about a hostel, and each record; answers who may see all of it."""
    _facts(store, text)
    _said(store, text)
    person = accounts.add(store, "ko@brostad.example", EVERYTHING)
    person = replace(person, name=text)
    store.records.write(accounts.write_of(person))
    _records(store, text, person)
    return person


def _things(store: GraphStore) -> tuple[dict[Id, Node], list[Edge]]:
    """The hostel with all that belongs to it, its source, and the relations between."""
    ids, edges = {HOSTEL, "source:demo"}, set[Edge]()
    for _ in range(2):
        edges = set(store.edges(ids, kinds=NEAR, way=Way.OUT))
        ids |= {edge.dst for edge in edges if edge.kind in NEAR[:3]}
    return dict(store.get(ids)), sorted(edges, key=lambda edge: edge.id)


def _facts(store: GraphStore, text: str) -> None:
    nodes, edges = _things(store)
    targets = {one: node.kind for one, node in nodes.items()} | {edge.id: edge.kind for edge in edges}
    source = coordinator_source(TOWN)
    edits = [
        Set(
            target,
            source,
            Rank.COORDINATOR,
            field.name,
            tuple(map(str.strip, text.split("|"))) if field.sort is Sort.NAMES else text,
            LONG_AGO,
        )
        for target, kind in targets.items()
        for field in FIELDS.get(kind, {}).values()
        if field.sort in FREE
    ]
    edits += [
        Set(HOSTEL, source, Rank.COORDINATOR, name, day, DAY)
        for name, day in (("temporary_from", DAY), ("temporary_to", "2026-12-20"))
    ]
    planned, _ = commit(store, edits, Stamp(AT, text, text))
    assert not planned.refused, planned.refused[0]


def _value(sort: Sort, text: str) -> Value:
    return tuple(text.split("|")) if sort is Sort.NAMES else text


def _said(store: GraphStore, text: str) -> None:
    """What a coordinator says about kinds of actors, and about gaps."""
    stamp = Stamp(AT, text, text)
    answering.answer(store, AboutKind(TOWN, "civ_vaerested"), Answered.ASKED_NONE, text, stamp, DAY)
    expecting.expect(store, AboutKind(TOWN, "bo_110"), "core", text, stamp, DAY)
    for gap in gaps.gaps(store, TOWN, DAY, patience=0).items[:20]:
        states.decide(store, TOWN, gap.id, Decision(GapState.IN_WORK, text, text, DAY, "2026-12-24"))


def _records(store: GraphStore, text: str, person: Account) -> None:
    service = min(edge.dst for edge in store.edges([HOSTEL], kinds=NEAR[:1], way=Way.OUT))
    doubts.keep(store, doubts.doubt(HOSTEL, text, NOW))
    doubts.keep(store, doubts.doubt(HOSTEL, text, NOW, HOSTEL, "phone"))
    own, link = own_source(HOSTEL), "link:x"
    several = (
        Proposal(HOSTEL, About.FIELD, own, person.by, OLDER, HOSTEL, "name", text, text),
        Proposal(HOSTEL, About.SHOWN, own, person.by, OLDER, HOSTEL, "description", text, text),
        Proposal(HOSTEL, About.FIELD, own, link, OLDER, service, "description", text, text),
        Proposal(HOSTEL, About.WORDS, own, link, OLDER, HOSTEL, "risk_groups", text, text),
        Proposal(HOSTEL, About.STOPPED, own, link, OLDER, text=text),
        Proposal(HOSTEL, About.NOT_ME, own, link, OLDER, text=text),
    )
    store.records.write(*map(proposals.write_of, several))
    rejected = replace(several[2], field="fee", why=text, decided=OLDER)
    record = proposals.write_of(rejected).record
    store.records.write(RecordWrite(replace(record, keys={"k1": HOSTEL, "k2": str(State.REJECTED)})))
    asked = Request(HOSTEL, "bo@broen.example", text, OLDER, note=text)
    requests.keep(store, asked)
    before = Request(
        HOSTEL, "ea@broen.example", text, OLDER, note=text, why=text, state=requests.State.REJECTED
    )
    requests.keep(store, before)
    rounds.keep(store, HOSTEL, Round("2026-09-01T08:00:00+00:00", "2026-10-02T08:00:00+00:00"))
    (run, *_) = store.records.list(RUN, now=AT).items
    body = json.loads(run.body)
    body["files"] = [[text, digest] for _, digest in body["files"]]
    body["by"] = text
    store.records.put(replace(run, body=canonical(body)))
