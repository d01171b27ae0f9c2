"""Secret addresses: of a flagged actor, and all below it, only the municipality is stored.

The flag is inherited by units (PART_OF), services (OFFERS), places (LOCATED_AT) and contact points. A place
that was secret once keeps a mark, for the actor there may leave a file before the place does; see ``Marks``.

An id that spelt the street while the place was open is refused from then on, but it stays in the history: it
names the changes of the place and of its relations, by which an undo and the index find them.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.codec import canonical
from graphdb.fields.actor import WHEREABOUTS
from graphdb.fields.place import ADDRESS
from graphdb.history import past
from graphdb.language.danish import fold
from graphdb.message import message
from graphdb.model import Doc, Edge, EdgeKind, Id, Node, NodeKind, spelt
from graphdb.store import Readable, Way, every
from graphdb.view import merge
from graphdb.writing.overlay import After

KIND: Final = "secret_place"
FLAG: Final = "secret_address"
REASON: Final = message("writing.secret_address")
HIDDEN: Final[Mapping[NodeKind | EdgeKind, frozenset[str]]] = {
    NodeKind.PLACE: ADDRESS,
    NodeKind.ACTOR: WHEREABOUTS,
}
"""By kind, the fields that may not be known of what is secret."""
_NUMBER: Final = re.compile(r"[0-9]")
_WORD: Final = re.compile(r"\w+")
_LONG: Final = 8
"""Letters from which on a street's name run together is no word by chance."""
_DEPTH: Final = 8
"""Levels of units that a flag is followed through; municipal hierarchies have three or four."""
OWNERSHIP: Final = (EdgeKind.PART_OF, EdgeKind.OFFERS, EdgeKind.LOCATED_AT, EdgeKind.CONTACTED_AT)
_HAS: Final = (EdgeKind.OFFERS, EdgeKind.CONTACTED_AT)
"""What is below an actor by a relation that leaves it; a unit is so by one of its own."""
_OWNED: Final = ("service:", "contact:")
"""Beginnings of the ids of what is so."""
_UNNAMED: Final = "Kontakt"
"""What a contact point is called when its role named the street: nothing is there without one."""


@dataclass(slots=True)
class Marks:
    """The places that are secret or were once, and by whose flag; their addresses are refused.

    A mark goes when every actor whose flag set it is open again by the word of a source with a say: the
    source that set the flag speaks of the actor and sets it no more, or one that weighs as much says that the
    address is open. An actor or a source that merely falls silent opens nothing, and neither does an actor
    that moves in: a place that is no longer to be hidden then needs an id of its own.

    In the store a place is known by the digest of its id, which may spell the street it stands in.
    """

    flags_by_place: dict[str, dict[Id, tuple[str, Rank]]] = field(default_factory=dict)
    """digest of a place -> actor -> the source that set its flag, and its rank"""
    telling: set[str] = field(default_factory=set)
    """digests of places whose id spells the street"""
    _before: dict[str, dict[Id, tuple[str, Rank]]] = field(default_factory=dict)

    def hides(self, place: Id) -> bool:
        """Whether the address of this place may not be kept."""
        return bool(self.flags_by_place) and _digest(place) in self.flags_by_place

    def tells(self, place: Id) -> bool:
        """Whether this place is hidden and its id is known to tell the street."""
        return self.hides(place) and _digest(place) in self.telling

    def flags(self, place: Id) -> Collection[Id]:
        """Whose flags hide this place."""
        return self.flags_by_place.get(_digest(place), {}).keys()

    def actors(self) -> frozenset[Id]:
        """Those whose flags set marks."""
        return frozenset(actor for flags in self.flags_by_place.values() for actor in flags)

    def add(self, place: Id, actor: Id, claims: Iterable[Claim]) -> None:
        """Mark a place as secret for an actor who is flagged by these claims."""
        setters = [(one.rank, one.source) for one in claims if _says(one, True)]
        if setters:
            rank, source = min(setters)
            self.flags_by_place.setdefault(_digest(place), {})[actor] = (source, rank)

    def lift(self, actor: Id, claims: Collection[Claim]) -> None:
        """Take back the marks that came of an actor's flag, if these claims on it open it again."""
        view = merge(claims)
        if not isinstance(view, Node) or view.flag(FLAG):
            return
        for place, flags in list(self.flags_by_place.items()):
            if actor in flags and _opens(claims, *flags[actor]):
                self.flags_by_place[place] = {one: word for one, word in flags.items() if one != actor}
                if not self.flags_by_place[place]:
                    del self.flags_by_place[place]

    def written(self) -> tuple[tuple[Doc, ...], tuple[tuple[str, str], ...]]:
        """What is to be written: documents, and the (kind, id) of those that go."""
        moved = {
            place: flags for place, flags in self.flags_by_place.items() if flags != self._before.get(place)
        }
        docs = (
            Doc(KIND, place, canonical({"flags": flags, "tells": place in self.telling}))
            for place, flags in sorted(moved.items())
        )
        return tuple(docs), tuple(
            (KIND, place) for place in sorted(self._before.keys() - self.flags_by_place.keys())
        )


