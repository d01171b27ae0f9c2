"""Use case: the history of one entry, as far as everybody may read it.

An entry is the actor, its services, its contact points, and what they are related to. Nothing is said of what
is not for everybody today, or once was not: a number that was withheld for a time stays so in its past. Names
of persons stand only where they hold, never in a history.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from graphdb.claims import EXISTS, NONE, Claim
from graphdb.concurrency.stable import stable
from graphdb.directory.profile.material import Material, gather
from graphdb.directory.sources import source_title
from graphdb.fields.contact_point import PERSON
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS, Kind, family, is_open
from graphdb.history import chain, past
from graphdb.identity.joined import Item, as_of
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Linker
from graphdb.message import Text
from graphdb.model import (
    VISIBILITY,
    Edge,
    EdgeKind,
    Id,
    Node,
    NodeKind,
    Value,
    code_of,
    ends_of,
    is_edge,
)
from graphdb.store import Change, Commit, GraphStore
from graphdb.versions import recent
from graphdb.versions.recent import OWNING, Recent, withholds
from graphdb.view import merge, view_of

_UNSAID: Final = frozenset({"secret_address", VISIBILITY, *PERSON})


@dataclass(frozen=True, slots=True)
class Line:
    """What was shown of one field, before and after what a source said; None for nothing.

    ``thing`` is the service or contact point, "" for the actor itself. Of a relation ``field`` is ``exists``
    or what is agreed, and ``other`` its far end. ``title`` is what the source is called. ``outweighed``: what
    others say is shown all the same, and the two are what the source said.
    """

    target: Id
    kind: Kind
    thing: str
    field: str
    before: Value | None
    after: Value | None
    source: str
    title: Text
    other: Text = ""
    outweighed: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether the same was said once more."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Event:
    """What one commit changed. ``erased``: it also changed what was taken out of the history since."""

    commit: Commit
    lines: tuple[Line, ...]
    erased: bool


@dataclass(frozen=True, slots=True)
class History:
    """A page of events, the newest first, of ``total``; ``is_cut``: there are older ones, but too many."""

    actor: Node
    events: tuple[Event, ...]
    total: int
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The newest changes of an entry. ``things`` are its parts that everybody sees, as they are now."""

    material: Material
    linker: Linker
    things: Mapping[Id, Node]
    newest: Recent
    withheld: frozenset[Id]
    gone: Mapping[Id, str]

    @property
    def actor(self) -> Node:
        """The actor, as it is now."""
        return self.material.actor

    @property
    def changes(self) -> Sequence[Change]:
        """The changes, in order."""
        return self.newest.changes

    def shown(self, target: Id) -> Id:
        """The id under which a node is shown."""
        return self.linker.canonical(target)

    def tells(self, target: Id) -> bool:
        """Whether anything is said of a node or a relation."""
        ends = ends_of(target) if is_edge(target) else (target,)
        if not self.withheld.isdisjoint({target, *ends, *map(self.shown, ends)}):
            return False
        return self.shown(ends[0]) in self.things

    def called(self, thing: Id) -> str:
        """What a service or contact point is called, "" for the actor."""
        node = self.things.get(self.shown(thing))
        return "" if node is None or node.id == self.actor.id else _name(node)

    def far_end(self, target: Id) -> Text:
        """What the far end of a relation is called, "" where nobody may know."""
        other = self.shown(ends_of(target)[1])
        node = self.things.get(other) or self.material.nodes.get(other)
        if node is not None:
            return _name(node)
        if other.startswith(("term:", "area:")):
            return self.material.terms.words(code_of(other))
        return self.gone.get(other, "")


def history(store: GraphStore, actor: Id, now: datetime, *, page: int = 1, per_page: int = 20) -> History:
    """The changes of an entry, by commits. Raises NotFound."""
    line = timeline(store, actor, now)
    standing = Standing(line)
    commits = [(seq, *standing.lines(list(of_commit))) for seq, of_commit in _by_commit(line.changes)]
    shown = [parts for parts in reversed(commits) if parts[1] or parts[2]]
    start = max(0, page - 1) * per_page
    events = (
        Event(commit, lines, erased)
        for seq, lines, erased in shown[start : start + per_page]
        for commit in store.commits(after=seq - 1, limit=1).items
    )
    return History(line.actor, tuple(events), len(shown), line.newest.start > 0)


def timeline(store: GraphStore, actor: Id, now: datetime) -> Timeline:
    """What was written of an entry, the newest of it where it is very much. Raises NotFound."""
    return stable(store, lambda status: _read(store, gather(store, status, actor, now)), strict=False)


def _read(store: GraphStore, material: Material) -> Timeline:
    linker = read_linker(store)
    services = [material.nodes.get(edge.dst) for edge in material.edges(material.actor.id, EdgeKind.OFFERS)]
    owners = [material.actor, *(service for service in services if service is not None)]
    points = [point for owner in owners for point in material.points(owner.id)]
    things = {node.id: node for node in (*owners, *points)}
    members = linker.all_of(things)
    newest = recent.read(store, linker, members)
    left = {dst for src, dst in map(ends_of, newest.owning) if src in members}
    gone = _gone(store, left - things.keys())
    withheld = {*newest.withheld, *_withheld_elsewhere(store, newest.owning, members)}
    return Timeline(
        material,
        linker,
        things,
        newest,
        _with_what_they_own(withheld, newest.owning, linker),
        gone,
    )


