"""Small pieces of a graph, written through ``editing`` as an import would."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.fields.contact_point import contact_id
from graphdb.fields.hours import COPENHAGEN
from graphdb.model import EdgeKind, Id, NodeKind, Value, area_id, node_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Edit, Put, Stamp, commit
from importers.running import frame
from importers.running.frame import Order
from importers.sources import areas, vocabulary
from importers.starting import reference

NOW: Final = datetime(2026, 11, 23, 10, 30, tzinfo=COPENHAGEN)
"""A Monday morning: offices are open."""
TODAY: Final = "2026-11-23"
FRESH, STALE = "2026-10-01", "2024-10-01"
SEED: Final = Path(__file__).parents[2] / "seed"
COMPILED_ON: Final = "2026-11-01"
LONG_LISTS: Final = frozenset({"postal_districts", "situation_words"})
"""Two thirds of the rows that are shipped, of which small worlds ask nothing: a store without them is read
and checked in half the time."""
_SOURCE: Final = "prøve"
_STAMP: Final = "2026-11-23T09:30:00+00:00"


def order() -> Order:
    """A run on TODAY."""
    return Order(source="", at=_STAMP, today=TODAY)


def load_demo(store: GraphStore) -> None:
    """Reference data and the demo directory, as of TODAY."""
    for report in reference.load(store, order(), demo=True):
        assert not report.problems


def load_national(store: GraphStore) -> None:
    """Reference data and the country's public entries, as ``brobygger load`` does it."""
    for report in reference.load(store, order(), national=True):
        assert not report.problems


def load_all(store: GraphStore) -> None:
    """Reference data, the demo directory and the country's public entries."""
    for report in reference.load(store, order(), demo=True, national=True):
        assert not report.problems


def load_reference(store: GraphStore) -> None:
    """The vocabularies and areas that the product ships."""
    for report in reference.load(store, order()):
        assert not report.problems


def load_seed(store: GraphStore) -> None:
    """Reference data without ``LONG_LISTS`` and the fictional municipalities, without actors."""
    seed_order = replace(order(), source="seed", today=COMPILED_ON, confirms=True, rank=Rank.REGISTER)
    words = [path for path in _csv("vocabulary") if path.stem not in LONG_LISTS]
    for importer, paths in ((areas.IMPORTER, _csv("areas")), (vocabulary.IMPORTER, words)):
        assert not frame.run(store, importer, paths, seed_order).problems
    towns = [area(code, name, lat) for code, name, lat in (("9901", "Vest", 56.0), ("9902", "Øst", 56.2))]
    write(store, [one for town in towns for one in town])


def _csv(folder: str) -> list[Path]:
    return sorted((SEED / folder).glob("*.csv"))


def write(store: GraphStore, edits: Iterable[Edit]) -> None:
    """All of it in one commit; nothing may be refused."""
    plan, _ = commit(store, list(edits), Stamp(_STAMP, "test", "prøve"))
    assert not plan.refused, plan.refused


def area(code: str, name: str, lat: float) -> Iterator[Put]:
    """A municipality in Region Midtjylland."""
    yield _node(
        area_id(code), NodeKind.AREA, FRESH, code=code, name=name, level="municipality", lat=lat, lon=9.0
    )
    yield tie(EdgeKind.IN, area_id(code), area_id("1082"))


def actor(
    name: str,
    kind: str,
    *,
    towns: Iterable[str] = ("9901",),
    groups: Iterable[str] = (),
    day: str = FRESH,
    **props: Value,
) -> Iterator[Put]:
    """An actor ``actor:x:NAME`` that serves these municipalities."""
    one = actor_id(name)
    yield _node(one, NodeKind.ACTOR, day, **{"name": name, "kind": kind, "phone": "+4571111111", **props})
    for town in towns:
        yield tie(EdgeKind.SERVES, one, area_id(town), day)
    for group in groups:
        yield tie(EdgeKind.REACHES, one, term_id(group), day)


def service(
    owner: str,
    name: str,
    *,
    needs: Iterable[str] = (),
    groups: Iterable[str] = (),
    day: str = FRESH,
    **props: Value,
) -> Iterator[Put]:
    """A service ``service:x:NAME`` of an actor."""
    one = node_id("service", "x", name)
    yield _node(one, NodeKind.SERVICE, day, name=name, **props)
    yield tie(EdgeKind.OFFERS, actor_id(owner), one)
    for need in needs:
        yield tie(EdgeKind.MEETS, one, term_id(need))
    for group in groups:
        yield tie(EdgeKind.REACHES, one, term_id(group))


def contact(owner: Id, role: str, **props: Value) -> Iterator[Put]:
    """A contact point of an actor or a service."""
    one = contact_id(owner, role)
    yield _node(one, NodeKind.CONTACT_POINT, FRESH, role=role, **props)
    yield tie(EdgeKind.CONTACTED_AT, owner, one)


def number(one: Id, **props: Value) -> Put:
    """A number about an area."""
    return _node(one, NodeKind.INDICATOR, FRESH, **props)


def located(name: str, town: str) -> Iterator[Put]:
    """The address of an actor in a municipality."""
    one = node_id("place", "x", name)
    yield _node(one, NodeKind.PLACE, FRESH, name=name)
    yield tie(EdgeKind.LOCATED_AT, actor_id(name), one)
    yield tie(EdgeKind.IN, one, area_id(town))


def relates(src: str, kind: str, dst: str, *, day: str = FRESH, **props: Value) -> Put:
    """A relation between two actors."""
    facts = {name: Fact(value, day, day) for name, value in {"kind": kind, **props}.items()}
    ends = actor_id(src), actor_id(dst)
    return Put(
        relation(_SOURCE, Rank.MUNICIPALITY, EdgeKind.RELATES, ends, facts, mark=kind, dates=(day, day))
    )


def answered(municipality: str, kind: str, state: str, group: str = "", day: str = FRESH) -> Put:
    """An answer about a kind of actor in a municipality."""
    values = {"state": state, "asked_on": day, "answered_by": "ab_kollega", "asked_by_role": "leder"}
    values |= {"group": group} if group else {}
    facts = {name: Fact(value, day, day) for name, value in values.items()}
    ends = area_id(municipality), term_id(kind)
    return Put(
        relation(_SOURCE, Rank.MUNICIPALITY, EdgeKind.ASKED, ends, facts, mark=group, dates=(day, day))
    )


def tie(kind: EdgeKind, src: Id, dst: Id, day: str = FRESH) -> Put:
    """A relation without anything more to say."""
    return Put(relation(_SOURCE, Rank.MUNICIPALITY, kind, (src, dst), {}, dates=(day, day)))


def world_term(code: str, kind: NodeKind, **props: Value) -> Put:
    """A term of a vocabulary."""
    return _node(term_id(code), kind, FRESH, **{"code": code, **props})


def actor_id(name: str) -> Id:
    """The id of an actor of this world."""
    return node_id("actor", "x", name)


def _node(one: Id, sort: NodeKind, day: str, /, **props: Value) -> Put:
    facts = {name: Fact(value, day, day) for name, value in props.items() if value != ""}
    return Put(Claim(one, _SOURCE, Rank.MUNICIPALITY, sort, facts))