def read_marks(store: Readable) -> Marks:
    """All marks in the store: as many as there are secret places."""
    flags_by_place: dict[str, dict[Id, tuple[str, Rank]]] = {}
    telling: set[str] = set()
    for doc in every(lambda at: store.docs(KIND, after=at, limit=1000)):
        body = json.loads(doc.body)
        flags_by_place[doc.id] = {
            actor: (source, Rank(rank)) for actor, (source, rank) in body["flags"].items()
        }
        telling |= {doc.id} if body["tells"] else set()
    return Marks(flags_by_place, telling, {place: dict(flags) for place, flags in flags_by_place.items()})


def marked(
    store: Readable, claims: Mapping[Id, Mapping[str, Claim]], flags: Mapping[Id, Collection[Id]]
) -> Marks:
    """The marks as they are after a change: ``claims`` by target and source, ``flags`` as ``flags_over``.

    A change of neither actors nor places is not asked about: no marks.
    """
    if not flags and not any(one.startswith(("actor:", "place:")) for one in claims):
        return Marks()
    marks = read_marks(store)
    for actor in marks.actors() & claims.keys():
        marks.lift(actor, claims[actor].values())
    stored = store.claims({flag for flags_there in flags.values() for flag in flags_there} - claims.keys())
    words = {**stored, **{target: tuple(by_source.values()) for target, by_source in claims.items()}}
    for place, flags_there in flags.items():
        if not marks.hides(place) and any(betrays(place, one) for one in _addresses(store, place)):
            marks.telling.add(_digest(place))
        for flag in flags_there:
            marks.add(place, flag, words.get(flag) or past.last_words(store, flag))
    return marks


def betrays(place: Id, address: str) -> bool:
    """Whether a place's id spells the street it stands in."""
    return spells(place, streets_of([address]))


Street = tuple[str, str]
"""The folded words of a street's name: in a row with a blank before each, and run together."""


def streets_of(addresses: Iterable[str]) -> tuple[Street, ...]:
    """The streets that these addresses name: what stands before a number, between commas."""
    streets = set[Street]()
    for address in addresses:
        pieces = [piece for piece in address.split(",") if _NUMBER.search(piece)] or address.split(",")[:1]
        for piece in pieces:
            words = [fold(word) for word in _WORD.findall(_NUMBER.split(piece)[0])]
            streets |= {(_spaced(words), "".join(words))} if any(words) else set()
    return tuple(sorted(streets))


def spells(target: Id, streets: Iterable[Street]) -> bool:
    """Whether an id spells one of these streets."""
    made_of = fold(spelt(target))
    return any(together in made_of for _, together in streets)


def names_street(text: str, streets: Iterable[Street]) -> bool:
    """Whether a text names one of these streets, also with an ending, or run together with other words."""
    spaced, together = _spaced([fold(word) for word in _WORD.findall(text)]), fold(text)
    return any(words in spaced or (len(run) >= _LONG and run in together) for words, run in streets)


def without_streets(claim: Claim, streets: Collection[Street]) -> tuple[Claim, frozenset[str]]:
    """The claim without what names one of these streets, and the fields that did."""
    kept = dict(claim.facts)
    for name, fact in claim.facts.items():
        if isinstance(fact.value, tuple):
            items = tuple(item for item in fact.value if not names_street(item, streets))
            if items != fact.value:
                kept.pop(name)
                kept |= {name: replace(fact, value=items)} if items else {}
        elif isinstance(fact.value, str) and names_street(fact.value, streets):
            kept.pop(name)
    names = frozenset(name for name, fact in claim.facts.items() if kept.get(name) != fact)
    if claim.kind is NodeKind.CONTACT_POINT and "role" in names:
        kept["role"] = replace(claim.facts["role"], value=_UNNAMED)
    return (replace(claim, facts=kept) if names else claim), names


