"""Whatever is said, unsaid and away in whatever order: each source's claims stand, and the view follows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.model import EDGES, Edge, EdgeKind, Id, Node, NodeKind, Value
from graphdb.store import GraphStore, What
from graphdb.upkeep import check
from graphdb.view import merge
from graphdb.writing.plan import Drop, Put, Stamp, commit
from tests.conftest import Address

AT: Final = "2026-03-02T08:00:00+00:00"
DAY: Final = "2026-03-01"
NODES: Final[dict[Id, tuple[NodeKind, dict[str, Value]]]] = {
    "actor:x:a": (NodeKind.ACTOR, {"name": "A", "kind": "bo_110"}),
    "actor:x:b": (NodeKind.ACTOR, {"name": "B", "kind": "bo_110"}),
    "service:x:s": (NodeKind.SERVICE, {"name": "S"}),
    "term:rg_rus": (NodeKind.RISK_GROUP, {"code": "rg_rus", "label_da": "Rusmidler"}),
}
LINKS: Final = [
    (kind, src, dst)
    for src, (above, _) in NODES.items()
    for dst, (below, _) in NODES.items()
    for kind in EdgeKind
    if src != dst and (above, kind, below) in EDGES
]
SOURCES: Final = ("a", "b")
OWN: Final = "own"
"""Says of an actor its telephone, and never what it is."""
Claims = dict[tuple[Id, str], Claim]


@st.composite
def edits(draw: st.DrawFn) -> Put | Drop:
    source = draw(st.sampled_from((*SOURCES, OWN)))
    if source == OWN:
        target = draw(st.sampled_from(["actor:x:a", "actor:x:b"]))
        phone = draw(st.sampled_from(["+4575620000", "+4575620001"]))
        claim = Claim(target, OWN, Rank.OWN, NodeKind.ACTOR, {"phone": Fact(phone, DAY, "")})
    elif draw(st.booleans()):
        target = draw(st.sampled_from(sorted(NODES)))
        kind, values = NODES[target]
        facts = {name: Fact(value, DAY, "") for name, value in values.items()}
        claim = Claim(target, source, Rank.MUNICIPALITY, kind, facts)
    else:
        link, src, dst = draw(st.sampled_from(LINKS))
        facts = {"kind": Fact("rel_henviser", DAY, "")} if link is EdgeKind.RELATES else {}
        claim = relation(source, Rank.MUNICIPALITY, link, (src, dst), facts, dates=(DAY, ""))
    return Put(claim) if draw(st.integers(0, 2)) else Drop(claim.target, source)


def after(claims: Claims, batch: Sequence[Put | Drop], refused: set[tuple[Id, str]]) -> Claims:
    """The claims as they are to be: those of the sources that spoke, but for what was refused."""
    said = dict(claims)
    for edit in batch:
        if isinstance(edit, Put):
            said[edit.claim.target, edit.claim.source] = edit.claim
        else:
            said.pop((edit.target, edit.source), None)
    kept = {key: claim for key, claim in claims.items() if key in refused}
    return kept | {key: claim for key, claim in said.items() if key not in refused}


def shown(claims: Claims) -> dict[Id, Node | Edge]:
    """The view that follows: actors of which more than the telephone is said, relations with both ends."""
    targets = {target for target, _ in claims}
    views = {one: merge(c for (target, _), c in claims.items() if target == one) for one in targets}
    nodes = {one for one, view in views.items() if isinstance(view, Node) and view.props.keys() != {"phone"}}
    return {
        one: view
        for one, view in views.items()
        if (isinstance(view, Node) and one in nodes)
        or (isinstance(view, Edge) and {view.src, view.dst} <= nodes)
    }


def stored(store: GraphStore) -> tuple[Claims, dict[Id, tuple[object, ...]]]:
    claims = {(c.target, c.source): c for c in store.scan(What.CLAIMS) if isinstance(c, Claim)}
    items = [item for what in (What.NODES, What.EDGES) for item in store.scan(what)]
    return claims, {one.id: (one.kind, one.props, one.prov) for one in items if isinstance(one, Node | Edge)}


def test_no_claim_is_changed_by_another_source_and_the_view_follows(tmp_path: Path) -> None:
    """Seen red with relations' claims cleared as a node goes, and without showing them as it comes back."""
    numbers = iter(range(10**6))

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.lists(edits(), min_size=1, max_size=4), min_size=2, max_size=10))
    def run(batches: list[list[Put | Drop]]) -> None:
        store = Address(f"sqlite:///{tmp_path / f'{next(numbers)}.db'}").open()
        store.prepare()
        claims: Claims = {}
        for batch in batches:
            plan, _ = commit(store, batch, Stamp(AT, "test", "prøve"))
            claims = after(claims, batch, {(refusal.target, refusal.source) for refusal in plan.refused})
        present, view = stored(store)
        assert present.keys() == claims.keys()
        assert all(present[key].says_the_same(claim) for key, claim in claims.items())
        assert view == {one: (item.kind, item.props, item.prov) for one, item in shown(claims).items()}
        assert check.check(store).faults == ()
        store.close()

    run()
