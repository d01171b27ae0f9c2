"""A change while it is worked out: the claims before and after, and what follows from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from graphdb.claims import Claim
from graphdb.errors import InvalidValue
from graphdb.fields import registry, schema
from graphdb.history import chain
from graphdb.message import Text, message
from graphdb.model import Doc, Edge, EdgeKind, Entry, Id, Node, NodeKind, is_edge
from graphdb.store import Change, Page, Readable, Seen, Way, WriteSet, every
from graphdb.view import merge
from graphdb.writing import absence, entry_changes, secrecy
from graphdb.writing.edits import Drop, Edit, FieldEdit, Hiding, Plan, Put, Refusal, Stamp, target_of
from graphdb.writing.field_edits import refuse_contested, version_of, word_after
from graphdb.writing.naming import called
from graphdb.writing.overlay import After, Once
from graphdb.writing.owners_away import WithOwnersAway
from graphdb.writing.refusals import STILL_NEEDED, points_at

_HERE: Final = (EdgeKind.LOCATED_AT,)
Claims = dict[Id, dict[str, Claim]]
"""target -> source -> claim"""


class Draft:
    """The claims before and after, and the view that follows, while a plan is worked out."""

    def __init__(self, store: Readable) -> None:
        self._store = Once(store)
        self._before: Claims = {}
        self._after: Claims = {}
        self._old: dict[Id, Node | Edge | None] = {}
        self._nodes: dict[Id, Node | None] = {}
        self._edges: dict[Id, Edge | None] = {}
        self._erase: dict[Id, Id] = {}  # by target the actor for whose secret address it is done
        self._streets: tuple[secrecy.Street, ...] = ()
        self._marks = secrecy.Marks()
        self._refused: list[Refusal] = []
        self._same: list[Claim] = []
        self._runs: dict[tuple[Id, str], str] = {}  # of what is said again
        self._hidden: dict[Id, Edge] = {}
        self._hidden_before: set[Id] = set()
        self._settled = False
        self._seen: tuple[Seen, ...] = ()

    def apply(self, edits: Sequence[Edit], expect: Mapping[Id, int]) -> None:
        """Lay the edits over the claims that stand; what breaks a rule is refused and left out.

        Raises Conflict, for single fields Contested, when what was shown in these versions changed since.
        """
        self._read({target_of(edit) for edit in edits} | expect.keys())
        refuse_contested(self._store, edits, expect, self._before)
        for edit in edits:
            if isinstance(edit, Drop):
                self._after[edit.target].pop(edit.source, None)
            elif isinstance(edit, Put):
                self._put_valid(edit)
            else:
                self._say(edit)
        for target in self._after:
            self._merge(target)

    def _say(self, edit: FieldEdit) -> None:
        version = version_of(self._before[edit.target].values())
        try:
            claim = word_after(edit, self._after[edit.target], version)
        except InvalidValue as error:
            self._refused.append(Refusal(edit.target, edit.source, error.reason, error.field))
        else:
            self._put_valid(Put(claim))

    def _put_valid(self, edit: Put) -> None:
        if self._valid(edit.claim):
            self._put(edit)

    def settle_ends(self) -> None:
        """Hide the relations whose end goes, and show those whose end comes back: no claim on them changes.

        A relation is refused that points at what never was, or links what may not be linked.
        """
        self._refuse_unfinished()
        moved = {one for one, node in self._nodes.items() if (node is None) != (self._old[one] is None)}
        came = {one for one in moved if self._nodes[one] is not None}
        touching = (
            {edge.id for edge in self._store.edges(moved - came, withheld=True)} if moved - came else set()
        )
        if came:
            hidden = tuple(absence.read_hidden(self._store))
            self._seen = (absence.unchanged(hidden),)
            touching |= {edge.id for edge in hidden if {edge.src, edge.dst} & came}
        touching -= self._after.keys()
        self._read(touching)
        for target in touching:
            self._merge(target)
        edges = [edge for target in self._edges if (edge := self._claimed(target)) is not None]
        ends = {end for edge in edges for end in (edge.src, edge.dst)}
        kinds = absence.kinds(After(self._store, self._nodes, self._edges).get(ends))
        for edge in edges:
            self._refuse_loose(edge, kinds)
        for target, view in self._edges.items():
            if view is not None and not absence.can_be_shown(view, kinds):
                self._hidden[target] = view
                self._edges[target] = None
        self._settled = True

    def _claimed(self, target: Id) -> Edge | None:
        """The relation that is claimed: from where to where, though the view may not have it."""
        for claim in self._after[target].values():
            if isinstance(claim.kind, EdgeKind):
                return self._edges[target] or Edge(target, claim.kind, claim.src, claim.dst)
        return None

    def _refuse_loose(self, edge: Edge, kinds: Mapping[Id, NodeKind]) -> None:
        """Leave out what is new about a relation that points at what never was, or that may not be."""
        if self._after[edge.id] == self._before[edge.id] or absence.can_be_shown(edge, kinds):
            return
        lost = absence.lost_ends(edge, kinds)
        if not lost:
            self._withdraw(edge.id, message("fields.no_such_link"))
            return
        unheard = [
            end for end in lost if not self._before.get(end) and not absence.was_there(self._store, end)
        ]
        if unheard:
            self._withdraw(edge.id, points_at(unheard))

    def keep_addresses_secret(self) -> None:
        """Take the address off places of flagged actors, now and in all that was said earlier."""
        after = After(self._store, self._nodes, self._edges)
        now, then = self._with_owners_away()
        secret = secrecy.secret_places(then, self._nodes, self._edges)
        fresh = secrecy.newly_secret(self._store, now, secret)
        former = secrecy.former_places(self._store, fresh.holders)
        places = secret.places | {place for place in former if not after.ends([place], _HERE, Way.IN)}
        flags = secrecy.flags_over(then, places, former) if places else {}
        self._marks = secrecy.marked(self._store, self._after, flags)
        places |= {one for one in self._after if self._marks.hides(one)}
        self._read((places | former.keys()) - self._after.keys())
        said = (claim for place in places for claim in self._after[place].values())
        self._streets = secrecy.streets_told(self._store, former.keys() | fresh.places, said)
        for place in former.keys() | fresh.places:
            if secrecy.tells_address(self._store, place):
                self._erase_for(place, flags)
        for place in former:
            self._merge(place)
        self._forget_streets(after, then, secret.holders)
        speaking = fresh.holders | secrecy.with_address(self._nodes)
        actors = {one: min(tops) for one, tops in secrecy.flags_above(then, speaking).items()}
        self._read(actors.keys() - self._after.keys())
        for place in sorted(places):
            if self._take_address(place):
                self._erase_for(place, flags)
        for actor, flag in sorted(actors.items()):
            if self._take_address(actor) or secrecy.tells_address(self._store, actor):
                self._erase[actor] = flag

    def _with_owners_away(self) -> tuple[After, After]:
        """The store as it is and as it will be, each with the hidden ownership that flags come down."""
        before = tuple(absence.read_hidden(self._store))
        stay = [relation for relation in before if relation.id not in self._edges]
        come = [absence.Hidden(edge.id, edge.src, edge.dst) for edge in self._hidden.values()]
        return (
            WithOwnersAway(self._store, {}, {}, before),
            WithOwnersAway(self._store, self._nodes, self._edges, (*stay, *come)),
        )

    def _take_address(self, target: Id) -> bool:
        """Take the address off all claims on a secret place or actor; True when a claim stated it before."""
        had_address = False
        for source, claim in self._after[target].items():
            bare = secrecy.without_address(claim)
            if bare == claim:
                continue
            earlier = self._before[target].get(source)
            self._after[target][source] = earlier if earlier and earlier.says_the_same(bare) else bare
            if earlier == claim:
                had_address = True
            else:
                lost = min(claim.facts.keys() - bare.facts.keys())
                self._refused.append(Refusal(target, source, secrecy.REASON, lost))
        self._merge(target)
        return had_address

    def _erase_for(self, place: Id, flags: Mapping[Id, Collection[Id]]) -> None:
        self._erase[place] = min(flags.get(place) or self._marks.flags(place), default="")

    def _forget_streets(self, after: After, then: After, holders: Collection[Id]) -> None:
        """Take what names their street out of the words about secret ones, now and in all that was said.

        Flags come down hidden ownership too (``then``); who is only away is at home nowhere (``after``).
        """
        if not self._streets or not holders:
            return
        flags = {one: min(tops) for one, tops in secrecy.flags_above(then, holders).items()}
        whose = secrecy.belongings(after, self._store, flags)
        for edge in self._edges.values():
            if edge is not None and (ends := {edge.src, edge.dst} & flags.keys()):
                whose[edge.id] = flags[min(ends)]
        self._read(whose.keys() - self._after.keys())
        for target, flag in sorted(whose.items()):
            for source, claim in self._after[target].items():
                self._after[target][source] = secrecy.forget_streets(claim, self._streets)
            if secrecy.tells_street(self._store, target, self._streets):
                self._erase[target] = flag
            self._merge(target)

    def _forgotten(self, claim: Claim) -> Claim:
        """What an erased history may still say was there before."""
        bare = secrecy.without_address(claim)
        return bare if claim.target.startswith("place:") else secrecy.forget_streets(bare, self._streets)

    def finish(self, stamp: Stamp, docs: tuple[Doc, ...]) -> Plan:
        """The write set: claims, view, entries and history of all that really changed."""
        away = self._ends_away()
        self._read(away - self._before.keys())
        changes = list(self._changes(stamp))
        touched = {change.target for change in changes}
        view = {target: self._nodes.get(target, self._edges.get(target)) for target in sorted(touched)}
        moved = {target: item for target, item in view.items() if item != self._old[target]}
        prepared = self._entries(moved)
        marks, marks_gone = self._marks.written()
        hidden = [edge for target, edge in sorted(self._hidden.items()) if target not in self._hidden_before]
        shown = sorted(self._hidden_before - self._hidden.keys())
        written = WriteSet(
            id=stamp.id,
            at=stamp.at,
            by=stamp.by,
            why=stamp.why,
            run=stamp.run,
            seen=(*stamp.seen, *self._seen),
            expect={
                one: version_of(self._before[one].values())
                for one in sorted(touched | prepared.keys() | away)
            },
            claims=tuple(self._puts(changes)),
            dropped=tuple((c.target, c.source) for c in changes if c.source not in self._after[c.target]),
            nodes=tuple(item for item in moved.values() if isinstance(item, Node)),
            edges=tuple(item for item in moved.values() if isinstance(item, Edge)),
            gone=tuple(target for target, item in moved.items() if item is None),
            entries=tuple(prepared.values()),
            changes=tuple(changes),
            erase=tuple(sorted(self._erase)),
            docs=(*docs, *marks, *(absence.document(edge) for edge in hidden)),
            docs_gone=(*marks_gone, *((absence.KIND, target) for target in shown)),
            records=stamp.records,
        )
        return Plan(written, tuple(self._refused), tuple(self._outcomes(changes)), self._told(hidden))

    def _told(self, hidden: Collection[Edge]) -> tuple[Hiding, ...]:
        """The relations that this hides, with the names of their ends."""
        ends = {end for edge in hidden for end in (edge.src, edge.dst)}
        stored = self._store.get(ends)
        names = {end: called(end, stored.get(end) or self._nodes.get(end)) for end in ends}
        return tuple(
            Hiding(edge, tuple(sorted(self._after[edge.id])), (names[edge.src], names[edge.dst]))
            for edge in hidden
        )

    def _read(self, targets: Collection[Id]) -> None:
        if not targets:
            return
        claims = self._store.claims(sorted(targets))
        for target in targets:
            by_source = {claim.source: claim for claim in claims.get(target, ())}
            self._before[target] = by_source
            self._after[target] = dict(by_source)
            self._old[target] = merge(by_source.values())
        self._leave_hidden(target for target in targets if is_edge(target))
        self._store.know_absent(target for target in targets if self._old[target] is None)

    def _leave_hidden(self, targets: Iterable[Id]) -> None:
        """Note which relations are not shown before the change though they are claimed."""
        edges = [edge for target in targets if isinstance(edge := self._old[target], Edge)]
        ends = {end for edge in edges for end in (edge.src, edge.dst)}
        kinds = absence.kinds(self._store.get(ends)) if ends else {}
        for edge in edges:
            if not absence.can_be_shown(edge, kinds):
                self._hidden_before.add(edge.id)
                self._old[edge.id] = None
                if self._settled:
                    self._hidden[edge.id] = edge

    def _ends_away(self) -> set[Id]:
        """The ends for which relations are hidden: if one is back meanwhile, the plan is worked out again."""
        ends = {end for edge in self._hidden.values() for end in (edge.src, edge.dst)}
        return ends - After(self._store, self._nodes, self._edges).get(ends).keys()

    def _valid(self, claim: Claim) -> bool:
        try:
            schema.check(claim)
        except InvalidValue as error:
            self._refused.append(Refusal(claim.target, claim.source, error.reason, error.field))
            return False
        return True

    def _put(self, edit: Put) -> None:
        claim, key = edit.claim, (edit.claim.target, edit.claim.source)
        if edit.again:
            self._runs[key] = claim.run
        stored = self._before[claim.target].get(claim.source)
        if (
            stored is not None
            and stored.says_the_same(claim)
            and self._runs.get(key, stored.run) == stored.run
        ):
            self._same.append(stored)
            self._after[claim.target][claim.source] = stored
        else:
            self._after[claim.target][claim.source] = replace(claim, version=0) if claim.version else claim

    def _merge(self, target: Id) -> None:
        view = merge(self._after[target].values())
        if is_edge(target):
            assert not isinstance(view, Node)
            self._edges[target] = None if target in self._hidden else view
        else:
            assert not isinstance(view, Edge)
            self._nodes[target] = view

    def _refuse_unfinished(self) -> None:
        for target, node in list(self._nodes.items()):
            if node is None:
                continue
            lacking = [name for name in registry.required(node.kind) if name not in node.props]
            old = self._old[target]
            if lacking:
                self._withdraw(target, message("fields.required"), lacking[0])
            elif isinstance(old, Node) and old.kind is not node.kind:
                self._withdraw(target, message("writing.code_elsewhere"), "code")

    def _withdraw(self, target: Id, reason: Text, name: str = "") -> None:
        """Leave what is new about a target out, as if it had not come."""
        for source in sorted(self._before[target].keys() - self._after[target].keys()):
            self._refused.append(Refusal(target, source, STILL_NEEDED, name))
        for source, claim in self._after[target].items():
            if self._before[target].get(source) != claim:
                self._refused.append(Refusal(target, source, reason, name))
        self._after[target] = dict(self._before[target])
        self._merge(target)

    def _changes(self, stamp: Stamp) -> Iterable[Change]:
        """What differs, by target and source; the claims that are new get the stamp's run."""
        for target in sorted(self._after):
            before, after = self._before[target], self._after[target]
            sources = before.keys() | after.keys()
            flag = self._erase.get(target)
            # What is hidden or shown changes for those who read the history, though no claim on it does.
            old_view, view = self._old[target], self._edges.get(target, self._old[target])
            touched = flag is not None or (old_view is None) != (view is None)
            if flag is not None:
                said = every(partial(self._changes_of, target), "0")
                sources |= {change.source for change in said}
            for source in sorted(sources):
                old, new = before.get(source), after.get(source)
                # An erased history begins again with what is left, also of a source that said no more:
                # a replay still gives the present, and no erased change is a target's newest.
                if old != new or touched:
                    run = self._runs.get((target, source), stamp.run)
                    if new is not None and new.run != run and (old != new or flag is not None):
                        new = after[source] = new.of_run(run)
                    earlier = self._forgotten(old) if old is not None and flag is not None else old
                    yield chain.change(target, source, earlier, new, stamp.salt(), erases=flag)

    def _changes_of(self, target: Id, after: str) -> Page[Change]:
        return self._store.changes(after=int(after), target=target)

    def _puts(self, changes: Iterable[Change]) -> Iterable[Claim]:
        for change in changes:
            claim = self._after[change.target].get(change.source)
            if claim is not None:
                yield claim

    def _outcomes(self, changes: Iterable[Change]) -> Iterable[tuple[str, Claim]]:
        yield from (("unchanged", claim) for claim in self._same)
        for change in changes:
            before = self._before[change.target].get(change.source)
            after = self._after[change.target].get(change.source)
            if after is not None and after == before:
                continue
            if after is not None:
                yield "new" if before is None else "changed", after
            elif before is not None:
                yield "gone", before

    def _entries(self, moved: Mapping[Id, Node | Edge | None]) -> dict[Id, Entry]:
        nodes = {one: item for one, item in self._nodes.items() if one in moved}
        edges = {one: item for one, item in self._edges.items() if one in moved}
        old = [self._old[one] for one in edges]
        touched = [edge for edge in (*edges.values(), *old) if isinstance(edge, Edge)]
        affected = entry_changes.affected(self._store, nodes, touched)
        # Their versions are read before what they consist of: a commit that changes that changes these too.
        self._read(affected - self._before.keys())
        entries = entry_changes.prepare(After(self._store, nodes, edges), affected)
        return {entry.id: entry for entry in entries}
