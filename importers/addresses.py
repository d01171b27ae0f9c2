"""Secret addresses in a run: which places are, by all that its files and the store say together.

Nothing of them may be written, not even for a moment: a large run is written in parts, places before those
who are there, and the address would stay in the history of a run that stops in between.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from graphdb.claims import Claim, merge
from graphdb.message import message
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, is_edge
from graphdb.runs.runs import parts
from graphdb.store import GraphStore, Way
from graphdb.writing import secrecy
from graphdb.writing.overlay import After
from importers.mapping import Mapped, about
from importers.problems import Outcome
from importers.rows import Row

REASON: Final = message("import.secret_place_id")
_ALONE: Final = message("import.nobody_at_place")
_MEND: Final = message("import.mend_pointing_rows")
_NAMES_STREET: Final = message("import.names_street")
_REWRITE: Final = message("import.without_street")
_TELLING: Final = message("import.telling_id")
_RENAME: Final = message("import.rename")
Streets = tuple[secrecy.Street, ...]
_OWNERS: Final = (EdgeKind.PART_OF, EdgeKind.OFFERS)


def hide(store: GraphStore, mapped: Mapped, lost: Collection[str]) -> None:
    """Take away what would tell a secret address, also by rows that are not taken, and say so.

    ``lost`` are the words of lines that could not be read.
    """
    secret = _secret(store, mapped.all_claims())
    streets = _streets(store, mapped, secret.places)
    marks = secrecy.read_marks(store)
    _hush(mapped, secret)
    _hold_back_unsure(store, mapped, lost, secret.places)
    for place in sorted(secret.places & mapped.claims.keys()):
        _hide_place(mapped, place, streets.get(place, ()), marks)
    named = tuple({street for there in streets.values() for street in there})
    if named:
        _hide_texts(store, mapped, secret.holders, named)


def _secret(store: GraphStore, claims: Collection[Claim]) -> secrecy.Secret:
    """Who is secret by the flags in these claims, and where; and former places.

    What the store alone flags is left to ``editing``, which looks at every write.
    """
    flagged: dict[Id, Claim] = {}
    edges: dict[Id, Edge | None] = {}
    for claim in claims:
        if isinstance(claim.kind, EdgeKind):
            if claim.kind in secrecy.OWNERSHIP:
                edges[claim.target] = Edge(claim.target, claim.kind, claim.src, claim.dst)
        elif secrecy.FLAG in claim.facts and claim.facts[secrecy.FLAG].value is True:
            flagged[claim.target] = claim
    flags = set(_still_flagged(store, flagged))
    below = (
        secrecy.below(After(store, {}, edges), flags) if flags else secrecy.Secret(frozenset(), frozenset())
    )
    return secrecy.Secret(below.holders, below.places.union(_marked(store, claims)))


def _marked(store: GraphStore, claims: Collection[Claim]) -> Iterator[Id]:
    """Those that were secret earlier, unless these claims open them again."""
    marks = secrecy.read_marks(store)
    actors = marks.actors()
    speaking = [claim for claim in claims if claim.target in actors]
    stored = store.claims({claim.target for claim in speaking})
    for claim in speaking:
        others = (one for one in stored.get(claim.target, ()) if one.source != claim.source)
        marks.lift(claim.target, [*others, claim])
    return (claim.target for claim in claims if marks.hides(claim.target))


def _still_flagged(store: GraphStore, flagged: dict[Id, Claim]) -> Iterator[Id]:
    """Those of them that nobody weightier calls open."""
    for part in parts(sorted(flagged)):
        stored = store.claims(part)
        for target in part:
            claim = flagged[target]
            others = (one for one in stored.get(target, ()) if one.source != claim.source)
            view = merge([*others, claim])
            if isinstance(view, Node) and view.flag(secrecy.FLAG):
                yield target


def _streets(store: GraphStore, mapped: Mapped, places: Collection[Id]) -> Mapping[Id, Streets]:
    """By place, the streets of every address that these files or the claims in the store give it."""
    streets: defaultdict[Id, set[str]] = defaultdict(set)
    for row, claim in _rows(mapped):
        if claim.target in places:
            streets[claim.target].add(row.get("address"))
    for part in parts(sorted(places)):
        for place, claims in store.claims(part).items():
            streets[place] |= {str(one.facts["address"].value) for one in claims if "address" in one.facts}
    return {place: secrecy.streets_of(addresses) for place, addresses in streets.items()}


def _rows(mapped: Mapped) -> Iterator[tuple[Row, Claim]]:
    yield from ((mapped.origin[target][0], claim) for target, claim in mapped.claims.items())
    yield from mapped.held_back


def _hush(mapped: Mapped, secret: secrecy.Secret) -> None:
    """No report repeats a value of a row about a secret place or of one who is there.

    Nor of other rows that name the place: its id may spell the street.
    """
    places = set[str]()
    for row, claim in _rows(mapped):
        if about(claim) in secret.holders or about(claim) in secret.places:
            mapped.hush(row)
            places.update(_places_of(row))
    for row, _ in _rows(mapped):
        if not places.isdisjoint(_places_of(row)):
            mapped.hush(row)


def _places_of(row: Row) -> Iterator[str]:
    """The places that a row points at, as they are written."""
    ids = (text.partition("=")[0].strip() for text in row.get("place").split("|"))
    return (text for text in ids if text)


def _hold_back_unsure(
    store: GraphStore, mapped: Mapped, lost: Collection[str], secret: Collection[Id]
) -> None:
    """Hold places back that only rows point at of which it is not known whether they are secret.

    They are rows not taken, lines that could not be read, and rows that do not tell who is above.
    """
    loose = _without_owner(store, mapped)
    at = [claim for claim in mapped.claims.values() if claim.kind is EdgeKind.LOCATED_AT]
    places = {target for target, claim in mapped.claims.items() if claim.kind is NodeKind.PLACE}
    unsure = {claim.dst for claim in at if claim.src in loose} | mapped.pointed
    unsure |= {place for place in places if mapped.origin[place][0].get("id") in lost}
    unsure &= places
    if not unsure:
        return
    unsure -= {claim.dst for claim in at if claim.src not in loose}
    spoken = {about(claim) for claim in mapped.all_claims()}
    there = store.edges(sorted(unsure), kinds=[EdgeKind.LOCATED_AT], way=Way.IN) if unsure else ()
    unsure -= {edge.dst for edge in there if edge.src not in spoken}
    for place in sorted(unsure.difference(secret)):  # a secret one loses its address
        mapped.tell(place, Outcome.HELD_BACK, "address", _ALONE, _MEND)
        mapped.withdraw(place)


def _without_owner(store: GraphStore, mapped: Mapped) -> set[Id]:
    """Units and services whose row does not tell whose they are, as nothing in the store does."""
    unread = {one for kind, one in mapped.kept if kind in _OWNERS and one in mapped.claims}
    ownerless = set(unread)
    for part in parts(sorted(unread)):
        ownerless -= {edge.src for edge in store.edges(part, kinds=[EdgeKind.PART_OF], way=Way.OUT)}
        ownerless -= {edge.dst for edge in store.edges(part, kinds=[EdgeKind.OFFERS], way=Way.IN)}
    return ownerless


def _hide_place(mapped: Mapped, place: Id, streets: Streets, marks: secrecy.Marks) -> None:
    """Take the address off a secret place; one whose id spells the street is not kept at all."""
    claim = mapped.claims[place]
    if marks.tells(place) or secrecy.spells(place, streets):
        mapped.tell(place, Outcome.HELD_BACK, "id", REASON)
        for target in [t for t, one in mapped.claims.items() if place in (t, one.src, one.dst)]:
            del mapped.claims[target]
        return
    mapped.claims[place] = secrecy.without_address(claim)
    if mapped.claims[place] != claim:
        mapped.tell(place, Outcome.HELD_BACK, "address", secrecy.REASON)


def _hide_texts(store: GraphStore, mapped: Mapped, holders: Collection[Id], streets: Streets) -> None:
    """Take away what those who are secret write about the street, in their own rows and in relations."""
    touching = {
        target: claim
        for target, claim in mapped.claims.items()
        if target in holders or claim.src in holders or claim.dst in holders
    }
    present = store.claims(sorted(t for t in touching if not is_edge(t)))
    for target, claim in touching.items():
        bare, names = secrecy.without_streets(claim, streets)
        earlier = next((one for one in present.get(target, ()) if one.source == claim.source), None)
        if "name" in names and earlier is not None and "name" in earlier.facts:
            bare = replace(bare, facts={**bare.facts, "name": earlier.facts["name"]})
        spelt = not is_edge(target) and target not in present and secrecy.spells(target, streets)
        if target not in mapped.claims:
            continue
        if spelt or ("name" in names and "name" not in bare.facts):
            mapped.tell(target, Outcome.HELD_BACK, "id" if spelt else "name", _TELLING, _RENAME)
            mapped.withdraw(target)
            continue
        mapped.claims[target] = bare
        if names:
            mapped.hush(mapped.origin[target][0])
        for name in sorted(names):
            mapped.tell(target, Outcome.HELD_BACK, name, _NAMES_STREET, _REWRITE)
