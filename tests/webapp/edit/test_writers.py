"""Twenty editors of one entry at once, through a real server: each is written, or sees both versions."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Final

import pytest
import requests

from graphdb.accounts import accounts, sessions
from graphdb.accounts.roles import Grant, Role
from graphdb.model import EdgeKind, Id
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About
from graphdb.search import index
from graphdb.store import GraphStore, Way, every
from graphdb.upkeep.check import check
from tests.webapp.answer.browsing import HOSTEL, september
from tests.webapp.conftest import served
from tests.webapp.edit.forms import Fields, fields_of, path, typed
from tests.webapp.signin.people import site

WRITERS: Final = 20
ROUNDS: Final = 40
"""How often somebody who is overtaken sends the form again before the test gives up."""
TOGETHER: Final = 8
"""How many edit the very same field; each of the others has one that it shares with few."""


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def demo_to_edit(request: pytest.FixtureRequest) -> GraphStore:
    """The demo directory in each kind of store in turn, to write in; Neo4j keeps it from those that read."""
    store: GraphStore = request.getfixturevalue({"sqlite": "demo_copy", "neo4j": "neo4j_demo"}[request.param])
    return store


@pytest.fixture
def live(demo_to_edit: GraphStore) -> Iterator[str]:
    """A server with a thread for each of them."""
    yield from served(site(demo_to_edit, september()), threads=WRITERS)


class Writer:
    """An editor in a browser: what of the form it changed, and what it was answered."""

    def __init__(self, live: str, session: str, thing: str, field: str, value: str) -> None:
        self.address, self.cookies = f"{live}{path(thing)}", {"brobygger-session": session}
        self.thing, self.field, self.value = thing, field, value
        self.seen = ""
        self.statuses = list[int]()

    def open(self) -> None:
        """Get the form, and type into it."""
        with closing(requests.get(self.address, cookies=self.cookies, timeout=60)) as page:
            assert page.status_code == 200, page.text
            self.fields: Fields = typed(fields_of(page.text), **{self.field: self.value})

    def send(self) -> None:
        """Send it until it is taken; each time that it is not, both versions stand there."""
        while self.statuses[-1:] != [303] and len(self.statuses) < ROUNDS:
            self.seen = self.fields[f"w:{self.field}"][0]
            data = {**self.fields, "step": "send"}
            answer = requests.post(
                self.address, data=data, cookies=self.cookies, timeout=60, allow_redirects=False
            )
            self.statuses.append(answer.status_code)
            if answer.status_code != 303:
                assert answer.status_code == 409, (answer.status_code, answer.text)
                self.fields = fields_of(answer.text)
                assert self.fields[f"f:{self.field}"] == [self.value]
                assert self.fields[f"w:{self.field}"] != [self.seen]


def fields_for(store: GraphStore) -> Sequence[tuple[str, str, str]]:
    """For each writer the thing, the field and what it types there."""
    service = min(edge.dst for edge in store.edges([HOSTEL], kinds=[EdgeKind.OFFERS], way=Way.OUT))
    words = "abcdefghijklmnopqrst"
    return (
        *((HOSTEL, "description", f"Beskrivelse {letter}") for letter in words[:TOGETHER]),
        *((HOSTEL, "website", f"https://{letter}.example") for letter in words[:3]),
        *((HOSTEL, "email", f"{letter}@broen.example") for letter in words[:2]),
        *((service, "description", f"Ydelse {letter}") for letter in words[:3]),
        *((HOSTEL, "name", f"Herberg {letter}") for letter in words[:4]),
    )


@pytest.fixture
def writers(demo_to_edit: GraphStore, live: str) -> list[Writer]:
    """Each with an account and a session of its own."""
    at = september().moment()
    people = [
        accounts.add(demo_to_edit, f"{number}@broen.example", [Grant(Role.EDITOR, HOSTEL)])
        for number in range(WRITERS)
    ]
    sent = zip(people, fields_for(demo_to_edit), strict=True)
    index.current(demo_to_edit, at[:10])
    return [Writer(live, sessions.begin(demo_to_edit, person, at), *what) for person, what in sent]


def test_of_twenty_at_once_none_is_lost(demo_to_edit: GraphStore, writers: list[Writer]) -> None:
    """Whose value is taken had seen the one that it took the place of, and all are in the history.

    A name waits for the coordinator: there all of them stand side by side.
    """
    before = demo_to_edit.status().version
    stood = {key: value_of(demo_to_edit, key) for key in {(writer.thing, writer.field) for writer in writers}}
    for act in (Writer.open, Writer.send):
        with ThreadPoolExecutor(WRITERS) as threads:
            list(threads.map(act, writers))
    assert [writer.statuses[-1] for writer in writers] == [303] * WRITERS
    assert sum(409 in writer.statuses for writer in writers) >= TOGETHER // 2
    live = [writer for writer in writers if writer.field != "name"]
    assert followed(demo_to_edit, before, stood) == {(writer.value, writer.seen) for writer in live}
    names = {one.value for one in proposals.waiting(demo_to_edit, HOSTEL) if one.about is About.FIELD}
    assert names == {writer.value for writer in writers if writer.field == "name"}
    assert check(demo_to_edit).faults == ()


def value_of(store: GraphStore, key: tuple[Id, str]) -> str:
    """What is shown of a field."""
    target, field = key
    return str(store.get([target])[target].props.get(field, ""))


def followed(store: GraphStore, version: int, stood: dict[tuple[Id, str], str]) -> set[tuple[str, str]]:
    """What was said of these fields since, each with what stood there before, in the order of the history."""
    pairs = list[tuple[str, str]]()
    for change in every(lambda after: store.changes(after=int(after or version))):
        facts = json.loads(change.body)["after"]["facts"]
        for target, field in [key for key in stood if key[0] == change.target and key[1] in facts]:
            value = facts[field][0]
            if value != stood[target, field]:
                pairs.append((value, stood[target, field]))
                stood[target, field] = value
    assert len(set(pairs)) == len(pairs)
    return set(pairs)
