"""The view of all that judgements join, as a draft leaves it.

Rules about claims know no judgement: what is refused, and which relations are hidden while an end is away,
is settled for each id alone. So the claims are the same with a judgement and without, and the view comes back
when one is taken back. Only what is shown is put together here, from all claims on the ids that are one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from graphdb.identity import judgements
from graphdb.identity.joined import Item, put_together
from graphdb.identity.linker import Judgement, Linker
from graphdb.model import Edge, Id, Node, is_edge
from graphdb.writing.draft import Draft
from graphdb.writing.overlay import After


class Shown:
    """What the view has before and after, of all ids whose view a draft may change.

    ``nodes`` and ``edges`` are by the id that is shown. Without judgements they are those of the draft.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.before = draft.linker
        self._judged = dict(_judged(draft))
        self.after = self._linker_after()
        self.joins = bool(self.before or self.after or self._judged)
        self.nodes: dict[Id, Node | None] = {} if self.joins else draft.nodes
        self.edges: dict[Id, Edge | None] = {} if self.joins else draft.edges
        self.old: dict[Id, Item] = {} if self.joins else draft.old
        if self.joins:
            self._begin()

    def _linker_after(self) -> Linker:
        if not self._judged:
            return self.before
        kept = (one for one in self.before.judgements if one.id not in self._judged)
        return Linker([*kept, *(after for _, after in self._judged.values() if after is not None)])

    def _begin(self) -> None:
        targets = {*self._draft.nodes, *self._draft.edges}
        if moved := self.after.moved(self.before):
            targets |= moved | self._draft.apart.relations(moved) | self._draft.unshown_of(moved)
        shown = {one for target in targets for one in self._shown_under(target)}
        self._draft.read(self.all_parts(shown) - self._draft.before.keys())
        for target in sorted(targets):
            self._remake(target)

    def merge(self, target: Id) -> None:
        """Work out anew what is shown of a target, from its claims after the change."""
        self._draft.merge(target)
        if self.joins:
            self._remake(target)

    def _remake(self, target: Id) -> None:
        for shown in self._shown_under(target):
            was, will = self.before.members(shown), self.after.members(shown)
            self._draft.read({*was, *will} - self._draft.before.keys())
            if shown not in self.old:
                self.old[shown] = put_together(shown, was, self._draft.said_before, self._draft.stood)
            item = put_together(shown, will, self._draft.says, self._draft.stands)
            if is_edge(shown):
                assert not isinstance(item, Node)
                self.edges[shown] = item
            else:
                assert not isinstance(item, Edge)
                self.nodes[shown] = item

    def _shown_under(self, target: Id) -> set[Id]:
        return {self.before.canonical(target), self.after.canonical(target)}

    def view(self) -> After:
        """The view as this change leaves it, as far as it is worked out now."""
        return After(self._draft.store, self.nodes, self.edges)

    def item(self, shown: Id) -> Item:
        """What is shown under this id after the change."""
        return self.nodes.get(shown, self.edges.get(shown))

    def stands(self, shown: Id) -> Item:
        """What is shown under this id after the change, by the claims that were read, not by the view."""
        return put_together(shown, self.after.members(shown), self._draft.says, self._draft.stands)

    def shows(self, target: Id) -> Item:
        """What a target is shown as after the change."""
        return self.item(self.after.canonical(target))

    def moved(self) -> set[Id]:
        """Of what is joined, before or after, the ids of which another thing is shown, or none any more."""
        joined = (one for one in (*self.nodes, *self.edges) if self._is_joined(one)) if self.joins else ()
        return {one for one in joined if self.item(one) != self.old[one]}

    def parts(self, shown: Id) -> set[Id]:
        """The ids whose claims are shown under this one, before or after."""
        if not self.joins:
            return {shown}
        return {*self.before.members(shown), *self.after.members(shown)}

    def all_parts(self, shown: Iterable[Id]) -> set[Id]:
        """The same of several."""
        return {part for one in shown for part in self.parts(one)} if self.joins else set(shown)

    def toggled(self, target: Id) -> bool:
        """Whether a target comes into the view or leaves it, or is shown otherwise by claims on others alone.

        Readers of the history must learn of it, though no claim on it differs.
        """
        old = self.old.get(target)
        if self.joins and self._is_joined(target):
            said = self._draft.before[target] != self._draft.after[target]
            now = self.item(target)
            return (old is None) != (now is None) or (not said and old != now)
        return (old is None) != (self.edges.get(target, old) is None)

    def _is_joined(self, target: Id) -> bool:
        return self.before.joins(target) or self.after.joins(target)

    def unshown_before(self) -> set[Id]:
        """The relations that were claimed and not shown, for another reason than an end that is away."""
        return set(self._unshown(self.before, self._draft.stood, self.old))

    def unshown(self) -> dict[Id, Edge]:
        """The same after the change."""
        return self._unshown(self.after, self._draft.stands, self.edges)

    def _unshown(
        self, linker: Linker, alone: Callable[[Id], Item], views: Mapping[Id, Item]
    ) -> dict[Id, Edge]:
        if not self.joins:
            return {}
        members = chain.from_iterable(linker.members(one) for one in self.edges if views[one] is None)
        return {one: edge for one in members if isinstance(edge := alone(one), Edge)}

    def judged(self) -> dict[Id, Judgement | None]:
        """The judgements that this changes, as they stand after it; None for those that do not any more."""
        return {one: after for one, (before, after) in self._judged.items() if before != after}


def _judged(draft: Draft) -> Iterator[tuple[Id, tuple[Judgement | None, Judgement | None]]]:
    for target in sorted(draft.after):
        if judgements.is_judgement(target):
            before, after = (claims[target].values() for claims in (draft.before, draft.after))
            yield target, (judgements.standing(target, before), judgements.standing(target, after))
