"""What several sources may say of a small world, drawn at random."""

from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

from graphdb.claims import EXISTS, Claim, Fact, Rank, relation
from graphdb.fields.relation import DIFFERENT, SAME, VERDICT
from graphdb.model import EDGES, EdgeKind, Id, NodeKind, Value
from graphdb.writing.plan import Clear, Confirm, Put, Set

NODES: Final[dict[Id, NodeKind]] = {
    **{f"actor:x:{one}": NodeKind.ACTOR for one in "abcd"},
    **{f"service:x:{one}": NodeKind.SERVICE for one in "st"},
    **{f"place:x:{one}": NodeKind.PLACE for one in "pq"},
    **{f"contact:x:{one}": NodeKind.CONTACT_POINT for one in "vw"},
    "area:9901": NodeKind.AREA,
    "term:rg_rus": NodeKind.RISK_GROUP,
    "term:need_seng": NodeKind.NEED,
}
SOURCES: Final = {
    "own": Rank.OWN,
    "kommune": Rank.MUNICIPALITY,
    "æ-register": Rank.REGISTER,
    "coordinator:9901": Rank.COORDINATOR,
}
LINKS: Final = sorted(
    (kind, src, dst)
    for src in NODES
    for dst in NODES
    for kind in EdgeKind
    if src != dst and (NODES[src], kind, NODES[dst]) in EDGES
)
FIELDS: Final[dict[NodeKind, dict[str, Sequence[Value]]]] = {
    NodeKind.ACTOR: {
        "kind": ["bo_110", "kom_bolig"],
        "description": ["Hjælp til borgere i hjemløshed \U0001f600", "§ 110"],
        "cvr": ["00000012"],
        "secret_address": [True, False],
        "other_names": [("Huset", "Broen"), ("Æ",)],
    },
    NodeKind.SERVICE: {"min_age": [0, 18, 120], "anonymous": [True, False]},
    NodeKind.PLACE: {"address": ["Hemmelig Vej 7"], "city": ["Brostad"], "lat": [55.0, 56.1], "lon": [10.5]},
    NodeKind.CONTACT_POINT: {
        "role": ["Vagten ved Hemmelig Vej 7", "Leder"],
        "phone": ["+4500123456"],
        "visibility": ["public", "municipality"],
    },
    NodeKind.AREA: {"code": ["9901"], "level": ["municipality"]},
}
names = st.sampled_from(["Herberget", "Værestedet Ø", "Å", "herberget", "Rådgivning & mere"])
days = st.sampled_from(["2024-02-29", "2025-01-01", "2026-03-01"])


@st.composite
def nodes(draw: st.DrawFn) -> Put:
    """A claim on a node, whole or lacking what its kind requires."""
    target = draw(st.sampled_from(sorted(NODES)))
    source = draw(st.sampled_from(sorted(SOURCES)))
    table = FIELDS.get(NODES[target], {})
    chosen = {name: draw(st.sampled_from(list(table[name]))) for name in sorted(table) if draw(st.booleans())}
    if draw(st.integers(0, 9)):
        chosen |= {name: table[name][0] for name in ("kind", "code", "level", "role") if name in table}
    facts = {name: Fact(value, draw(days), draw(days)) for name, value in chosen.items()}
    if NODES[target] is not NodeKind.CONTACT_POINT:
        facts["name"] = Fact(draw(names), draw(days), draw(days))
    return Put(Claim(target, source, SOURCES[source], NODES[target], facts))


@st.composite
def links(draw: st.DrawFn) -> Put:
    """A claim that a relation is there, or is not."""
    kind, src, dst = draw(st.sampled_from(LINKS))
    source = draw(st.sampled_from(sorted(SOURCES)))
    mark, facts = "", {}
    if kind is EdgeKind.RELATES:
        mark = draw(st.sampled_from(["henviser", "henviser.2026"]))
        facts = {"kind": Fact("henviser", draw(days), draw(days))}
    if kind is EdgeKind.SAME:
        facts = {VERDICT: Fact(draw(st.sampled_from([SAME, SAME, DIFFERENT])), draw(days), draw(days))}
    if draw(st.integers(0, 9)) == 0:
        facts[EXISTS] = Fact(False, draw(days), draw(days))
    dates = (draw(days), draw(days))
    return Put(relation(source, SOURCES[source], kind, (src, dst), facts, mark=mark, dates=dates))


@st.composite
def fields(draw: st.DrawFn) -> Set | Clear | Confirm:
    """What a person says of one field of a node, for a source."""
    target = draw(st.sampled_from(sorted(NODES)))
    source = draw(st.sampled_from(["coordinator:9901", "own"]))
    table = FIELDS.get(NODES[target], {})
    name = draw(st.sampled_from([*sorted(table), "name"]))
    where, day = (target, source, SOURCES[source], name), draw(days)
    match draw(st.integers(0, 3)):
        case 0:
            return Clear(*where, day)
        case 1:
            return Confirm(*where, day)
    return Set(*where, draw(st.sampled_from(list(table[name])) if name in table else names), day)


edits = st.lists(nodes() | links() | fields(), min_size=1, max_size=12)
