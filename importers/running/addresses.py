"""Secret addresses in a run: which places are, by all that its files and the store say together.

Nothing of them may be written, not even for a moment: a large run is written in parts, places before those
who are there, and the address would stay in the history of a run that stops in between.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from graphdb.claims import Claim
from graphdb.message import message
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, is_edge
from graphdb.runs.runs import parts
from graphdb.store import GraphStore, Way
from graphdb.view import merge
from graphdb.writing.overlay import After
from graphdb.writing.secrecy import flag
from graphdb.writing.secrecy.marks import Marks, read_marks
from graphdb.writing.secrecy.streets import Street, spells, streets_of, without_streets
from importers.importer import about
from importers.problems import Outcome
from importers.reading.gathered import places_of
from importers.running.mapping import Mapped

REASON: Final = message("import.secret_place_id")
_ALONE: Final = message("import.nobody_at_place")
_MEND: Final = message("import.mend_pointing_rows")
_NAMES_STREET: Final = message("import.names_street")
_REWRITE: Final = message("import.without_street")
_TELLING: Final = message("import.telling_id")
_RENAME: Final = message("import.rename")
Streets = tuple[Street, ...]
_NOBODY: Final = flag.Secret(frozenset(), frozenset())
_OWNERS: Final = (EdgeKind.PART_OF, EdgeKind.OFFERS)


def hide(store: GraphStore, mapped: Mapped, lost: Collection[str]) -> None:
    """Take away what would tell a secret address, also by rows that are not taken, and say so.

    ``lost`` are the words of lines that could not be read.
    """
    secret = _secret(store, mapped)
    streets = _streets(store, mapped, secret.places)
    marks = read_marks(store)
    _hush(mapped, secret)
    _hold_back_unsure(store, mapped, lost, secret.places)
    for place in sorted(mapped.spool.present(secret.places)):
        _hide_place(mapped, place, streets.get(place, ()), marks)
    named = tuple({street for there in streets.values() for street in there})
    if named:
        _hide_texts(store, mapped, secret.holders, named)


def _secret(store: GraphStore, mapped: Mapped) -> flag.Secret:
    """Who is secret by the flags in these claims, and where; and former places.

    What the store alone flags is left to ``editing``, which looks at every write.
    """
    flags = set(_still_flagged(store, {claim.target: claim for claim in mapped.spool.flagged()}))
    below = flag.below(_AsSaid(store, mapped), flags) if flags else _NOBODY
    return flag.Secret(below.holders, below.places.union(_marked(store, mapped)))


class _AsSaid(After):
    """Reads relations of the store as if all rows were written, also those that are not taken."""

    def __init__(self, store: GraphStore, mapped: Mapped) -> None:
        super().__init__(store, {}, {})
        self._spool = mapped.spool

    def edges(self, ids: Collection[Id], kinds: Collection[EdgeKind], way: Way) -> set[Edge]:
        """As ``After.edges``."""
        said = (one.claim for one in self._spool.touching(ids, aside=True) if one.claim.kind in kinds)
        edges = {
            Edge(claim.target, claim.kind, claim.src, claim.dst)
            for claim in said
            if isinstance(claim.kind, EdgeKind)
        }
        return super().edges(ids, kinds, way) | {
            edge for edge in edges if (edge.src if way is Way.OUT else edge.dst) in ids
        }


def _marked(store: GraphStore, mapped: Mapped) -> Iterator[Id]:
    """Those that were secret earlier, unless these claims open them again."""
    marks = read_marks(store)
    actors = marks.actors()
    speaking = [said.claim for said in mapped.spool.about(actors) if said.claim.target in actors]
    present = store.claims({claim.target for claim in speaking})
    for claim in speaking:
        others = (other for other in present.get(claim.target, ()) if other.source != claim.source)
        marks.lift(claim.target, [*others, claim])
    return filter(marks.hides, mapped.spool.places() if marks.flags_by_place else ())


def _still_flagged(store: GraphStore, flagged: Mapping[Id, Claim]) -> Iterator[Id]:
    """Those of them that no weightier source calls open."""
    for part in parts(sorted(flagged)):
        stored = store.claims(part)
        for target in part:
            claim = flagged[target]
            others = (one for one in stored.get(target, ()) if one.source != claim.source)
            view = merge([*others, claim])
            if isinstance(view, Node) and view.flag(flag.FLAG):
                yield target


def _streets(store: GraphStore, mapped: Mapped, places: Collection[Id]) -> Mapping[Id, Streets]:
    """By place, the streets of every address that these files or the claims in the store give it."""
    streets: defaultdict[Id, set[str]] = defaultdict(set)
    for said in mapped.spool.about(places):
        if said.claim.target in places:
            streets[said.claim.target].add(mapped.row(said.row).get("address"))
    for part in parts(sorted(places)):
        for place, claims in store.claims(part).items():
            streets[place] |= {
                str(claim.facts["address"].value) for claim in claims if "address" in claim.facts
            }
    return {place: streets_of(addresses) for place, addresses in streets.items()}


def _hush(mapped: Mapped, secret: flag.Secret) -> None:
    """No report repeats a value of a row about a secret place or of one who is there.

    Nor of other rows that name the place: its id may spell the street.
    """
    places = set[str]()
    for number in {said.row for said in mapped.spool.about(secret.holders | secret.places)}:
        row = mapped.row(number)
        mapped.hush(row)
        places.update(places_of(row))
    for row in mapped.rows.naming(places):
        mapped.hush(row)


def _hold_back_unsure(
    store: GraphStore, mapped: Mapped, lost: Collection[str], secret: Collection[Id]
) -> None:
    """Hold places back that only rows point at of which it is not known whether they are secret.

    They are rows not taken, lines that could not be read, and rows that do not tell who is above.
    """
    loose = _without_owner(store, mapped)
    at_loose = (said.claim for said in mapped.spool.touching(loose))
    unsure = {claim.dst for claim in at_loose if _stands_at(claim) and claim.src in loose} | mapped.pointed
    unsure = {said.claim.target for said in mapped.spool.taken(unsure).values() if _is_place(said.claim)}
    unsure |= _lost_places(mapped, lost)
    there = (said.claim for said in mapped.spool.touching(unsure))
    unsure -= {claim.dst for claim in there if _stands_at(claim) and claim.src not in loose}
    if not unsure:
        return
    edges = store.edges(sorted(unsure), kinds=[EdgeKind.LOCATED_AT], way=Way.IN, withheld=True)
    spoken = {about(said.claim) for said in mapped.spool.about({edge.src for edge in edges})}
    unsure -= {edge.dst for edge in edges if edge.src not in spoken}
    for place in sorted(unsure.difference(secret)):  # a secret one loses its address
        mapped.tell(mapped.spool.taken([place])[place], Outcome.HELD_BACK, "address", _ALONE, _MEND)
        mapped.withdraw(place)


def _stands_at(claim: Claim) -> bool:
    return claim.kind is EdgeKind.LOCATED_AT


def _is_place(claim: Claim) -> bool:
    return claim.kind is NodeKind.PLACE


def _lost_places(mapped: Mapped, lost: Collection[str]) -> set[Id]:
    """The places whose id stands in a line that could not be read."""
    if not lost:
        return set()
    places = (said for page in mapped.spool.of_kinds([NodeKind.PLACE]) for said in page)
    return {said.claim.target for said in places if mapped.row(said.row).get("id") in lost}


def _without_owner(store: GraphStore, mapped: Mapped) -> set[Id]:
    """Units and services whose row does not tell whose they are, as nothing in the store does."""
    unread = mapped.spool.present({one for kind, one in mapped.kept if kind in _OWNERS})
    without = set(unread)
    for part in parts(sorted(unread)):
        units = store.edges(part, kinds=[EdgeKind.PART_OF], way=Way.OUT, withheld=True)
        without -= {edge.src for edge in units}
        without -= {edge.dst for edge in store.edges(part, kinds=[EdgeKind.OFFERS], way=Way.IN)}
    return without


def _hide_place(mapped: Mapped, place: Id, streets: Streets, marks: Marks) -> None:
    """Take the address off a secret place; one whose id spells the street is not kept at all."""
    said = mapped.spool.taken([place])[place]
    if marks.tells(place) or spells(place, streets):
        mapped.tell(said, Outcome.HELD_BACK, "id", REASON)
        mapped.spool.leave_out(one.n for one in mapped.spool.touching([place]))
        return
    bare = flag.without_address(said.claim)
    if bare != said.claim:
        mapped.rewrite([(said.n, bare)])
        mapped.tell(said, Outcome.HELD_BACK, "address", flag.REASON)


def _hide_texts(store: GraphStore, mapped: Mapped, holders: Collection[Id], streets: Streets) -> None:
    """Take away what those who are secret write about the street, in their own rows and in relations."""
    touching = mapped.spool.touching(holders)
    present = store.claims(sorted(said.claim.target for said in touching if not is_edge(said.claim.target)))
    for said in touching:
        target = said.claim.target
        bare, names = without_streets(said.claim, streets)
        earlier = next((one for one in present.get(target, ()) if one.source == said.claim.source), None)
        if "name" in names and earlier is not None and "name" in earlier.facts:
            bare = replace(bare, facts={**bare.facts, "name": earlier.facts["name"]})
        spelt = not is_edge(target) and target not in present and spells(target, streets)
        nameless = "name" in names and "name" not in bare.facts
        if not (names or spelt) or not mapped.spool.present([target]):
            continue
        if spelt or nameless:
            mapped.tell(said, Outcome.HELD_BACK, "id" if spelt else "name", _TELLING, _RENAME)
            mapped.withdraw(target)
            continue
        mapped.rewrite([(said.n, bare)])
        mapped.hush(mapped.row(said.row))
        for name in sorted(names):
            mapped.tell(said, Outcome.HELD_BACK, name, _NAMES_STREET, _REWRITE)
