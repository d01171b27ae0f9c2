"""Does the view in a store follow from its claims, and do the claims follow from their history?

Not to be found by any check of the store alone: a store that was replaced whole, or whose last commits were
taken out with all they wrote and the number and digest that the store ends with (write those down elsewhere);
history rewritten from some commit on, with new digests to the end (the head differs); an erased place
whose former text was not secret; a deleted mark of a place that was secret once and is not flagged now;
counts of tallies.
"""

import heapq
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, TypeVar

from graphdb.claims import Claim
from graphdb.concurrency.open_runs import KIND as RUN
from graphdb.duplicates import offers
from graphdb.fields.place import ADDRESS
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Judgement
from graphdb.message import Text, message
from graphdb.model import EDGES, Edge, EdgeKind, Entry, Id, Node, NodeKind
from graphdb.page import in_pieces
from graphdb.records import Record
from graphdb.store import GraphStore, Item, Tally, Term, What
from graphdb.upkeep import identities, renewal
from graphdb.upkeep.findings import Findings
from graphdb.upkeep.identities import Unshown
from graphdb.upkeep.replay import NOTHING, Replayed, Said, digest_of, replay
from graphdb.view import lacking
from graphdb.writing import absence, entry_changes
from graphdb.writing.overlay import After
from graphdb.writing.secrecy.marks import read_marks
from graphdb.writing.secrecy.owners_away import all_secret