def _gone(store: GraphStore, ids: Collection[Id]) -> Mapping[Id, str]:
    """What services and contact points that left the entry were called; of what was withheld nothing."""
    names: dict[Id, str] = {}
    for one in ids:
        said = list(past.statements(store, one))
        node = None if any(map(withholds, said)) else view_of(past.last_words(store, one))
        if isinstance(node, Node):
            names[one] = _name(node)
    return names


def _name(node: Node) -> str:
    return node.text("role") if node.kind is NodeKind.CONTACT_POINT else node.text("name")


def _withheld_elsewhere(store: GraphStore, owning: Collection[Id], members: Collection[Id]) -> Iterator[Id]:
    """Who is not of the entry, once had a part of it, and was withheld once."""
    for owner in {ends_of(target)[0] for target in owning} - {*members}:
        if any(map(withholds, past.statements(store, owner))):
            yield owner


def _with_what_they_own(withheld: Collection[Id], owning: Collection[Id], linker: Linker) -> frozenset[Id]:
    """These and the services and contact points they ever had: whoever could not see the one saw no other."""
    dark = {*withheld}
    for kind in OWNING:
        for target in owning:
            src, dst = ends_of(target)
            if target.startswith(f"{kind}|") and not dark.isdisjoint({target, src, linker.canonical(src)}):
                dark |= {dst, linker.canonical(dst)}
    return frozenset(dark)


def _by_commit(changes: Iterable[Change]) -> Iterator[tuple[int, Iterator[Change]]]:
    return groupby(changes, key=lambda change: change.seq)


class Standing:
    """The claims on what an entry shows, change by change from the first that is shown."""

    def __init__(self, line: Timeline) -> None:
        self._line = line
        self._claims: dict[Id, dict[tuple[Id, str], Claim]] = {}
        for (target, source), claim in line.newest.before.items():
            if line.tells(target):
                self._follow(target, source, claim)

    def lines(self, changes: Iterable[Change]) -> tuple[tuple[Line, ...], bool]:
        """What is said of the next commit, and whether some of it was erased."""
        visible = [change for change in changes if self._line.tells(change.target)]
        whole = [change for change in visible if change.body]
        targets = {self._line.shown(change.target) for change in whole}
        before = {target: self.shows(target) for target in targets}
        for change in whole:
            self.follow(change)
        after = {target: self.shows(target) for target in targets}
        lines = {
            (line.target, line.field, line.outweighed and str(line.title)): line
            for change in whole
            for line in self._lines(change, before, after)
        }
        return tuple(lines.values()), len(whole) < len(visible)

    def follow(self, change: Change) -> None:
        """Take in one change that is not erased."""
        self._follow(change.target, change.source, chain.sides(change)[1])

    def _follow(self, target: Id, source: str, claim: Claim | None) -> None:
        shown = self._line.shown(target)
        claims = self._claims.setdefault(shown, {})
        if claim is None:
            claims.pop((target, source), None)
        else:
            claims[target, source] = as_of(claim, shown)

    def shows(self, target: Id) -> Node | Edge | None:
        """What the claims so far show of a target."""
        return merge(self._claims.get(target, {}).values())

    def _lines(self, change: Change, before: Mapping[Id, Item], after: Mapping[Id, Item]) -> Iterator[Line]:
        line, (old, new) = self._line, chain.sides(change)
        claim, target = new or old, line.shown(change.target)
        other = line.far_end(change.target) if is_edge(change.target) else ""
        if claim is None or (is_edge(change.target) and not other):
            return
        title = source_title(change.source, line.material.index.titles)
        thing = line.called(claim.src or claim.target)
        for name in _fields(claim.kind, (old, new)):
            said = _said(old, name), _said(new, name)
            shown = _shown(before[target], name), _shown(after[target], name)
            if said == (said[0], said[0]) and shown[0] == shown[1] and _day(old, name) == _day(new, name):
                continue
            outweighed = shown[0] == shown[1] and said[1] != shown[1]
            before_it, after_it = said if outweighed else shown
            yield Line(
                target,
                claim.kind,
                thing,
                name,
                before_it,
                after_it,
                change.source,
                title,
                other,
                outweighed,
            )


def _fields(kind: Kind, claims: Iterable[Claim | None]) -> list[str]:
    """The fields that people read, in the order of the registry."""
    rows = FIELDS.get(kind, {})
    names = {name for claim in claims if claim is not None for name in claim.facts}
    readable = [name for name in names if may_tell(kind, name)]
    order = {name: number for number, name in enumerate((EXISTS, *rows))}
    return sorted(readable, key=lambda name: (order.get(name.partition(".")[0], len(order)), name))


def may_tell(kind: Kind, name: str) -> bool:
    """Whether a field of a kind of thing may stand in a history: it has a name, and is for everybody."""
    if name == EXISTS:
        return isinstance(kind, EdgeKind)
    rows = FIELDS.get(kind, {})
    row = rows.get(family(name))
    named = row is not None and (row.label_da or row.sort is Sort.ANSWERS)
    return bool(named) and name not in _UNSAID and is_open(rows, name)


def _said(claim: Claim | None, name: str) -> Value | None:
    fact = None if claim is None else claim.facts.get(name)
    return None if fact is None or fact.value == NONE else fact.value


def _day(claim: Claim | None, name: str) -> str:
    fact = None if claim is None else claim.facts.get(name)
    return "" if fact is None else fact.confirmed_on


def _shown(view: Item, name: str) -> Value | None:
    if name == EXISTS:
        return None if view is None else True
    return None if view is None else view.props.get(name)
