"""A change while it is worked out: the claims before and after, and what follows for each target alone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from graphdb.claims import Claim
from graphdb.errors import InvalidValue
from graphdb.fields import schema
from graphdb.identity.joined import as_of, put_together
from graphdb.identity.judgements import read_judgements
from graphdb.message import Text
from graphdb.model import Edge, Id, Node, is_edge
from graphdb.store import Readable
from graphdb.view import merge, view_of
from graphdb.writing import absence
from graphdb.writing.apart import Apart
from graphdb.writing.edits import (
    Confirm,
    Drop,
    Edit,
    FieldEdit,
    Propose,
    Put,
    Refusal,
    Renew,
    Set,
    target_of,
)
from graphdb.writing.field_edits import redirected, refuse_contested, version_of, word_after
from graphdb.writing.overlay import Once
from graphdb.writing.refusals import STILL_NEEDED

Claims = dict[Id, dict[str, Claim]]
"""target -> source -> claim"""


class Draft:
    """The claims before and after, and what each target is by them alone, while a plan is worked out.

    The phases lay themselves over it in this order: ``apply``, ``ends.settle_ends``, ``joining.Shown``,
    ``redaction.Redaction``, ``write_set.finish``. ``linker`` is that of the judgements that stand before.
    """

    def __init__(self, store: Readable) -> None:
        self.store = store if isinstance(store, Once) else Once(store)
        self.before: Claims = {}
        self.after: Claims = {}
        self.old: dict[Id, Node | Edge | None] = {}
        self.nodes: dict[Id, Node | None] = {}
        self.edges: dict[Id, Edge | None] = {}
        self.refused: list[Refusal] = []
        self.same: list[Claim] = []
        self.runs: dict[tuple[Id, str], str] = {}  # of what is said again, by (target, source)
        self.renewed: set[Id] = set()
        self.proposed: set[Id] = set()
        self.hidden: dict[Id, Edge] = {}
        self.hidden_before: set[Id] = set()
        self.settled = False
        self.newest_hidden: int | None = None  # as ``absence.newest``, when no relation may be hidden since
        self.linker, self.newest_judgement = read_judgements(self.store)
        self._relations: tuple[absence.Hidden, ...] | None = None
        self.apart = Apart(self.store, self.linker)

    def apply(self, edits: Sequence[Edit], expect: Mapping[Id, int]) -> None:
        """Lay the edits over the claims that stand; what breaks a rule is refused and left out.

        Raises Conflict, for single fields Contested, when what was shown in these versions changed since.
        """
        shown = {edit.target for edit in edits if isinstance(edit, FieldEdit)} | expect.keys()
        self.read({target_of(edit) for edit in edits} | self.linker.all_of(shown))
        refuse_contested(self.store, edits, expect, {one: self._together(one) for one in expect}, self.linker)
        for edit in edits:
            if isinstance(edit, Put):
                self._put_valid(edit)
            elif isinstance(edit, Drop):
                self.after[edit.target].pop(edit.source, None)
            elif isinstance(edit, Renew):
                self.renewed.add(edit.target)
            elif isinstance(edit, Propose):
                self.proposed |= self.linker.all_of([edit.target])
            else:
                self._say(edit)
        for target in self.after:
            self.merge(target)

    def _say(self, edit: FieldEdit) -> None:
        edit = self._in_full(self._of_the_shown(edit))
        claims = self._together(edit.target)
        version = max(version_of(self.said_before(one)) for one in self.linker.cluster(edit.target))
        try:
            claim = word_after(edit, claims, version)
        except InvalidValue as error:
            self.refused.append(Refusal(edit.target, edit.source, error.reason, error.field))
        else:
            self._put_valid(Put(claim))

    def _of_the_shown(self, edit: FieldEdit) -> FieldEdit:
        """What a person says of an id that is shown with others is of this one still when they are parted.

        Where it is not there itself, it is of the first that is, else of the first that is claimed.
        """
        if not self.linker.joins(edit.target):
            return edit
        cluster = (edit.target, *self.linker.cluster(edit.target))
        there = (one for one in cluster if view_of(self.after[one].values()) is not None)
        claimed = (one for one in cluster if self.after[one])
        return redirected(edit, next(chain(there, claimed), edit.target))

    def _in_full(self, edit: FieldEdit) -> FieldEdit:
        """The edit; who confirms a list of what is joined confirms it as it is shown, with that of each."""
        if not isinstance(edit, Confirm) or not self.linker.joins(edit.target):
            return edit
        cluster = self.linker.cluster(edit.target)
        shown = put_together(cluster[0], cluster, self.says, lambda one: view_of(self.says(one)))
        value = None if shown is None else shown.props.get(edit.field)
        if not isinstance(value, tuple):
            return edit
        return Set(edit.target, edit.source, edit.rank, edit.field, value, edit.on)

    def _together(self, target: Id) -> dict[str, Claim]:
        """The claims that are shown with a target, its own by source, in the order of its cluster: of two
        that weigh the same the first is shown.
        """
        together: dict[str, Claim] = {}
        for number, one in enumerate(self.linker.cluster(target)):
            for source, claim in self.after[one].items():
                together[source if one == target else f"{number} {source}"] = as_of(claim, target)
        return together

    def _put_valid(self, edit: Put) -> None:
        if self._valid(edit.claim):
            self._put(edit)

    def _valid(self, claim: Claim) -> bool:
        try:
            schema.check(claim)
        except InvalidValue as error:
            self.refused.append(Refusal(claim.target, claim.source, error.reason, error.field))
            return False
        return True

    def _put(self, edit: Put) -> None:
        claim = edit.claim
        if edit.again:
            self.runs[claim.target, claim.source] = claim.run
        stored = self.before[claim.target].get(claim.source)
        if stored is not None and self._is_stored(claim, stored):
            self.same.append(stored)
            claim = stored
        elif claim.version:
            claim = replace(claim, version=0)
        self.after[claim.target][claim.source] = claim

    def _is_stored(self, claim: Claim, stored: Claim) -> bool:
        """Whether a claim stands as it is said now, by the run that says it."""
        run = self.runs.get((claim.target, claim.source), stored.run)
        return stored.says_the_same(claim) and run == stored.run

    def alone(self, ids: Collection[Id]) -> dict[Id, Node]:
        """What these nodes are after the change, each by the claims on it alone."""
        nodes = {one: node for one in ids if (node := self.nodes.get(one)) is not None}
        return {**nodes, **self.apart.get([one for one in ids if one not in self.nodes])}

    def said_before(self, target: Id) -> Collection[Claim]:
        """The claims on a target that was read, before the change."""
        return self.before[target].values()

    def says(self, target: Id) -> Collection[Claim]:
        """The same after the change."""
        return self.after[target].values()

    def stood(self, target: Id) -> Node | Edge | None:
        """What a target that was read is before the change, by the claims on it alone; None when hidden."""
        return self.old[target]

    def stands(self, target: Id) -> Node | Edge | None:
        """The same after the change."""
        after: Mapping[Id, Node | Edge | None] = self.edges if is_edge(target) else self.nodes
        return after.get(target, self.old[target])

    def unshown(self) -> tuple[absence.Hidden, ...]:
        """The relations that are claimed and not shown before the change, read once."""
        if self._relations is None:
            self._relations = tuple(absence.read_hidden(self.store))
        return self._relations

    def unshown_of(self, ids: Collection[Id]) -> set[Id]:
        """Those of these nodes; it is written only while no other commit hides or shows a relation."""
        if self.newest_hidden is None:
            self.newest_hidden, self._relations = absence.newest(self.store), None
        return {edge.id for edge in self.unshown() if not {edge.src, edge.dst}.isdisjoint(ids)}

    def read(self, targets: Collection[Id]) -> None:
        """Take in the claims that stand on these, and what the view has of them."""
        if not targets:
            return
        claims = self.store.claims(sorted(targets))
        for target in targets:
            if target not in claims:  # as most of an import
                self.before[target], self.after[target], self.old[target] = {}, {}, None
                continue
            by_source = {claim.source: claim for claim in claims[target]}
            self.before[target] = by_source
            self.after[target] = dict(by_source)
            self.old[target] = view_of(by_source.values())
        self._leave_hidden([target for target in targets if self.old[target] is not None])
        absent = [target for target in targets if self.old[target] is None]
        self.store.know_absent(
            [one for one in absent if not self.linker.joins(one)] if self.linker else absent
        )

    def _leave_hidden(self, targets: Iterable[Id]) -> None:
        """Note which relations are not shown before the change though they are claimed."""
        edges = [edge for target in targets if isinstance(edge := self.old[target], Edge)]
        ends = {end for edge in edges for end in (edge.src, edge.dst)}
        kinds = absence.kinds(self.apart.get(ends)) if ends else {}
        for edge in edges:
            if not absence.can_be_shown(edge, kinds):
                self.hidden_before.add(edge.id)
                self.old[edge.id] = None
                if self.settled:
                    self.hidden[edge.id] = edge

    def merge(self, target: Id) -> None:
        """Work out what a target is by its claims after the change."""
        view = view_of(self.after[target].values())
        if is_edge(target):
            assert not isinstance(view, Node)
            self.edges[target] = None if target in self.hidden else view
        else:
            assert not isinstance(view, Edge)
            self.nodes[target] = view

    def nodes_said(self) -> dict[Id, Node | None]:
        """The nodes as their claims say them, also those of which too little is said to be shown."""
        said = {target: merge(self.after[target].values()) for target, node in self.nodes.items() if not node}
        return self.nodes | {target: node for target, node in said.items() if isinstance(node, Node)}

    def refuse_words(self, target: Id, sources: Iterable[str], reason: Text, name: str = "") -> None:
        """Let these sources say of a target what they said before."""
        for source in sources:
            self.refused.append(Refusal(target, source, reason, name))
            earlier = self.before[target].get(source)
            if earlier is None:
                del self.after[target][source]
            else:
                self.after[target][source] = earlier
        self.merge(target)

    def withdraw(self, target: Id, reason: Text, name: str = "") -> None:
        """Leave what is new about a target out, as if it had not come."""
        for source in sorted(self.before[target].keys() - self.after[target].keys()):
            self.refused.append(Refusal(target, source, STILL_NEEDED, name))
        for source, claim in self.after[target].items():
            if self.before[target].get(source) != claim:
                self.refused.append(Refusal(target, source, reason, name))
        self.after[target] = dict(self.before[target])
        self.merge(target)
