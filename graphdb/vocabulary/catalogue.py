"""The controlled vocabularies and areas as the store holds them, read once per version of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from threading import Lock
from typing import Final, cast
from weakref import WeakKeyDictionary

from graphdb.claims import EXISTS, is_coordinator
from graphdb.errors import Busy, NotFound
from graphdb.language.text import Lexicon, TermWords, danish_sort_key, fold
from graphdb.message import Text, Words, message
from graphdb.model import TERM_KINDS, Edge, EdgeKind, Id, Node, NodeKind, code_of
from graphdb.store import GraphStore, Status, What
from graphdb.visibility.seen import whole
from graphdb.vocabulary.alike import Alike

_PREFIXES: Final = ("term:", "area:")
_EDGE_KINDS: Final = (
    EdgeKind.EXPECTS,
    EdgeKind.EXPECTS_AT,
    EdgeKind.NEEDED_AT,
    EdgeKind.RAISES,
    EdgeKind.OWED_BY,
    EdgeKind.OWED_TO,
    EdgeKind.ABOUT,
)
_READ: Final = frozenset({*_EDGE_KINDS, EdgeKind.IN})
"""What was asked about begins at an area too, but is not read here."""
_UNSEARCHED: Final = frozenset(
    {
        NodeKind.ACTOR_GROUP,
        NodeKind.ANSWERED_BY,
        NodeKind.ASKED_STATE,
        NodeKind.ASK_RHYTHM,
        NodeKind.CALL_CONDITION,
        NodeKind.CALL_PURPOSE,
        NodeKind.CAPACITY_STATE,
        NodeKind.EXCLUSION,
        NodeKind.FIRST_CALL,
        NodeKind.GAP_REASON,
        NodeKind.GAP_STATE,
        NodeKind.INFORM,
        NodeKind.NUMBER_KIND,
        NodeKind.POSTAL_DISTRICT,
        NodeKind.SHELF_ANSWER,
        NodeKind.SHELF_LIFE,
        NodeKind.SITUATION_WORD,
        NodeKind.STAGE,
        NodeKind.STAGE_ROLE,
        NodeKind.STOPWORD,
    }
)
"""Rules, answers and towns: no entry has their codes, so their words say nothing of what a search means."""
_COUNTRY: Final = "dk"
_NEAREST_FIRST: Final = ("municipality", "region", "country")
_WHOM: Final = frozenset({"min_age", "max_age", "if_factor", "any_of"})
"""Fields of an expectation: whom it is about, and which kinds are as good."""
_TRIES: Final = 3
_PAGES: Final = 20
"""More pages of changes than this are read slower than all terms: a page takes a thirtieth of their time."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Vocabulary:
    """Terms by kind and code, areas by code, and the relations among terms by kind and code of their start.

    ``version`` is the store's version when it was read; it only moves when terms or areas changed. ``labels``
    are what all codes are called in plain words. Equal only to itself, so that what is worked out from it
    can be kept.
    """

    version: int
    terms: Mapping[NodeKind, Mapping[str, Node]]
    areas: Mapping[str, Node]
    relations: Mapping[EdgeKind, Mapping[str, tuple[Edge, ...]]]
    within: Mapping[str, tuple[Edge, ...]]
    build_lexicon: Callable[[], Lexicon]
    labels: Mapping[str, Words] = field(init=False)
    _marked: dict[tuple[NodeKind, str], frozenset[str]] = field(init=False, repr=False, default_factory=dict)
    _grouped: dict[tuple[NodeKind, str], Mapping[str, tuple[Node, ...]]] = field(
        init=False, repr=False, default_factory=dict
    )
    _sorted: dict[str, tuple[Node, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Fill ``labels``; an area goes before a term with the same code."""
        terms = {code: words(node) for table in self.terms.values() for code, node in table.items()}
        areas = {code: Words(node.text("name"), node.text("name"), code) for code, node in self.areas.items()}
        object.__setattr__(self, "labels", terms | areas)

    @property
    def lexicon(self) -> Lexicon:
        """The words of all terms; worked out when they are first asked for, as an import never does."""
        return self.build_lexicon()

    def find(self, kind: NodeKind, code: str) -> Node | None:
        """The term, or None."""
        return self.terms.get(kind, {}).get(code)

    def get(self, kind: NodeKind, code: str) -> Node:
        """The term, or NotFound."""
        term = self.find(kind, code)
        if term is None:
            raise NotFound(message("vocabulary.unknown_code", kind=kind))
        return term

    def label(self, code: str) -> str:
        """What a term or area is called in plain Danish, or the code itself."""
        label = self.labels.get(code)
        return code if label is None else label.da or code

    def words(self, code: str) -> Text:
        """What a term or area is called in plain words of both languages, or the code itself."""
        label = self.labels.get(code)
        return code if label is None or not label.da else label

    def relation_words(self, kind: str, *, outgoing: bool = True) -> Text:
        """How a relation reads from its start, or from its end; its code when the type is not known."""
        term = self.find(NodeKind.RELATION_TYPE, kind)
        name = "label" if outgoing else "inverse"
        return kind if term is None else Words(term.text(f"{name}_da"), term.text(f"{name}_en"), kind)

    def label_da(self, code: str) -> str:
        """The label in the vocabulary's own words, or the code itself."""
        labels = (table[code].text("label_da") for table in self.terms.values() if code in table)
        return next(labels, "") or self.label(code)

    def list_terms(self, kind: NodeKind, today: str = "") -> tuple[Node, ...]:
        """The terms of a kind, by ``order`` and Danish label; with ``today`` only those valid then."""
        nodes = self._sorted.get(kind)
        if nodes is None:
            nodes = self._sorted[kind] = tuple(sorted(self.terms.get(kind, {}).values(), key=_term_place))
        return tuple(node for node in nodes if valid(node, today)) if today else nodes

    def from_term(self, kind: EdgeKind, code: str) -> tuple[Edge, ...]:
        """The relations of a kind that begin at a term, in id order."""
        return self.relations.get(kind, {}).get(code, ())

    def in_area(self, kind: EdgeKind, code: str, area: str, today: str) -> tuple[Edge, ...]:
        """The relations that begin at a term as they hold in an area, in id order.

        One that is marked with an ``area`` holds there alone and stands in the place of the one for all; a
        municipality's beats its region's. ``area`` "": those for all. Of whom a relation is about its
        coordinator says nothing: that is as in the one for all, also when that changes.
        """
        edges = self.from_term(kind, code)
        if not any(edge.text("area") for edge in edges):
            return edges
        around = self.covering(area, today) if area else frozenset[str]()
        nearest: dict[Id, tuple[int, Edge]] = {}
        for_all = {edge.id: edge for edge in edges if not edge.text("area")}
        for edge in edges:
            marked = edge.text("area")
            if not marked or marked in around:
                unmarked = edge.id.removesuffix(f"|{marked}").removesuffix(f".{marked}")
                distance = self._distance(marked)
                if unmarked not in nearest or distance < nearest[unmarked][0]:
                    nearest[unmarked] = (distance, edge)
        return tuple(_about_whom(edge, for_all.get(name)) for name, (_, edge) in nearest.items())

    def _distance(self, area: str) -> int:
        level = self.areas[area].text("level") if area in self.areas else ""
        return _NEAREST_FIRST.index(level) if level in _NEAREST_FIRST else len(_NEAREST_FIRST)

    def marked(self, kind: NodeKind, flag: str) -> frozenset[str]:
        """The codes of a kind whose row has the flag: what code must know of a term stands on its row.

        Looked up once: a touch map asks nearly forty times.
        """
        known = self._marked.get((kind, flag))
        if known is None:
            terms = self.terms.get(kind, {}).items()
            known = self._marked[kind, flag] = frozenset(code for code, node in terms if node.flag(flag))
        return known

    def grouped(self, kind: NodeKind, column: str) -> Mapping[str, tuple[Node, ...]]:
        """The rows of a kind by what stands in one of their columns; grouped once, as ``marked``."""
        known = self._grouped.get((kind, column))
        if known is None:
            rows_by_text: defaultdict[str, list[Node]] = defaultdict(list)
            for row in self.terms.get(kind, {}).values():
                rows_by_text[row.text(column)].append(row)
            known = {text: tuple(rows) for text, rows in rows_by_text.items()}
            self._grouped[kind, column] = known
        return known

    def filled(self, kind: NodeKind, column: str) -> tuple[Node, ...]:
        """The rows of a kind in whose column something stands."""
        grouped = self.grouped(kind, column).items()
        return tuple(row for text, rows in grouped if text for row in rows)

    def municipalities(self, today: str) -> tuple[Node, ...]:
        """Municipalities valid on that day, in Danish order."""
        return self._level("municipality", today)

    def regions(self, today: str) -> tuple[Node, ...]:
        """Regions valid on that day, in Danish order."""
        return self._level("region", today)

    def covering(self, code: str, today: str) -> frozenset[str]:
        """The codes of all areas that hold this one on that day, itself and the country included."""
        codes, todo = {code, _COUNTRY}, [code]
        while todo:
            for edge in self.within.get(todo.pop(), ()):
                upper = code_of(edge.dst)
                if upper not in codes and valid(edge, today):
                    codes.add(upper)
                    todo.append(upper)
        return frozenset(codes)

    def _level(self, level: str, today: str) -> tuple[Node, ...]:
        areas = self._sorted.get(level)
        if areas is None:
            of_level = (area for area in self.areas.values() if area.text("level") == level)
            areas = self._sorted[level] = tuple(sorted(of_level, key=_area_place))
        return tuple(area for area in areas if valid(area, today))


def _term_place(node: Node) -> tuple[int, str, Id]:
    return node.number("order") or 0, danish_sort_key(node.text("label_da")), node.id


def _area_place(area: Node) -> tuple[str, Id]:
    return danish_sort_key(area.text("name")), area.id


def said(node: Node) -> str:
    """What a term is called in plain Danish: the profession's own word may be another."""
    return node.text("plain_da") or node.text("label_da")


def words(node: Node) -> Words:
    """What a term is called in plain words of both languages."""
    return Words(said(node), node.text("plain_en") or node.text("label_en"), code_of(node.id))


def _about_whom(edge: Edge, for_all: Edge | None) -> Edge:
    """A relation about those whom the one for all is about, when a coordinator says it."""
    origin = edge.prov.get(EXISTS)
    if for_all is None or origin is None or not is_coordinator(origin.source):
        return edge
    kept = {name: said for name, said in edge.props.items() if name not in _WHOM}
    return replace(edge, props=kept | {name: for_all.props[name] for name in _WHOM & for_all.props.keys()})


def valid(item: Node | Edge, today: str) -> bool:
    """True when the day lies within ``valid_from`` and ``valid_to`` (both included, absent is unbounded)."""
    props = item.props  # a touch map asks of more than a hundred
    if "valid_from" not in props and "valid_to" not in props:
        return True
    since, until = item.text("valid_from"), item.text("valid_to")
    return (not since or since <= today) and (not until or today <= until)


def ended(item: Node | Edge, today: str) -> bool:
    """True when its last day has passed."""
    until = item.text("valid_to")
    return bool(until) and until < today


def read(store: GraphStore, now: Status | None = None) -> Vocabulary:
    """The vocabulary as it stands in the store now, from the cache unless a term or area changed since.

    ``now``: the store's status, when the caller has just asked.
    """
    store = whole(store)
    with _lock:
        cached = _cache.get(store)
    status = now or store.status()
    if cached is not None and cached[2] > status.version:
        status = store.status()  # another thread came first, or the store was begun anew
    if cached is not None and _fresh(store, *cached, status):
        return cached[1]
    for _ in range(_TRIES):
        built = (status.fingerprint, _build(store, status.version), status.version)
        cached = _shared(store, built, outdated=cached)
        status = store.status()
        # Others may write actors all the while; only a term that changed meanwhile makes it read again.
        if _fresh(store, *cached, status):
            return cached[1]
    raise Busy(message("vocabulary.changing"))


def has_passed(store: GraphStore, now: Status, since: int) -> None:
    """Say that no commit from that one up to ``now`` touched a term or area: who has read them says it, and
    ``read`` does not go through them again.
    """
    with _lock:
        cached = _cache.get(store)
        if cached is not None and cached[0] == now.fingerprint and since <= cached[2] < now.version:
            _cache[store] = (cached[0], cached[1], now.version)


_Cached = tuple[str, Vocabulary, int]
"""The fingerprint of the store, its vocabulary, and the last version known not to have changed that."""

_lock = Lock()
_cache: WeakKeyDictionary[GraphStore, _Cached] = WeakKeyDictionary()


def _shared(store: GraphStore, built: _Cached, outdated: _Cached | None) -> _Cached:
    """What was built, or what another thread cached meanwhile if it is as new.

    An index and all that is worked out from it is dropped for a vocabulary that is another object.
    """
    with _lock:
        latest = _cache.get(store)
        if (
            latest is None
            or (outdated is not None and latest[1] is outdated[1])
            or latest[0] != built[0]
            or latest[2] < built[2]
        ):
            _cache[store] = latest = built
        return latest


def _fresh(store: GraphStore, fingerprint: str, vocabulary: Vocabulary, seen: int, now: Status) -> bool:
    if fingerprint != now.fingerprint or now.version < seen:
        return False
    pages = 0
    while seen < now.version:
        page = store.changes(after=seen)
        pages += 1
        if pages > _PAGES or any(touches(change.target) for change in page.items):
            return False
        seen = now.version if page.after is None else int(page.after)
    with _lock:
        _cache[store] = (fingerprint, vocabulary, seen)
    return True


def touches(target: Id) -> bool:
    """Whether a change of this target may change the vocabulary."""
    kind, bar, rest = target.partition("|")
    return rest.startswith(_PREFIXES) and kind in _READ if bar else target.startswith(_PREFIXES)


def _build(store: GraphStore, version: int) -> Vocabulary:
    terms: dict[NodeKind, dict[str, Node]] = {kind: {} for kind in sorted(TERM_KINDS)}
    alike = Alike()
    for node in map(alike.node, _nodes(store, "term:")):
        terms[node.kind][code_of(node.id)] = node
    areas = {code_of(node.id): node for node in map(alike.node, _nodes(store, "area:"))}
    relations = {kind: _by_start(map(alike.edge, _edges(store, f"{kind}|term:"))) for kind in _EDGE_KINDS}
    within = _by_start(map(alike.edge, _edges(store, f"{EdgeKind.IN}|area:")))
    return Vocabulary(version, terms, areas, relations, within, cache(partial(_lexicon, terms)))


def _lexicon(terms: Mapping[NodeKind, Mapping[str, Node]]) -> Lexicon:
    searched = (table for kind, table in terms.items() if kind not in _UNSEARCHED)
    words = (_words(node) for table in searched for node in table.values())
    return Lexicon.build(words, dropped_words(terms))


def dropped_words(terms: Mapping[NodeKind, Mapping[str, Node]]) -> frozenset[str]:
    """What says nothing in a sentence: small words, folded, and words side by side with spaces between."""
    rows = terms.get(NodeKind.STOPWORD, {}).values()
    written = (row.text("word").split() for row in rows if row.text("use") == "drop")
    return frozenset(" ".join(map(fold, words)) for words in written)


def _by_start(edges: Iterable[Edge]) -> dict[str, tuple[Edge, ...]]:
    edges_by_start: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        edges_by_start[code_of(edge.src)].append(edge)
    return {code: tuple(of_start) for code, of_start in edges_by_start.items()}


def _nodes(store: GraphStore, prefix: str) -> Iterator[Node]:
    return cast("Iterator[Node]", store.scan(What.NODES, after=prefix, until=_behind(prefix)))


def _edges(store: GraphStore, prefix: str) -> Iterator[Edge]:
    return cast("Iterator[Edge]", store.scan(What.EDGES, after=prefix, until=_behind(prefix)))


def _behind(prefix: str) -> str:
    """Before this and behind the prefix lies exactly what begins with it."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _words(node: Node) -> TermWords:
    labels = (node.text("label_da"), node.text("label_en"), *node.items("synonyms_da"), node.text("term"))
    return TermWords(
        code_of(node.id), str(node.kind), tuple(label for label in labels if label), node.items("expands_to")
    )
