"""A municipality with one gap for each rule, written down before the rules were run.

Vest (9901) has these and no others; nobody is known of in Øst (9902), its neighbour.
"""

from collections.abc import Iterator
from typing import Any, Final

from graphdb.claims import Fact, Rank, own_source, relation
from graphdb.gaps.ended import FEWEST
from graphdb.model import EdgeKind, node_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.world import (
    FRESH,
    STALE,
    TODAY,
    actor,
    actor_id,
    answered,
    relates,
    service,
    tie,
    write,
)

GROUPS: Final = ("rg_migrant", "rg_hjemloes", "rg_aeldre", "rg_tilbagefald", "rg_restance", "rg_barnefamilie")
PLANTED: Final = {
    "nobody": "nobody.9901.kom_familie",
    "refused": "refused.9901.rg_migrant.seng_i_nat",
    "by_decision": "by_decision.9901.rg_migrant.civ_ngo",
    "owed": "owed.9901.dl_foged_underretning",
    "transition": "transition.9901.tr_herberg",
    "single": f"single.9901.{actor_id('Krisecenter')}",
    "stale": f"stale.9901.{actor_id('Gammel')}",
    "agreement": "agreement.9901.RELATES~actor:x:Krisecenter~actor:x:Gammel~rel_samarbejdsaftale",
    "full": f"full.9901.{node_id('service', 'x', 'plads')}",
    "ended": "ended.9901.rg_vold.psy_dobbelt",
    "one_sided": "one_sided.9901.RELATES~actor:x:Gammel~actor:x:Krisecenter~rel_henviser",
}
"""The id of the gap that each rule finds, by rule."""
RELATED: Final = (
    ("Boligforening A", "rel_underretter", "Bolig"),
    ("Boligforening A", "rel_samarbejder", "Bolig"),
    ("Herberg A", "rel_samarbejder", "Boligforening B"),
    ("Voksen", "rel_henviser", "Herberg A"),
    ("Krisecenter", "rel_adviserer", "Voksen"),
    ("Krisecenter", "rel_adviserer", "Bolig"),
    ("Voksen", "rel_henviser", "Krisecenter"),
)
"""What the other duties and transitions of these kinds ask for."""


def plant(store: GraphStore) -> None:
    """Write all of it."""
    write(store, [*_actors(), *_refusing(), *_by_decision(), *_said()])
    store.records.add("ended.9901.2026-4.rg_vold.psy_dobbelt", FEWEST)


def _actors() -> Iterator[Put]:
    yield from actor("Krisecenter", "bo_109", groups=["rg_vold"])
    full: dict[str, Any] = {"capacity_state": "cap_fuldt", "capacity_on": "2026-11-20"}
    yield from service("Krisecenter", "plads", groups=["rg_vold"], **full)
    yield from actor("Gammel", "civ_frivilligcenter", day=STALE)
    for name in ("Boligforening A", "Boligforening B"):
        yield from actor(name, "bol_organisation", groups=GROUPS)
    for name, kind in (("Bolig", "kom_bolig"), ("Voksen", "kom_voksen"), ("Foged", "jus_foged")):
        yield from actor(name, kind)
    for src, kind, dst in RELATED:
        yield relates(src, kind, dst)


def _refusing() -> Iterator[Put]:
    """Both hostels ask for lawful stay, and there is no night café."""
    for name in ("Herberg A", "Herberg B"):
        yield from actor(name, "bo_110", groups=GROUPS)
        stay: dict[str, Any] = {"exclusions.ex_ophold": True}
        yield from service(name, f"seng {name}", groups=GROUPS, **stay)
    yield answered("9901", "bo_natcafe", "as_ingen")


def _by_decision() -> Iterator[Put]:
    """Both associations take in only whom the municipality sends."""
    for name in ("Forening A", "Forening B"):
        yield from actor(name, "civ_ngo", groups=["rg_migrant"])
        yield from service(name, f"hjælp {name}", groups=["rg_migrant"])
        yield tie(EdgeKind.VIA, node_id("service", "x", f"hjælp {name}"), term_id("ar_visitation"))


def _said() -> Iterator[Put]:
    yield answered("9901", "kom_familie", "as_ingen")
    yield relates("Krisecenter", "rel_samarbejdsaftale", "Gammel", until="2026-11-01")
    source, ends = own_source(actor_id("Gammel")), (actor_id("Gammel"), actor_id("Krisecenter"))
    facts = {"kind": Fact("rel_henviser", FRESH, FRESH)}
    yield Put(
        relation(source, Rank.OWN, EdgeKind.RELATES, ends, facts, mark="rel_henviser", dates=(TODAY, TODAY))
    )