PART: Final = 1000
_WORDS: Final = 500  # words of the search index that are looked up, spread evenly over all

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a check: ``faults`` are sentences, and none when all is well.

    ``head`` is the newest commit's digest: written down elsewhere, it shows later that the past is as it was.
    ``notes`` are no faults: relations that are not shown while an end is away, services without an owner,
    and such as are judged the same and belong to two actors since.
    """

    version: int
    head: str
    counts: Mapping[str, int]
    faults: tuple[Text, ...]
    notes: tuple[Text, ...] = ()

    def lines(self) -> Iterator[Text]:
        """The report in sentences: what there is, the newest digest, and every fault."""
        yield ", ".join(f"{count} {what}" for what, count in sorted(self.counts.items()))
        yield message("upkeep.version", version=self.version, head=self.head or message("upkeep.no_head"))
        yield from self.notes
        yield from self.faults or (message("upkeep.all_well"),)


def check(store: GraphStore) -> Report:
    """Compare everything with what it must follow from, as at one moment; others may write meanwhile."""
    return store.snapshot(_check)


def faults(store: GraphStore, version: int, head: str) -> Sequence[Text]:
    """What is wrong with all that was loaded, which should end with this commit; before it is opened.

    Search entries are not asked about: they follow from the rest, and an older edition wrote others.
    """
    return _compare(store, version, head).faults


def _check(store: GraphStore) -> Report:
    status = store.status()
    findings = _compare(store, status.version, status.head)
    with findings.about(message("upkeep.search")):
        _check_entries(store, findings)
    with findings.about(message("upkeep.database")):
        findings.faults.extend(store.damage())
    with findings.about(message("upkeep.imports")):
        _check_runs(store, findings)
    for moved in offers.list_of_two_owners(store, read_linker(store)):
        findings.notes.append(message("upkeep.offered_by_two", first=moved.src, second=moved.dst))
    if findings.faults and not renewal.is_done(store):
        findings.notes.append(message("upkeep.not_renewed"))
    if status.loading:
        findings.faults.insert(0, message("upkeep.not_filled"))
    counts = dict(findings.counts)
    return Report(status.version, status.head, counts, tuple(findings.faults), tuple(findings.notes))


def _compare(store: GraphStore, version: int, head: str) -> Findings:
    findings, replayed = Findings(), Replayed()
    with findings.about(message("upkeep.history")):
        replayed = replay(store, findings, version, head)
    with findings.about(message("upkeep.claims")):
        _check_claims(store, findings, replayed, version)
    kinds: dict[Id, NodeKind] = {}
    with findings.about(message("upkeep.view")):
        kinds |= {item.id: item.kind for item in store.scan(What.NODES) if isinstance(item, Node)}
        unshown = _check_view(store, findings, kinds, replayed.newest)
        owned = _check_edges(store, findings, kinds)
        _check_hidden(store, findings, unshown, replayed.newest)
        for target in sorted(
            one for one, kind in kinds.items() if kind is NodeKind.SERVICE and one not in owned
        ):
            findings.notes.append(message("upkeep.no_owner", service=target))
    with findings.about(message("upkeep.addresses")):
        _check_addresses(store, findings)
    with findings.about(message("upkeep.rest")):
        _check_rest(store, findings)
    return findings


def _check_runs(store: GraphStore, findings: Findings) -> None:
    """An import at work, or cut short and not yet taken back, shows half of itself."""
    for record in store.records.list(RUN, where={"k2": "open"}, now="").items:
        findings.faults.append(message("upkeep.import_at_work", source=record.keys["k1"]))


def _check_claims(store: GraphStore, findings: Findings, replayed: Replayed, version: int) -> None:
    """The history must end with the claims that are there."""
    present = replayed.present
    for item in findings.count(What.CLAIMS, store.scan(What.CLAIMS)):
        assert isinstance(item, Claim)
        said = present.pop((item.target, item.source), Said(NOTHING, 0))
        if said.digest is not None and said.digest != digest_of(item):
            findings.faults.append(message("upkeep.other_end", target=item.target))
        elif not said.seq <= item.version <= version:
            findings.faults.append(message("upkeep.version_wrong", target=item.target, version=item.version))
    for (target, _), said in present.items():
        if said.digest not in (None, NOTHING):
            findings.faults.append(message("upkeep.not_kept", target=target))


def _check_view(
    store: GraphStore, findings: Findings, kinds: Mapping[Id, NodeKind], newest: Mapping[Id, int]
) -> Unshown:
    """Each node and relation must be what its claims say, and nothing else may be there.

    Answers the relations that are claimed and not shown.
    """
    joined = identities.Joined(read_linker(store))
    unshown = Unshown()
    # Ids of relations begin with a capital letter, those of nodes with a small one: they are in order.
    items = (item for what in (What.EDGES, What.NODES) for item in findings.count(what, store.scan(what)))
    views = joined.without_views(items)
    claims = groupby(store.scan(What.CLAIMS), key=_target)
    expected = joined.without_claims((target, _claims(of_target)) for target, of_target in claims)
    for target, both in groupby(_side_by_side(expected, views), key=lambda one: one[0]):
        wanted: Node | Edge | None = None
        shown: Node | Edge | None = None
        for _, from_claims, item in both:
            wanted, shown = (item, shown) if from_claims else (wanted, item)
        if name := lacking(wanted):
            findings.notes.append(message("upkeep.too_little", target=target, field=name))
            wanted = None
        if shown is None and isinstance(wanted, Edge) and not absence.can_be_shown(wanted, kinds):
            unshown.hidden.append(wanted)
        else:
            _compare_views(findings, target, wanted, shown, newest)
    for target, wanted, shown in joined.views(kinds, unshown):
        _compare_views(findings, target, wanted, shown, newest)
    _check_judgements(store, findings, joined.standing)
    return unshown


def _compare_views(
    findings: Findings,
    target: Id,
    wanted: Node | Edge | None,
    shown: Node | Edge | None,
    newest: Mapping[Id, int],
) -> None:
    if shown is not None:
        if not 1 <= shown.version <= newest.get(target, 0):
            findings.faults.append(message("upkeep.version_wrong", target=target, version=shown.version))
        shown = replace(shown, version=0)
    if wanted != shown:
        findings.faults.append(message("upkeep.shown_otherwise", target=target))


def _check_judgements(store: GraphStore, findings: Findings, standing: Collection[Judgement]) -> None:
    """Each judgement that stands has the document by which it is known."""
    for judgement in sorted(read_linker(store).judgements ^ set(standing), key=lambda one: one.id):
        findings.faults.append(message("upkeep.judgement_wrong", target=judgement.id))


def _side_by_side(
    expected: Iterator[tuple[Id, Node | Edge | None]], views: Iterator[Item]
) -> Iterator[tuple[Id, bool, Node | Edge | None]]:
    wanted = ((target, True, item) for target, item in expected)
    shown = ((item.id, False, item) for item in views if isinstance(item, Node | Edge))
    return heapq.merge(wanted, shown, key=lambda one: one[0])


def _check_hidden(
    store: GraphStore,
    findings: Findings,
    unshown: Unshown,
    newest: Mapping[Id, int],
) -> None:
    """Each relation that is not shown has the record by which it is shown again; ends away are named."""
    kinds = unshown.kinds
    due = {absence.Hidden(edge.id, edge.src, edge.dst) for edge in (*unshown.hidden, *unshown.joined)}
    for target in sorted({relation.id for relation in due.symmetric_difference(absence.read_hidden(store))}):
        findings.faults.append(message("upkeep.hidden_wrong", target=target))
    for edge in sorted(unshown.hidden, key=lambda edge: edge.id):
        lost = tuple(absence.lost_ends(edge, kinds))
        if not lost:
            note = message("upkeep.end_is_another", target=edge.id, ends=(edge.src, edge.dst))
        elif all(end in newest for end in lost):
            note = message("upkeep.end_away", target=edge.id, ends=lost)
        else:
            note = message("upkeep.end_never_there", target=edge.id, ends=lost)
        findings.notes.append(note)


def _target(item: Item) -> Id:
    assert isinstance(item, Claim)
    return item.target


def _claims(items: Iterable[Item]) -> Iterator[Claim]:
    return (item for item in items if isinstance(item, Claim))


def _check_edges(store: GraphStore, findings: Findings, kinds: Mapping[Id, NodeKind]) -> set[Id]:
    """Both ends are there, and the three kinds stand in the table of what may be linked.

    Answers the services that belong to an actor.
    """
    owned: set[Id] = set()
    for item in store.scan(What.EDGES):
        assert isinstance(item, Edge)
        src, dst = kinds.get(item.src), kinds.get(item.dst)
        if src is None or dst is None:
            findings.faults.append(message("upkeep.end_missing", target=item.id))
        elif (src, item.kind, dst) not in EDGES:
            findings.faults.append(message("upkeep.no_such_relation", target=item.id))
        elif item.kind is EdgeKind.OFFERS:
            owned.add(item.dst)
    return owned


def _check_addresses(store: GraphStore, findings: Findings) -> None:
    """No place that is or was secret tells its address, and each that is has its mark."""
    marks = read_marks(store)
    for item in store.scan(What.NODES, after="place:", until="place;") if marks.flags_by_place else ():
        if isinstance(item, Node) and marks.hides(item.id) and item.props.keys() & ADDRESS:
            findings.faults.append(message("upkeep.secret_kept", place=item.id))
    actors = store.scan(What.NODES, after="actor:", until="actor;")
    secret = all_secret(store, (item for item in actors if isinstance(item, Node)))
    for place in sorted(secret.places):
        if not marks.hides(place):
            findings.faults.append(message("upkeep.secret_unmarked", place=place))


def _check_rest(store: GraphStore, findings: Findings) -> None:
    """What is not graph is JSON, and what is counted no less than nothing."""
    for record in findings.count(What.RECORDS, store.scan(What.RECORDS)):
        assert isinstance(record, Record)
        if not _is_object(record.body):
            findings.faults.append(message("stores.unreadable", what=record.kind, name=record.id))
    for tally in findings.count(What.TALLIES, store.scan(What.TALLIES)):
        assert isinstance(tally, Tally)
        if tally.count < 0:
            findings.faults.append(message("upkeep.tally_negative", name=tally.name))


def _is_object(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (TypeError, ValueError, RecursionError):
        return False


def _check_entries(store: GraphStore, findings: Findings) -> None:
    """Search entries are what the view gives, and the word index finds them."""
    view = After(store, {}, {})
    stored = (
        item for item in findings.count(What.ENTRIES, store.scan(What.ENTRIES)) if isinstance(item, Entry)
    )
    words: dict[str, set[int]] = {}
    ids = (item.id for item in store.scan(What.NODES) if isinstance(item, Node))
    wanted = (entry for part in in_pieces(ids, PART) for entry in entry_changes.prepare(view, part))
    both = heapq.merge(((e.id, e) for e in wanted), ((e.id, e) for e in stored), key=lambda one: one[0])
    for target, pair in groupby(both, key=lambda one: one[0]):
        entries = [entry for _, entry in pair]
        if len(entries) != 2 or entries[0] != entries[1]:
            findings.faults.append(message("upkeep.entry_wrong", target=target))
        for entry in entries:
            for word in entry.words.split() if entry.n else ():
                words.setdefault(word, set()).add(entry.n)
    _check_words(store, findings, words)


def _check_words(store: GraphStore, findings: Findings, words: Mapping[str, set[int]]) -> None:
    every = max(1, len(words) // _WORDS)
    asked = sorted(words)[::every]
    for word, hits in zip(asked, store.match([((Term(word),),) for word in asked]), strict=True):
        if set(hits) != words[word]:
            findings.faults.append(message("upkeep.word_wrong", word=word))
