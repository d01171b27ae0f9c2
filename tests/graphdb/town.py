"""A small country to search in: three municipalities in two regions, a few terms, and whom a test adds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.fields.contact_point import contact_id
from graphdb.fields.facets import FACETS
from graphdb.message import DANISH, say
from graphdb.model import EdgeKind, Id, NodeKind, Value, area_id, node_id, term_id
from graphdb.search.index.readmodel import Filters
from graphdb.search.results import Hit, Results
from graphdb.search.search import search
from graphdb.store import GraphStore
from graphdb.writing.plan import Edit, Put, Stamp, commit

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))  # a Monday
TODAY = "2026-03-02"
FRESH = "2026-02-01"
OLD = "2024-02-01"

_TERMS: Mapping[NodeKind, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    NodeKind.ACTOR_TYPE: {
        "bo_110": ("Herberg og forsorgshjem (§ 110)", ("herberg",)),
        "civ_gaeld": ("Frivillig gældsrådgivning", ("gældsrådgivning",)),
        "kom_bolig": ("Boligsocial enhed", ("boliganvisning",)),
        "jus_foged": ("Fogedret", ("fogeden",)),
        "fund_fond": ("Filantropisk fond", ("fond",)),
    },
    NodeKind.RISK_GROUP: {
        "rg_rus": ("Borgere med rusmiddelproblemer", ("misbrug",)),
        "rg_restance": ("Lejere bagud med huslejen", ("huslejerestance",)),
    },
    NodeKind.NEED: {
        "need_gaeld": ("Gældsrådgivning", ("gæld",)),
        "need_akutbolig": ("Et sted at sove nu", ("sove",)),
    },
    NodeKind.METHOD: {"m_cti": ("Critical Time Intervention (CTI)", ())},
    NodeKind.ACCESS_ROUTE: {"ar_selv": ("Selvhenvendelse", ("mød selv op",))},
    NodeKind.LEGAL_BASIS: {"sel_110": ("Serviceloven § 110", ("§ 110",))},
    NodeKind.RELATION_TYPE: {"rel_henviser": ("Henviser til", ())},
    NodeKind.DUTY: {"dl_besked": ("Giv besked", ())},
}
_TOWNS = {
    "0101": ("København", 55.7, 12.5),
    "0147": ("Frederiksberg", 55.68, 12.53),
    "0615": ("Horsens", 55.86, 9.85),
}
_LAST_DAY, _FIRST_DAY = "2026-12-31", "2027-01-01"


def put(store: GraphStore, *edits: Edit | Sequence[Edit]) -> None:
    """Write the edits, which must all be taken."""
    flat = [edit for one in edits for edit in (one if isinstance(one, Sequence) else [one])]
    plan, _ = commit(store, flat, Stamp("2026-03-02T08:00:00+00:00", "test", "prøve"))
    assert not plan.refused, plan.refused


def node(one: Id, kind: NodeKind, confirmed: str = FRESH, source: str = "a", /, **values: Value) -> Put:
    """A node with these facts; "" as the day on which they were confirmed: nobody knows."""
    facts = {name: Fact(value, confirmed or FRESH, confirmed) for name, value in values.items()}
    return Put(Claim(one, source, Rank.MUNICIPALITY, kind, facts))


def link(kind: EdgeKind, src: Id, dst: Id, confirmed: str = FRESH, /, **values: Value) -> Put:
    """A relation with these facts, as ``node``."""
    dates = (confirmed or FRESH, confirmed)
    facts = {name: Fact(value, *dates) for name, value in values.items()}
    return Put(relation("a", Rank.MUNICIPALITY, kind, (src, dst), facts, dates=dates))


def country() -> list[Edit]:
    """Areas and terms. Frederiksberg changes from region 1084 to ``oestdanmark`` at new year."""
    edits: list[Edit] = [_area(code, name, "region") for code, name in _REGIONS.items()]
    edits.append(_area("dk", "Danmark", "country"))
    for code, (name, lat, lon) in _TOWNS.items():
        edits.append(_area(code, name, "municipality", lat=lat, lon=lon))
    edits += [
        link(EdgeKind.IN, area_id("0101"), area_id("1084")),
        link(EdgeKind.IN, area_id("0147"), area_id("1084"), valid_to=_LAST_DAY),
        link(EdgeKind.IN, area_id("0147"), area_id("oestdanmark"), valid_from=_FIRST_DAY),
        link(EdgeKind.IN, area_id("0615"), area_id("1082")),
    ]
    for kind, terms in _TERMS.items():
        edits += [_term(kind, code, label, synonyms) for code, (label, synonyms) in terms.items()]
    return [
        *edits,
        node(term_id("jus_foged"), NodeKind.ACTOR_TYPE, FRESH, "b", statutory=True),
        node(term_id("fund_fond"), NodeKind.ACTOR_TYPE, FRESH, "b", domain="finansiering"),
        node(term_id("ar_selv"), NodeKind.ACCESS_ROUTE, FRESH, "b", plain_da="Du kan selv møde op"),
        *(_shelf_life(entity) for entity in ("actor", "service")),
        link(EdgeKind.OWED_BY, term_id("dl_besked"), term_id("jus_foged")),
        link(EdgeKind.EXPECTS, term_id("rg_restance"), term_id("kom_bolig"), strength="core"),
        node(
            term_id("rel_henviser"), NodeKind.RELATION_TYPE, FRESH, "b", inverse_da="Får henvist borgere fra"
        ),
    ]


_REGIONS = {"1084": "Region Hovedstaden", "1082": "Region Midtjylland", "oestdanmark": "Region Østdanmark"}


def _area(code: str, name: str, level: str, **values: Value) -> Put:
    return node(area_id(code), NodeKind.AREA, code=code, name=name, level=level, **values)


def _shelf_life(entity: str) -> Put:
    """A name holds half a year, and an entry with a name twice as old is stale."""
    code = f"sl_{entity}_name"
    return node(
        term_id(code),
        NodeKind.SHELF_LIFE,
        FRESH,
        "b",
        code=code,
        entity=entity,
        field="name",
        months=6,
        call_critical=True,
    )


def _term(kind: NodeKind, code: str, label: str, synonyms: tuple[str, ...]) -> Put:
    more: dict[str, Value] = {"synonyms_da": synonyms} if synonyms else {}
    return node(term_id(code), kind, code=code, label_da=label, **more)


def actor_id(code: str) -> Id:
    """The id of a test's actor."""
    return node_id("actor", "x", code)


