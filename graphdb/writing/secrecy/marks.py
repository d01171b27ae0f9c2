"""Marks of places that are secret, or were once: one stays when its actor leaves a file before the place."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.codec import canonical
from graphdb.history import past
from graphdb.model import Id, Node
from graphdb.records import Record, RecordWrite
from graphdb.store import Readable, every
from graphdb.view import merge
from graphdb.writing.secrecy.flag import FLAG
from graphdb.writing.secrecy.streets import addresses_of, betrays

SECRET_PLACE: Final = "secret_place"


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
            digest = _digest(place)
            self.flags_by_place[digest] = {**self.flags_by_place.get(digest, {}), actor: (source, rank)}

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

    def written(self) -> Iterator[RecordWrite]:
        """What is to be written: marks that are new or other ones, and those that go."""
        for place, flags in sorted(self.flags_by_place.items()):
            if flags != self._before.get(place):
                body = canonical({"flags": flags, "tells": place in self.telling})
                yield RecordWrite(Record(SECRET_PLACE, place, body))
        for place in sorted(self._before.keys() - self.flags_by_place.keys()):
            yield RecordWrite(Record(SECRET_PLACE, place, ""), gone=True)


def read_marks(store: Readable) -> Marks:
    """All marks in the store: as many as there are secret places."""
    flags_by_place: dict[str, dict[Id, tuple[str, Rank]]] = {}
    telling: set[str] = set()
    for mark in every(lambda at: store.records.list(SECRET_PLACE, after=at, limit=1000, now="")):
        body = json.loads(mark.body)
        flags_by_place[mark.id] = {
            actor: (source, Rank(rank)) for actor, (source, rank) in body["flags"].items()
        }
        telling |= {mark.id} if body["tells"] else set()
    return Marks(flags_by_place, telling, dict(flags_by_place))


def marked(
    store: Readable,
    before: Mapping[Id, Mapping[str, Claim]],
    claims: Mapping[Id, Mapping[str, Claim]],
    flags: Mapping[Id, Collection[Id]],
) -> Marks:
    """The marks as they are after a change: the claims before and after by target and source, ``flags`` as
    ``flags_over``.

    A change of no place that can open none is not asked about: no marks.
    """
    actors = (one for one in claims if one.startswith("actor:"))
    opening = any(_may_open(before[one], claims[one]) for one in actors)
    if not (flags or opening or any(one.startswith("place:") for one in claims)):
        return Marks()
    marks = read_marks(store)
    for actor in marks.actors() & claims.keys():
        marks.lift(actor, claims[actor].values())
    others = {flag for flags_there in flags.values() for flag in flags_there} - claims.keys()
    stored = store.claims(others) if others else {}
    words = {**stored, **{target: tuple(by_source.values()) for target, by_source in claims.items()}}
    for place, flags_there in flags.items():
        if not marks.hides(place) and any(betrays(place, one) for one in addresses_of(store, place)):
            marks.telling.add(_digest(place))
        for flag in flags_there:
            claims_there = words.get(flag, ())
            said = any(_says(one, True) for one in claims_there)
            marks.add(place, flag, claims_there if said else past.last_words(store, flag))
    return marks


def _may_open(before: Mapping[str, Claim], after: Mapping[str, Claim]) -> bool:
    """Whether a change of these claims on an actor may lift a mark, see ``Marks.lift``.

    Who spoke of it without the flag, and goes on without it, was listened to when that began.
    """
    changed = (one for one in before.keys() | after.keys() if before.get(one) is not after.get(one))
    said = ((before.get(one), after.get(one)) for one in changed)
    return any(
        old is None or FLAG in old.facts or (new is not None and FLAG in new.facts) for old, new in said
    )


def _digest(place: Id) -> str:
    return hashlib.sha256(place.encode()).hexdigest()


def _says(claim: Claim, flagged: bool) -> bool:
    return FLAG in claim.facts and claim.facts[FLAG].value is flagged


def _opens(claims: Iterable[Claim], source: str, rank: Rank) -> bool:
    return any(one.source == source or (one.rank <= rank and _says(one, False)) for one in claims)
