"""Does the view in a store follow from its claims, and do the claims follow from their history?"""

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from typing import Final, TypeVar

from graphdb.claims import Claim, merge
from graphdb.codec import canonical, claim_body
from graphdb.fields.place import ADDRESS
from graphdb.history import chain
from graphdb.model import EDGES, Edge, Entry, Id, Node, NodeKind
from graphdb.runs.runs import KIND as RUN
from graphdb.store import Change, Commit, GraphStore, Item, Term, What, stable
from graphdb.writing import entry_changes, secrecy
from graphdb.writing.overlay import After

PART: Final = 1000
_WORDS: Final = 500  # words of the search index that are looked up, spread evenly over all

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: ``faults`` are sentences, and none when all is well.

    ``head`` is the newest commit's digest: written down elsewhere, it shows later that the past is as it was.
    """

    version: int
    head: str
    counts: Mapping[str, int]
    faults: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The report in sentences: what there is, the newest digest, and every fault."""
        yield ", ".join(f"{count} {what}" for what, count in sorted(self.counts.items()))
        yield f"Version {self.version}, {self.head or 'tom'}"
        yield from self.faults or ("Alt hænger sammen.",)


@dataclass(slots=True)
class _Findings:
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, what: What, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            self.counts[what] += 1
            yield item


def check(store: GraphStore) -> Report:
    """Compare everything with what it must follow from. Raises Busy when others write all the time."""
    return stable(store, lambda: _check(store))


def _check(store: GraphStore) -> Report:
    status, found = store.status(), _Findings()
    if status.loading:
        found.faults.append("Databasen er ikke fyldt færdigt. Kør brobygger restore igen.")
    _check_runs(store, found)
    present = _check_history(store, found, status.head)
    _check_claims(store, found, present)
    kinds = {item.id: item.kind for item in store.scan(What.NODES) if isinstance(item, Node)}
    _check_view(store, found, kinds)
    _check_edges(store, found, kinds)
    _check_entries(store, found)
    _check_addresses(store, found)
    for what in (What.DOCS, What.TALLIES):
        found.counts[what] = sum(1 for _ in store.scan(what))
    return Report(status.version, status.head, dict(found.counts), tuple(found.faults))


def _check_runs(store: GraphStore, found: _Findings) -> None:
    """Whatever runs now, or was cut short and not yet taken back, shows half of itself."""
    for doc in store.docs(RUN, where={"k2": "open"}).items:
        found.faults.append(
            f"Indlæsningen fra {doc.keys['k1']} er i gang. Vent, til den er færdig. "
            "Er den gået i stå, bliver den taget tilbage om fem minutter."
        )


_Present = dict[tuple[Id, str], str | None]
"""(target, source) -> what the history says its claim is now; None when that was erased."""


def _check_history(store: GraphStore, found: _Findings, head: str) -> _Present:
    """Recompute each digest, and replay the changes."""
    present: _Present = {}
    changes = groupby(_changes(store, found), key=lambda change: change.seq)
    batch = next(changes, None)
    prev, seq = "", 0
    for commit in _commits(store, found):
        told: Sequence[Change] = ()
        if batch is not None and batch[0] == commit.seq:
            told = tuple(batch[1])
            batch = next(changes, None)
        _check_commit(found, commit, told, (seq, prev))
        for change in told:
            _replay(found, present, change)
        prev, seq = commit.digest, commit.seq
    if batch is not None:
        found.faults.append(f"Historikken har ændringer uden en gemt handling (nr. {batch[0]}).")
    if prev != head:
        found.faults.append("Databasens seneste nøgle passer ikke med historikken.")
    return present


def _commits(store: GraphStore, found: _Findings) -> Iterator[Commit]:
    for item in found.count(What.COMMITS, store.scan(What.COMMITS)):
        assert isinstance(item, Commit)
        yield item


def _changes(store: GraphStore, found: _Findings) -> Iterator[Change]:
    for item in found.count(What.CHANGES, store.scan(What.CHANGES)):
        assert isinstance(item, Change)
        yield item


def _check_commit(
    found: _Findings, commit: Commit, changes: Sequence[Change], before: tuple[int, str]
) -> None:
    seq, prev = before
    header = (commit.seq, commit.id, commit.at, commit.by, commit.why, commit.run)
    if (commit.seq, commit.prev) != (seq + 1, prev):
        found.faults.append(f"Handling nr. {commit.seq} følger ikke efter nr. {seq}.")
    if chain.commit_digest(commit.prev, header, changes) != commit.digest:
        found.faults.append(f"Handling nr. {commit.seq} er ændret, siden den blev gemt.")
    for change in changes:
        if change.body and chain.change_digest(change.salt, change.body) != change.digest:
            found.faults.append(f"Historikken for {change.target} er ændret, siden den blev gemt.")


def _replay(found: _Findings, present: _Present, change: Change) -> None:
    key = (change.target, change.source)
    if not change.body:
        present[key] = None
        return
    before, after = chain.sides(change)
    held = present.get(key, _NOTHING)
    if held is not None and held != _said(before):
        found.faults.append(
            f"Historikken for {change.target} hænger ikke sammen i handling nr. {change.seq}."
        )
    present[key] = _said(after)


