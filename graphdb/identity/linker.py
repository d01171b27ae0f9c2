"""Which id each id is shown under: a pure function of the judgements that stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeVar

from graphdb.fields.relation import SAME, SAME_PLACE
from graphdb.model import Id, ends_of, is_edge

T = TypeVar("T")
_JOINING: Final = frozenset({SAME, SAME_PLACE})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What stands about two things: ``verdict`` is one of ``same``, ``same-place`` and ``different``.

    ``src`` is the one that was named first: the other is shown under its id.
    """

    id: Id
    src: Id
    dst: Id
    verdict: str

    @property
    def joins(self) -> bool:
        """Whether the two are shown as one."""
        return self.verdict in _JOINING


class Linker:
    """The canonical id of every id, and back.

    Those that judgements join, directly or over others, are one cluster. Its canonical id is the one that was
    only ever named first; of several such, or of none in a ring, the smallest. So it follows from the
    judgements alone, and stays while they stand: an address does not move when a source falls silent.

    A relation is shown between the canonical ends: several that become one are merged like the claims of
    several sources, and one whose ends become the same is not shown.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self.judgements = frozenset(judgements)
        self._canonical: dict[Id, Id] = {}
        self._members: dict[Id, tuple[Id, ...]] = {}
        joining = [one for one in self.judgements if one.joins]
        named_second = {one.dst for one in joining}
        for cluster in _clusters(joining):
            canonical = min(cluster - named_second or cluster)
            members = (canonical, *sorted(cluster - {canonical}))
            self._members[canonical] = members
            self._canonical |= dict.fromkeys(members, canonical)

    def __bool__(self) -> bool:
        """Whether any two are one."""
        return bool(self._canonical)

    def canonical(self, target: Id) -> Id:
        """The id that a thing or a relation is shown under. A relation may lead nowhere: see ``is_loop``."""
        if not self._canonical:  # mostly so, and an import asks for each id many times
            return target
        if not is_edge(target):
            return self._canonical.get(target, target)
        kind, src, dst, *mark = target.split("|")
        return "|".join((kind, self.canonical(src), self.canonical(dst), *mark))

    def members(self, target: Id) -> tuple[Id, ...]:
        """All ids that are shown under this one, itself first; of a relation those that may be claimed.

        () for an id that is shown under another.
        """
        if not self._canonical:
            return (target,)
        if self.canonical(target) != target:
            return ()
        if not is_edge(target):
            return self._members.get(target, (target,))
        kind, src, dst, *mark = target.split("|")
        ends = product(self.members(src), self.members(dst))
        return tuple("|".join((kind, one, other, *mark)) for one, other in ends)

    def cluster(self, target: Id) -> tuple[Id, ...]:
        """All that are shown as one with this, the canonical id first."""
        return self.members(self.canonical(target))

    def joins(self, target: Id) -> bool:
        """Whether a thing, or an end of a relation, is shown as one with another."""
        if not self._canonical:
            return False
        return any(end in self._canonical for end in (ends_of(target) if is_edge(target) else (target,)))

    def all_of(self, targets: Iterable[Id]) -> set[Id]:
        """These, and all that are shown as one with them."""
        return {member for target in targets for member in self.cluster(target)}

    def spread(self, values: Mapping[Id, T]) -> dict[Id, T]:
        """What holds of ids that are shown, of all that are shown under them."""
        return {member: value for target, value in values.items() for member in self.cluster(target)}

    def moved(self, other: "Linker") -> set[Id]:
        """The things that are shown with others, or under another id, than by the other linker."""
        known = self._canonical.keys() | other._canonical.keys()
        return {one for one in known if self.cluster(one) != other.cluster(one)}


def is_loop(edge: Id) -> bool:
    """Whether a relation's ends are one: it is not shown."""
    src, dst = ends_of(edge)
    return src == dst


def _clusters(joining: Collection[Judgement]) -> Iterator[set[Id]]:
    beside: defaultdict[Id, set[Id]] = defaultdict(set)
    for one in joining:
        beside[one.src].add(one.dst)
        beside[one.dst].add(one.src)
    seen: set[Id] = set()
    for start in beside:
        if start in seen:
            continue
        cluster, todo = {start}, [start]
        while todo:
            further = beside[todo.pop()] - cluster
            cluster |= further
            todo += further
        seen |= cluster
        yield cluster
