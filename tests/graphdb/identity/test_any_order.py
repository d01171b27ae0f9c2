"""Whatever is said between, judgements that are all taken back leave the store as if there had been none."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.claims import Claim, Fact
from graphdb.fields.relation import DIFFERENT, SAME
from graphdb.model import EdgeKind, NodeKind
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.writing.plan import Drop, Edit, Plan, Put, Stamp, commit
from tests import neo4j_server
from tests.conftest import Address
from tests.contract.random_edits import FIELDS, LINKS, NODES, SOURCES, links, nodes
from tests.contract.samples import AT
from tests.contract.test_equal import emptied, ready
from tests.graphdb.identity.twice import DAY, contents, same, tie, unsaid

PAIRS = [(src, dst) for kind, src, dst in LINKS if kind is EdgeKind.SAME]
TIES = [link for link in LINKS if link[0] is not EdgeKind.SAME]
BEGINNING = {"name": "Navn", "kind": "bo_110", "code": "9901", "level": "municipality", "role": "Leder"}


def begun() -> list[Edit]:
    """Everything is there once, and related to all it may be related to."""
    things = []
    for target, kind in NODES.items():
        known = FIELDS.get(kind, {}).keys() | (
            {"name"} - ({"name"} if kind is NodeKind.CONTACT_POINT else set())
        )
        facts = {name: Fact(value, DAY, DAY) for name, value in BEGINNING.items() if name in known}
        things.append(Put(Claim(target, "kommune", SOURCES["kommune"], kind, facts)))
    return [*things, *(tie(kind, src, dst, **_required(kind)) for kind, src, dst in TIES)]


def _required(kind: EdgeKind) -> dict[str, str]:
    return {"mark": "henviser", "kind": "henviser"} if kind is EdgeKind.RELATES else {}


@st.composite
def imports(draw: st.DrawFn) -> list[Edit]:
    """What sources say, and say no more. Nothing of secret addresses: what is erased does not come back."""
    said = [
        put for put in draw(st.lists(nodes() | links(), max_size=6)) if put.claim.kind is not EdgeKind.SAME
    ]
    edits: list[Edit] = [_open(put) for put in said]
    for target in draw(st.sets(st.sampled_from(sorted(NODES)), max_size=2)):
        edits += [Drop(target, source) for source in sorted(SOURCES)]
    for kind, src, dst in draw(st.sets(st.sampled_from(TIES), max_size=2)):
        edits += [Drop(f"{kind}|{src}|{dst}", source) for source in sorted(SOURCES)]
    return edits


def _open(put: Put) -> Put:
    facts = {name: fact for name, fact in put.claim.facts.items() if name != "secret_address"}
    return Put(replace(put.claim, facts=facts))


judgements = st.builds(
    lambda ends, verdict: same(ends[0], ends[1], verdict),
    st.sampled_from(PAIRS),
    st.sampled_from([SAME, SAME, DIFFERENT]),
)
steps = st.lists(imports() | judgements | judgements.map(unsaid), min_size=3, max_size=14)
Step = list[Edit] | Put | Drop


class Twins:
    """A store that is told judgements too, and one that is told all else."""

    def __init__(self, judged: GraphStore, plain: GraphStore) -> None:
        self.judged, self.plain = judged, plain
        self._numbers = count()

    def take(self, step: Step) -> None:
        """One more step; what is refused is the same with judgements and without."""
        if not isinstance(step, list):
            self._write(self.judged, [step])
            return
        refused = [sorted(map(repr, self._write(store, step).refused)) for store in (self.judged, self.plain)]
        assert refused[0] == refused[1]

    def take_all_back(self) -> None:
        """No judgement stands any more."""
        self._write(self.judged, [unsaid(same(*pair)) for pair in PAIRS])

    def _write(self, store: GraphStore, edits: Sequence[Edit]) -> Plan:
        plan, _ = commit(store, edits, Stamp(AT, "tests", "prøve", id=f"commit-{next(self._numbers)}"))
        assert check(store).faults == ()
        return plan


def tried(stores: Callable[[], tuple[GraphStore, GraphStore]], examples: int) -> None:
    """Any order of steps, in fresh stores each."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def in_any_order(taken: list[Step]) -> None:
        judged, plain = stores()
        with closing(judged), closing(plain):
            twins = Twins(judged, plain)
            for step in (begun(), *taken):
                twins.take(step)
            twins.take_all_back()
            assert contents(judged) == contents(plain)

    in_any_order()


def files(folder: Path) -> Callable[[], GraphStore]:
    """Makes one new SQLite store after the other."""
    numbers = count()
    return lambda: ready(Address(f"sqlite:///{folder / f'{next(numbers)}.db'}"))


def test_on_sqlite(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    new = files(tmp_path)
    tried(lambda: (new(), new()), 15 * request.config.getoption("--rounds"))


def test_on_neo4j(tmp_path: Path, request: pytest.FixtureRequest, neo4j_server: neo4j_server.Server) -> None:
    new = files(tmp_path)
    tried(lambda: (emptied(neo4j_server), new()), 3 * request.config.getoption("--rounds"))