def forget_streets(claim: Claim, streets: Collection[Street]) -> Claim:
    """The claim without what names one of these streets, but with its name: nothing is there without one."""
    bare, names = without_streets(claim, streets)
    if "name" not in names:
        return bare
    return replace(bare, facts={**bare.facts, "name": claim.facts["name"]})


def streets_told(store: Readable, places: Iterable[Id], claims: Iterable[Claim]) -> tuple[Street, ...]:
    """The streets of all addresses in these claims, and in the history of these places that is not erased."""
    former = (address for place in sorted(places) for address in _addresses(store, place))
    return streets_of((*former, *_addresses_in(claims)))


def tells_street(store: Readable, target: Id, streets: Collection[Street]) -> bool:
    """Whether the history of an actor, a service or a relation says anything that names one of these."""
    return any(claim != forget_streets(claim, streets) for claim in past.statements(store, target))


def _spaced(words: Iterable[str]) -> str:
    return "".join(f" {word}" for word in words if word)


def _addresses(store: Readable, place: Id) -> Iterable[str]:
    """What the history, that is not erased yet, says the address of a place is or was."""
    return _addresses_in(past.statements(store, place))


def _addresses_in(claims: Iterable[Claim]) -> Iterable[str]:
    return (str(claim.facts["address"].value) for claim in claims if "address" in claim.facts)


def _digest(place: Id) -> str:
    return hashlib.sha256(place.encode()).hexdigest()


def _says(claim: Claim, flagged: bool) -> bool:
    return FLAG in claim.facts and claim.facts[FLAG].value is flagged


def _opens(claims: Iterable[Claim], source: str, rank: Rank) -> bool:
    return any(one.source == source or (one.rank <= rank and _says(one, False)) for one in claims)


@dataclass(frozen=True, slots=True)
class Secret:
    """Who is secret, by a flag or by being below one, and the places they are at."""

    holders: frozenset[Id]
    places: frozenset[Id]


def secret_places(after: After, nodes: Mapping[Id, Node | None], edges: Mapping[Id, Edge | None]) -> Secret:
    """The places whose address may not be kept, among all that this change may make so."""
    flagged = {one for one, node in nodes.items() if node is not None and node.flag(FLAG)}
    moved = {
        end
        for edge in edges.values()
        if edge is not None and edge.kind in OWNERSHIP
        for end in (edge.src, edge.dst)
    }
    places = {one for one, node in nodes.items() if node is not None and node.kind is NodeKind.PLACE}
    places |= {one for one in moved if one.startswith("place:")}
    holders = (moved - places) | after.ends(places, [EdgeKind.LOCATED_AT], Way.IN)
    return below(after, flagged | _below_a_flag(after, holders))


def below(after: After, flagged: set[Id]) -> Secret:
    """All that inherits the flag of these."""
    holders = _under(after, flagged) if flagged else set[Id]()
    places = after.ends(holders, [EdgeKind.LOCATED_AT], Way.OUT)
    contacts = after.ends(places, [EdgeKind.CONTACTED_AT], Way.OUT)
    return Secret(frozenset(holders | contacts), frozenset(places))


def newly_secret(store: Readable, now: After, secret: Secret) -> Secret:
    """What of it the store holds and does not yet know to be secret; ``now``: before the change."""
    if not secret.holders:
        return secret
    known = _below_a_flag(now, secret.holders)
    places = now.ends(known, [EdgeKind.LOCATED_AT], Way.OUT)
    return Secret(frozenset(store.get(secret.holders).keys() - known), secret.places - places)


def flags_over(after: After, places: Collection[Id], former: Mapping[Id, set[Id]]) -> dict[Id, set[Id]]:
    """By place, the flagged actors that make it secret: above who is there now, or was (``former``)."""
    there = {place: set(holders) for place, holders in former.items() if place in places}
    for edge in after.edges(places, [EdgeKind.LOCATED_AT], Way.IN):
        there.setdefault(edge.dst, set()).add(edge.src)
    flags = flags_above(after, {holder for holders in there.values() for holder in holders})
    flags_by_place = {
        place: {flag for one in standing_there for flag in flags.get(one, ())}
        for place, standing_there in there.items()
    }
    return {place: tops for place, tops in flags_by_place.items() if tops}