def _said(claim: Claim | None) -> str:
    """What a claim says, in few bytes: a national store has half a million."""
    if claim is None:
        return _NOTHING
    return hashlib.sha256(canonical([claim_body(claim), claim.run]).encode()).hexdigest()


_NOTHING: Final = "-"


def _check_claims(store: GraphStore, found: _Findings, present: _Present) -> None:
    """The history must end with the claims that are there."""
    for item in found.count(What.CLAIMS, store.scan(What.CLAIMS)):
        assert isinstance(item, Claim)
        told = present.pop((item.target, item.source), _NOTHING)
        if told is not None and told != _said(item):
            found.faults.append(f"Historikken for {item.target} ender et andet sted end det, der er gemt.")
    for (target, _), told in present.items():
        if told not in (None, _NOTHING):
            found.faults.append(f"Historikken nævner {target}, som ikke er gemt.")


def _check_view(store: GraphStore, found: _Findings, kinds: Mapping[Id, NodeKind]) -> None:
    """Each node and relation must be what its claims say, and nothing else may be there."""
    # Ids of relations begin with a capital letter, those of nodes with a small one: they are in order.
    views = (item for what in (What.EDGES, What.NODES) for item in found.count(what, store.scan(what)))
    claims = groupby(store.scan(What.CLAIMS), key=_target)
    expected = ((target, merge(_claims(told))) for target, told in claims)
    for target, both in groupby(_side_by_side(expected, views), key=lambda one: one[0]):
        wanted: Node | Edge | None = None
        held: Node | Edge | None = None
        for _, from_claims, item in both:
            wanted, held = (item, held) if from_claims else (wanted, item)
        if held is not None:
            held = replace(held, version=0)
        if wanted != held and not (held is None and _lacks_an_end(wanted, kinds)):
            found.faults.append(f"{target} vises anderledes, end kilderne siger.")


def _side_by_side(
    expected: Iterator[tuple[Id, Node | Edge | None]], views: Iterator[Item]
) -> Iterator[tuple[Id, bool, Node | Edge | None]]:
    wanted = ((target, True, item) for target, item in expected)
    held = ((item.id, False, item) for item in views if isinstance(item, Node | Edge))
    return heapq.merge(wanted, held, key=lambda one: one[0])


def _lacks_an_end(wanted: Node | Edge | None, kinds: Mapping[Id, NodeKind]) -> bool:
    return isinstance(wanted, Edge) and not {wanted.src, wanted.dst} <= kinds.keys()


def _target(item: Item) -> Id:
    assert isinstance(item, Claim)
    return item.target


def _claims(items: Iterable[Item]) -> Iterator[Claim]:
    return (item for item in items if isinstance(item, Claim))


def _check_edges(store: GraphStore, found: _Findings, kinds: Mapping[Id, NodeKind]) -> None:
    """Both ends are there, and the three kinds stand in the table of what may be linked."""
    for item in store.scan(What.EDGES):
        assert isinstance(item, Edge)
        src, dst = kinds.get(item.src), kinds.get(item.dst)
        if src is None or dst is None:
            found.faults.append(f"Forbindelsen {item.id} mangler en ende.")
        elif (src, item.kind, dst) not in EDGES:
            found.faults.append(f"Forbindelsen {item.id} er ikke en, der må findes.")


def _check_addresses(store: GraphStore, found: _Findings) -> None:
    """No place that is or was secret tells its address."""
    marks = secrecy.read_marks(store)
    places = store.scan(What.NODES, after="place:", until="place;") if marks.held else iter(())
    for item in places:
        if isinstance(item, Node) and marks.hides(item.id) and item.props.keys() & ADDRESS:
            found.faults.append(f"{item.id} er eller var hemmelig, men adressen er gemt.")


def _check_entries(store: GraphStore, found: _Findings) -> None:
    """Search entries are what the view gives, and the word index finds them."""
    view = After(store, {}, {})
    held = (item for item in found.count(What.ENTRIES, store.scan(What.ENTRIES)) if isinstance(item, Entry))
    words: dict[str, set[int]] = {}
    ids = (item.id for item in store.scan(What.NODES) if isinstance(item, Node))
    wanted = (entry for part in _parts(ids) for entry in entry_changes.prepare(view, part))
    both = heapq.merge(((e.id, e) for e in wanted), ((e.id, e) for e in held), key=lambda one: one[0])
    for made, pair in groupby(both, key=lambda one: one[0]):
        entries = [entry for _, entry in pair]
        if len(entries) != 2 or entries[0] != entries[1]:
            found.faults.append(f"Søgningen kender ikke {made}, som det er nu.")
        for entry in entries:
            for word in entry.words.split() if entry.n else ():
                words.setdefault(word, set()).add(entry.n)
    _check_words(store, found, words)


def _check_words(store: GraphStore, found: _Findings, words: Mapping[str, set[int]]) -> None:
    every = max(1, len(words) // _WORDS)
    asked = sorted(words)[::every]
    for word, hits in zip(asked, store.match([((Term(word),),) for word in asked]), strict=True):
        if set(hits) != words[word]:
            found.faults.append(f"Søgeregistret finder ikke de rigtige for ordet {word}.")


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while part := list(islice(rest, PART)):
        yield part
