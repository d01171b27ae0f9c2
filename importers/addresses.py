"""Which places of a run are secret, by all that its files and the store say together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graphdb.claims import Claim, merge
from graphdb.model import Edge, EdgeKind, Id, Node
from graphdb.runs.runs import parts
from graphdb.store import GraphStore
from graphdb.writing import secrecy
from graphdb.writing.overlay import After

REASON: Final = "Adressen er hemmelig, og stedets id røber den. Stedet er ikke gemt. Giv det et andet id."


def secret_places(store: GraphStore, told: Iterable[Claim]) -> frozenset[Id]:
    """The places of the actors that these claims flag, and of their units and services; and former ones.

    ``told`` holds refused rows too: who has a mistake in the telephone number is no less secret. What the
    store alone flags is left to ``editing``, which looks at every write.
    """
    told = list(told)
    flagged: dict[Id, Claim] = {}
    edges: dict[Id, Edge | None] = {}
    for claim in told:
        if isinstance(claim.kind, EdgeKind):
            if claim.kind in secrecy.OWNERSHIP:
                edges[claim.target] = Edge(claim.target, claim.kind, claim.src, claim.dst)
        elif secrecy.FLAG in claim.facts and claim.facts[secrecy.FLAG].value is True:
            flagged[claim.target] = claim
    holders = set(_still_flagged(store, flagged))
    places = secrecy.below(After(store, {}, edges), holders).places if holders else frozenset[Id]()
    return places.union(_marked(store, told))


def telling(store: GraphStore, places: Mapping[Id, str]) -> frozenset[Id]:
    """Those of these places whose id is made of the street: by the file's address or an earlier one."""
    marks, held = secrecy.read_marks(store), store.claims(places.keys())
    found = set[Id]()
    for place, address in places.items():
        earlier = (one.facts["address"] for one in held.get(place, ()) if "address" in one.facts)
        known = (address, *(str(fact.value) for fact in earlier))
        if marks.tells(place) or any(secrecy.betrays(place, one) for one in known):
            found.add(place)
    return frozenset(found)


def _marked(store: GraphStore, told: Iterable[Claim]) -> Iterator[Id]:
    """Those that were secret earlier, unless these claims open them again."""
    marks, told = secrecy.read_marks(store), list(told)
    actors = marks.actors()
    speaking = [claim for claim in told if claim.target in actors]
    held = store.claims({claim.target for claim in speaking})
    for claim in speaking:
        others = (one for one in held.get(claim.target, ()) if one.source != claim.source)
        marks.lift(claim.target, [*others, claim])
    return (claim.target for claim in told if marks.hides(claim.target))


def _still_flagged(store: GraphStore, flagged: dict[Id, Claim]) -> Iterator[Id]:
    """Those of them that nobody weightier calls open."""
    for part in parts(sorted(flagged)):
        held = store.claims(part)
        for target in part:
            claim = flagged[target]
            others = (one for one in held.get(target, ()) if one.source != claim.source)
            view = merge([*others, claim])
            if isinstance(view, Node) and view.flag(secrecy.FLAG):
                yield target
