"""What is asked of Neo4j, as functions of one read transaction.

Those that do not go through ``collected`` are to be run as ``seqlock.consistent``.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, LiteralString

from neo4j import ManagedTransaction

from graphdb.claims import Claim
from graphdb.codec import readable
from graphdb.concurrency.open_runs import KIND, OPEN
from graphdb.errors import TooLarge
from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, is_edge
from graphdb.store import LAST, Change, Commit, Item, Meanwhile, Page, Status, TextQuery, Way, What
from graphdb.stores.neo4j import mapping
from graphdb.stores.neo4j.cypher import reads, relations
from graphdb.stores.neo4j.link import Row, row, rows
from graphdb.stores.neo4j.schema import schema_of
from graphdb.stores.neo4j.seqlock import collected, known

EVERY: Final = 2**62
"""As a limit, or as the number of a commit that is never reached."""
MOST_TERMS: Final = 1000  # Lucene takes 1024 clauses

_TOKEN: Final = re.compile(r"[a-z0-9_]{1,40}")
_EDGES: Final[Mapping[str, LiteralString]] = {
    "out": reads.OUT,
    "in": reads.IN,
    "both": reads.BOTH,
    "among": reads.AMONG,
}
_CHANGES: Final[Mapping[tuple[bool, bool], tuple[LiteralString, LiteralString]]] = {
    (True, False): (reads.CHANGES_END_OF_TARGET, reads.CHANGES_OF_TARGET),
    (False, True): (reads.CHANGES_END_OF_RUN, reads.CHANGES_OF_RUN),
    (True, True): (reads.CHANGES_END_OF_BOTH, reads.CHANGES_OF_BOTH),
}


_ORDER: Final = attrgetter("seq", "target", "source")


def status(tx: ManagedTransaction) -> Status:
    """See ``GraphStore.status``."""
    (row_of_meta,) = collected(tx, reads.STATUS) or [None]
    return _status(row_of_meta)


def meanwhile(tx: ManagedTransaction, after: int) -> Meanwhile:
    """See ``GraphStore.meanwhile``."""
    (one,) = collected(tx, reads.MEANWHILE, after=after, kind=KIND, state=OPEN) or [{"meta": None}]
    status = _status(one["meta"])
    return Meanwhile(status, after, one["at_work"], one["newest"], frozenset(one["targets"]))


def _status(row_of_meta: Row | None) -> Status:
    meta = known(row_of_meta)
    return Status(**{**meta, "schema": schema_of(meta["schema"])})


def claims(tx: ManagedTransaction, targets: Collection[Id]) -> Mapping[Id, tuple[Claim, ...]]:
    """See ``GraphStore.claims``."""
    claims_by_target: dict[Id, list[Claim]] = {}
    for claim in readable(mapping.claim_from, collected(tx, reads.CLAIMS, ids=list(set(targets)))):
        claims_by_target.setdefault(claim.target, []).append(claim)
    return {target: tuple(of_target) for target, of_target in claims_by_target.items()}


def claims_of(tx: ManagedTransaction, source: str, after: Id, limit: int) -> Page[Claim]:
    """See ``GraphStore.claims_of``."""
    asked = collected(tx, reads.CLAIMS_OF, source=source, after=after, most=limit + 1)
    items = tuple(readable(mapping.claim_from, asked[:limit]))
    return Page(items, asked[limit - 1]["target"] if len(asked) > limit else None)


def said_elsewhere(tx: ManagedTransaction, targets: Collection[Id], source: str) -> frozenset[Id]:
    """See ``GraphStore.said_elsewhere``."""
    return frozenset(collected(tx, reads.SAID_ELSEWHERE, ids=list(set(targets)), source=source))


def changes(tx: ManagedTransaction, after: int, limit: int) -> Page[Change]:
    """See ``GraphStore.changes``, of all targets and runs."""
    asked = {"after": after, "skip": limit - 1, "every": EVERY}
    (page,) = collected(tx, reads.PAGE_OF_CHANGES, **asked)
    in_order = sorted(readable(mapping.change_from, page["changes"]), key=_ORDER)
    return Page(tuple(in_order), str(page["end"]) if page["more"] else None)


def some_changes(
    tx: ManagedTransaction, after: int, target: Id | None, run: str | None, limit: int
) -> Page[Change]:
    """See ``GraphStore.changes``, of a target, a run or both."""
    find_end, list_all = _CHANGES[target is not None, run is not None]
    asked = {"after": after, "target": target, "run": run}
    end = row(tx, find_end, **asked, skip=limit - 1)
    last = end["seq"] if end else EVERY
    change_rows = rows(tx, list_all, **asked, end=last)
    items = tuple(readable(mapping.change_from, change_rows))
    more = end is not None and row(tx, find_end, **asked | {"after": last}, skip=0) is not None
    return Page(items, str(last) if more else None)


def few_changes(tx: ManagedTransaction, after: int, target: Id, limit: int) -> Page[Change] | None:
    """The changes of a target when they fit on one page, as nearly all do: one statement instead of four."""
    asked = {"after": after, "target": target, "most": limit + 1}
    change_rows = collected(tx, reads.FIRST_CHANGES_OF_TARGET, **asked)
    if len(change_rows) > limit:
        return None
    return Page(tuple(readable(mapping.change_from, change_rows)), None)


def changes_about(
    tx: ManagedTransaction, ids: Collection[Id], after: int, until: int | None, most: int
) -> frozenset[Change]:
    """See ``GraphStore.changes_about``."""
    asked = dict.fromkeys(ids, True)
    change_rows = list(rows(tx, reads.CHANGES_ABOUT, after=after, until=until, asked=asked, most=most + 1))
    if len(change_rows) > most:
        raise TooLarge(message("stores.too_many_changes", limit=most))
    return frozenset(readable(mapping.change_from, change_rows))


def ties(tx: ManagedTransaction, ids: Collection[Id]) -> frozenset[Id]:
    """See ``GraphStore.ties``."""
    tie_rows = rows(tx, reads.TIES, asked=dict.fromkeys(ids, True))
    return frozenset(one["target"] for one in tie_rows)


def commits(tx: ManagedTransaction, after: int, run: str | None, limit: int) -> Page[Commit]:
    """See ``GraphStore.commits``."""
    statement = reads.COMMITS if run is None else reads.COMMITS_OF_RUN
    asked = collected(tx, statement, after=after, run=run, most=limit + 1)
    items = tuple(readable(mapping.commit_from, asked[:limit]))
    return Page(items, str(int(asked[limit - 1]["seq"])) if len(asked) > limit else None)


def get(tx: ManagedTransaction, ids: Collection[Id]) -> dict[Id, Node]:
    """See ``GraphStore.get``."""
    nodes = readable(mapping.node_from, collected(tx, reads.NODES, ids=list(set(ids))))
    return {node.id: node for node in nodes}


def entries(tx: ManagedTransaction, ids: Collection[Id]) -> Mapping[Id, Entry]:
    """See ``GraphStore.entries``."""
    readable_entries = readable(mapping.entry_from, collected(tx, reads.ENTRIES, ids=list(set(ids))))
    return {entry.id: entry for entry in readable_entries}


def edges(
    tx: ManagedTransaction, ids: Collection[Id], kinds: Collection[EdgeKind], way: Way, among: bool
) -> frozenset[Edge]:
    """See ``GraphStore.edges``."""
    asked = {"ids": list(set(ids)), "kinds": [kind.value for kind in kinds]}
    edge_rows = collected(tx, _EDGES["among" if among else way.value], **asked)
    return frozenset(readable(mapping.edge_from, edge_rows))


def match(tx: ManagedTransaction, expressions: Sequence[str]) -> list[Sequence[int]]:
    """The ordinals for each expression (see ``expression``); "" matches nothing."""
    asked = [one for one in expressions if one]
    hits = iter(collected(tx, reads.MATCH, queries=asked) if asked else [])
    return [next(hits) if one else [] for one in expressions]


def expression(query: TextQuery) -> str:
    """The query in Lucene's words, "" when nothing can match. Raises ValueError and TooLarge.

    Lucene's own words are capitals and signs, none of which a token holds.
    """
    for group in query:
        for term in group:
            if _TOKEN.fullmatch(term.token) is None:
                raise ValueError("a token is 1 to 40 of a-z, 0-9 and _")
    if not query or not all(query):
        return ""
    if sum(map(len, query)) > MOST_TERMS:
        raise TooLarge(message("stores.too_many_words"))
    groups = (" ".join(f"{token}{'*' * prefix}" for token, prefix in group) for group in query)
    return " ".join(f"+({group})" for group in groups)


def everything(tx: ManagedTransaction, what: What, after: str, until: str) -> Iterator[Item]:
    """All of one kind in key order; not for commits and changes, which are read in pages.

    Sorted here and not by the server, whose memory a sort of everything would fill.
    """
    return iter(sorted(items(tx, what, after, until or LAST), key=_SCANS[what][1]))


def items(tx: ManagedTransaction, what: What, after: str = "", until: str = LAST) -> Iterator[Item]:
    """As ``everything``, in whatever order it comes."""
    statement, _, value = _SCANS[what]
    if what is What.EDGES:
        statement = _scan_between(after, until)
    return readable(value, rows(tx, statement, after=after, until=until))


def _scan_between(after: Id, until: Id) -> LiteralString:
    """The statement that lists the relations between two ids, which begin with their kind and "|"."""
    kind, bar, _ = after.partition("|")
    of_kind = bar and until <= f"{kind}}}"  # "}" comes right behind "|"
    return relations.SCAN_OF.get(kind, relations.SCAN) if of_kind else relations.SCAN


def items_of(tx: ManagedTransaction, targets: Sequence[Id]) -> Iterator[Item]:
    """All claims on these nodes and relations, they as they are shown, and their search entries."""
    ids_of_kind: dict[str, list[Id]] = {}
    for edge_id in filter(is_edge, targets):
        ids_of_kind.setdefault(edge_id.partition("|")[0], []).append(edge_id)
    for of_target in claims(tx, targets).values():
        yield from of_target
    yield from get(tx, targets).values()
    yield from entries(tx, targets).values()
    for kind, ids in ids_of_kind.items():
        if kind in relations.BY_ID:
            yield from readable(mapping.edge_from, rows(tx, relations.BY_ID[kind], asked={"ids": ids}))


def touched(tx: ManagedTransaction, after: int) -> set[Id]:
    """What commits above ``after`` said or took back, and what has another search entry since."""
    changes = readable(mapping.change_from, rows(tx, reads.CHANGES, after=after, end=EVERY))
    entered = {one["target"] for one in rows(tx, reads.ENTERED, after=after)}
    return entered | {change.target for change in changes}


def history(tx: ManagedTransaction, after: int) -> Iterator[Item]:
    """Commits numbered above ``after``, then their changes."""
    yield from readable(mapping.commit_from, rows(tx, reads.ALL_COMMITS, after=after))
    yield from readable(mapping.change_from, rows(tx, reads.CHANGES, after=after, end=EVERY))


def history_of(tx: ManagedTransaction, target: Id) -> Iterator[Item]:
    """All changes of a target."""
    asked = rows(tx, reads.CHANGES_OF_TARGET, target=target, after=0, end=EVERY)
    return readable(mapping.change_from, asked)


def damage(tx: ManagedTransaction) -> Iterator[Text]:
    """Nodes and relations that are not as we wrote them."""
    kinds, types = list(mapping.NODE_KINDS), list(mapping.EDGE_KINDS)
    for one in rows(tx, reads.STRAY_NODES, kinds=kinds, ours=[*kinds, "Thing", "Entry"]):
        yield message("stores.stray_node", name=one["name"], labels=", ".join(one["labels"]))
    for one in rows(tx, reads.STRAY_RELATIONS, kinds=types):
        yield message("stores.stray_relation", name=one["name"], src=one["src"], dst=one["dst"])
    for one in rows(tx, reads.STRAY_HISTORY):
        yield message("stores.unreadable", what=one["what"], name=one["name"])
    for what, (statement, _, value) in _SCANS.items():
        for one in rows(tx, statement, after="", until=LAST):
            if not any(True for _ in readable(value, [one])):
                name = (one.get("props") or one).get("id") or one.get("target") or one.get("name")
                yield message("stores.unreadable", what=what, name=str(name))


_SCANS: Final[Mapping[What, tuple[LiteralString, Callable[[Item], Any], Callable[[Row], Item]]]] = {
    What.NODES: (reads.SCAN_NODES, attrgetter("id"), mapping.node_from),
    What.EDGES: (relations.SCAN, attrgetter("id"), mapping.edge_from),
    What.ENTRIES: (reads.SCAN_ENTRIES, attrgetter("id"), mapping.entry_from),
    What.CLAIMS: (reads.SCAN_CLAIMS, attrgetter("target", "source"), mapping.claim_from),
    What.TALLIES: (reads.SCAN_TALLIES, attrgetter("name"), mapping.tally_from),
}
"""For each kind of item the statement that lists it all, the order, and what turns a row into the item."""
