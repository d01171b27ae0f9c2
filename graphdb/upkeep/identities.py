"""What a check expects of all that judgements join: the view is made of their claims together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphdb.claims import Claim
from graphdb.identity.joined import Item, put_together
from graphdb.identity.judgements import is_judgement, standing
from graphdb.identity.linker import Judgement, Linker
from graphdb.model import Edge, Id, Node, NodeKind
from graphdb.store import Item as Stored
from graphdb.view import merge, view_of
from graphdb.writing import absence


@dataclass(slots=True)
class Unshown:
    """Relations that are claimed and not shown: as an end is away, or for what is joined.

    ``kinds`` are those of all nodes, each by the claims on it alone.
    """

    hidden: list[Edge] = field(default_factory=list)
    joined: list[Edge] = field(default_factory=list)
    kinds: Mapping[Id, NodeKind] = field(default_factory=dict)


class Joined:
    """What is joined, put aside while all else is compared in order. ``standing``: the judgements."""

    def __init__(self, linker: Linker) -> None:
        self.standing: set[Judgement] = set()
        self._linker = linker
        self._claims: dict[Id, list[Claim]] = {}
        self._shown: dict[Id, Node | Edge] = {}

    def without_claims(self, claims: Iterable[tuple[Id, Iterable[Claim]]]) -> Iterator[tuple[Id, Item]]:
        """What each target is by its claims, but for the joined ones."""
        for target, several in claims:
            if self._linker.joins(target) or is_judgement(target):
                self._claims[target] = list(several)
                judgement = standing(target, self._claims[target]) if is_judgement(target) else None
                self.standing |= set() if judgement is None else {judgement}
            else:
                yield target, merge(several)

    def without_views(self, items: Iterable[Stored]) -> Iterator[Stored]:
        """What is in the view, but for the joined ones."""
        for item in items:
            if isinstance(item, Node | Edge) and self._linker.joins(item.id):
                self._shown[item.id] = item
            else:
                yield item

    def views(self, kinds: Mapping[Id, NodeKind], unshown: Unshown) -> Iterator[tuple[Id, Item, Item]]:
        """Of each id what should be shown and what is; asked when all others were seen.

        Relations that are not shown are noted. ``kinds`` are those of the nodes in the view.
        """
        alone = {target: view_of(claims) for target, claims in self._claims.items()}
        nodes = {target: view.kind for target, view in alone.items() if isinstance(view, Node)}
        unshown.kinds = {one: kind for one, kind in kinds.items() if not self._linker.joins(one)} | nodes
        for target, view in alone.items():
            if isinstance(view, Edge) and not absence.can_be_shown(view, unshown.kinds):
                unshown.hidden.append(view)
                alone[target] = None
        for shown in sorted({self._linker.canonical(one) for one in (*self._claims, *self._shown)}):
            members = self._linker.members(shown)
            item = put_together(shown, members, lambda one: self._claims.get(one, ()), alone.get)
            yield shown, item, self._shown.pop(shown, None)
            if item is None:
                unshown.joined += (edge for one in members if isinstance(edge := alone.get(one), Edge))
        yield from ((one, None, item) for one, item in sorted(self._shown.items()))