def former_places(store: Readable, holders: Collection[Id]) -> dict[Id, set[Id]]:
    """Every place that some of ``holders`` ever stood at; the history is read from its beginning."""
    holders_by_place: dict[Id, set[Id]] = {}
    for tie in past.ties(store, holders):
        kind, holder, place = tie.split("|")[:3]
        if kind == EdgeKind.LOCATED_AT and holder in holders:
            holders_by_place.setdefault(place, set()).add(holder)
    return holders_by_place


def belongings(after: After, store: Readable, flags: Mapping[Id, Id]) -> dict[Id, Id]:
    """All whose text may tell where these are: they, what was below them and is gone, and relations of both.

    ``flags`` has the flagged actor that each is under, and so has the answer. What was below them once and
    stands elsewhere now speaks of itself. The history is read from its beginning.
    """
    flag_of, todo = dict(flags), set(flags)
    while todo:
        below: dict[Id, Id] = {}
        for tie in sorted(past.ties(store, todo)):
            kind, src, dst = tie.split("|")[:3]
            flag_of[tie] = flag_of[src if src in todo else dst]
            if kind in _HAS and src in todo:
                below[dst] = flag_of[tie]
            elif kind == EdgeKind.PART_OF and dst in todo:
                below[src] = flag_of[tie]
        todo = below.keys() - flag_of.keys() - _at_home_elsewhere(after, below)
        flag_of |= {one: below[one] for one in todo}
    return flag_of


def _at_home_elsewhere(after: After, ids: Collection[Id]) -> set[Id]:
    """Those of them that are in the view, but for services and contact points whose owner is away."""
    owned = {edge.dst for edge in after.edges(ids, _HAS, Way.IN)}
    return {one for one in after.get(ids) if one in owned or not one.startswith(_OWNED)}


def tells_address(store: Readable, place: Id) -> bool:
    """Whether the history still holds anything about a place or actor that a secret one may not have."""
    return any(claim != without_address(claim) for claim in past.statements(store, place))


def without_address(claim: Claim) -> Claim:
    """The claim on a place or an actor, with only what may be known of a secret one."""
    hidden = HIDDEN.get(claim.kind, frozenset())
    return replace(claim, facts={name: fact for name, fact in claim.facts.items() if name not in hidden})


def with_address(nodes: Mapping[Id, Node | None]) -> set[Id]:
    """The actors that a change leaves with an address of their own."""
    own = HIDDEN[NodeKind.ACTOR]
    return {one for one, node in nodes.items() if node is not None and own & node.props.keys()}


def _below_a_flag(after: After, ids: Collection[Id]) -> set[Id]:
    """Those of ``ids`` that are flagged or stand under something flagged."""
    return set(flags_above(after, ids))


_OWNED_BY: Final = {
    "service:": EdgeKind.OFFERS,
    "contact:": EdgeKind.CONTACTED_AT,
    "place:": EdgeKind.LOCATED_AT,
}
"""By prefix of an id the relation from what it belongs to."""


def flags_above(after: After, ids: Collection[Id]) -> dict[Id, set[Id]]:
    """By each of ``ids`` that is flagged or stands under something flagged, what is: itself, or above it."""
    roots = {one: {one} for one in ids}
    above = {one: {one} for one in ids}
    for _ in range(_DEPTH):
        todo = {top for tops in above.values() for top in tops}
        if not todo:
            break
        lifts: dict[Id, set[Id]] = {}
        for edge in after.edges(todo, [EdgeKind.PART_OF], Way.OUT):
            lifts.setdefault(edge.src, set()).add(edge.dst)
        for prefix, kind in _OWNED_BY.items():
            for edge in after.edges({one for one in todo if one.startswith(prefix)}, [kind], Way.IN):
                lifts.setdefault(edge.dst, set()).add(edge.src)
        above = {
            one: {up for top in tops for up in lifts.get(top, ())} - roots[one] for one, tops in above.items()
        }
        above = {one: tops for one, tops in above.items() if tops}
        for one, tops in above.items():
            roots[one] |= tops
    nodes = after.get({top for tops in roots.values() for top in tops})
    flagged = {one for one, node in nodes.items() if node.flag(FLAG)}
    return {one: tops & flagged for one, tops in roots.items() if tops & flagged}


def _under(after: After, ids: set[Id]) -> set[Id]:
    """``ids`` and all their units, services and contact points."""
    reached, todo = set(ids), set(ids)
    for _ in range(_DEPTH):
        todo = (after.ends(todo, [EdgeKind.PART_OF], Way.IN) | after.ends(todo, _HAS, Way.OUT)) - reached
        if not todo:
            break
        reached |= todo
    return reached