def actor(
    code: str,
    name: str,
    kind: str = "civ_gaeld",
    *,
    areas: Iterable[str] = (),
    groups: Iterable[str] = (),
    part_of: str = "",
    confirmed: str = FRESH,
    **values: Value,
) -> list[Edit]:
    """An actor and what leaves it."""
    one = actor_id(code)
    return [
        node(one, NodeKind.ACTOR, confirmed, name=name, kind=kind, **values),
        *(link(EdgeKind.SERVES, one, area_id(area)) for area in areas),
        *(link(EdgeKind.REACHES, one, term_id(group)) for group in groups),
        *([link(EdgeKind.PART_OF, one, actor_id(part_of))] if part_of else []),
    ]


def service(
    code: str,
    of: str,
    name: str,
    *,
    areas: Iterable[str] = (),
    terms: Iterable[str] = (),
    confirmed: str = FRESH,
    **values: Value,
) -> list[Edit]:
    """A service of an actor; ``terms`` are codes of groups, needs, methods, ways in and laws."""
    one = node_id("service", "x", code)
    return [
        node(one, NodeKind.SERVICE, confirmed, name=name, **values),
        link(EdgeKind.OFFERS, actor_id(of), one),
        *(link(EdgeKind.SERVES, one, area_id(area)) for area in areas),
        *(link(_EDGES[code.partition("_")[0]], one, term_id(code)) for code in terms),
    ]


_EDGES = {
    "rg": EdgeKind.REACHES,
    "need": EdgeKind.MEETS,
    "m": EdgeKind.USES,
    "ar": EdgeKind.VIA,
    "sel": EdgeKind.UNDER,
}


def contact(owner: Id, role: str, position: int = 1, /, **values: Value) -> list[Edit]:
    """A contact point of an actor, a service or a place."""
    one = contact_id(owner, role)
    return [
        node(one, NodeKind.CONTACT_POINT, role=role, **values),
        link(EdgeKind.CONTACTED_AT, owner, one, position=position),
    ]


def place(code: str, town: str, *, of: str, **values: Value) -> list[Edit]:
    """An address of an actor."""
    one = node_id("place", "x", code)
    return [
        node(one, NodeKind.PLACE, **values),
        link(EdgeKind.LOCATED_AT, actor_id(of), one),
        link(EdgeKind.IN, one, area_id(town)),
    ]


def word(text: str) -> Put:
    """A small word that is dropped from sentences."""
    return node(term_id(f"stop.{text}"), NodeKind.STOPWORD, word=text, use="drop")


def find(store: GraphStore, q: str = "", *, at: datetime = NOW, **filters: object) -> Results:
    """A search; filters as keyword arguments, a single code may stand alone."""
    values = {name: (value,) if isinstance(value, str) else value for name, value in filters.items()}
    codes: dict[str, tuple[str, ...]] = {facet: values.pop(facet) for facet in FACETS if facet in values}  # type: ignore[misc]
    return search(store, Filters(q=q, codes=codes, **values), now=at)  # type: ignore[arg-type]


def why(hit: Hit, language: str = DANISH) -> tuple[str, ...]:
    """The reasons for a hit in words."""
    return tuple(say(reason, language) for reason in hit.why)


def hit_codes(results: Results) -> list[str]:
    """The codes of the actors on the page, in order."""
    return [hit.card.id.removeprefix("actor:x:") for hit in results.items]
