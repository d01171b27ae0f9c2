"""The actors of a store by what files call them: a name, an id, or a number in a register."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product, takewhile
from typing import Final, cast

from rapidfuzz.fuzz import WRatio, ratio, token_sort_ratio
from rapidfuzz.process import extract

from graphdb.language.danish import fold
from graphdb.model import EdgeKind, Id, Node
from graphdb.store import GraphStore, What

_PREFIX: Final = "actor:"
_NUMBER: Final = re.compile(r"([a-z]*?)(?:nr|nummer|id|kode)?([0-9]+)")
"""A number in a register, folded: "P-nr. 1003456790", "pnr:1003456790", "CVR 12 34 56 78"."""
_SCHEMES: Final = {"produktionsenheds": "p", "tilbudsportal": "tilbuds", "afdelings": "tilbuds"}
_BARE: Final = 8
"""Digits of a number that tells which register it is of by its length alone."""
_ALIKE: Final = 85
"""Of 100: how like a name another one is, for people to be asked about it."""
_NEARLY: Final = 80
"""The same of two words."""
_SHORTEST: Final = 4
_LOOKED_AT: Final = 10
_SHOWN: Final = 3
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that may be meant, with the names of the areas that it is there for."""

    id: Id
    name: str
    areas: tuple[str, ...] = ()


@dataclass(slots=True)
class _Index:
    """Ids by folded name, by whole id, and by number; and the names that people read, by words."""

    by_name: defaultdict[str, set[Id]] = field(default_factory=lambda: defaultdict(set))
    by_number: defaultdict[str, set[Id]] = field(default_factory=lambda: defaultdict(set))
    names: list[tuple[Id, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, node: Node) -> None:
        """Take an actor."""
        for name in (node.text("name"), *node.items("other_names")):
            if folded := fold(name):
                self.by_name[folded].add(node.id)
                self.names.append((node.id, name))
                self.words.append(_words(name))
        cvr = [f"cvr:{number}" for number in node.items("cvr") if number]
        for number in (*cvr, *node.items("identifiers"), node.id.removeprefix(_PREFIX)):
            scheme, digits = _number(number)
            for key in {number.lower(), *([f"{scheme} {digits}", digits] if digits else [])}:
                self.by_number[key].add(node.id)


class KnownActors:
    """Read once, when the first name is asked for."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._alike: dict[str, tuple[Candidate, ...]] = {}

    def called(self, name: str) -> Collection[Id]:
        """The actors that have this name, or it among their other names, however it is spelt.

        Else those that have it as their id or as a number in a register.
        """
        text = name.strip().removeprefix(_PREFIX)
        index = self._index
        if ids := index.by_name.get(fold(text)):
            return ids
        scheme, digits = _number(text)
        key = f"{scheme} {digits}" if scheme else digits if len(digits) >= _BARE else ""
        keys = [text.lower()] * (":" in text) + [key] * bool(key)
        return next((index.by_number[key] for key in keys if key in index.by_number), ())

    def alike(self, name: str) -> Sequence[Candidate]:
        """Those that are called so, else those with the names most like it, best first: people choose."""
        if name not in self._alike:
            ids = sorted(self.called(name)) or self._similar(name)
            self._alike[name] = tuple(self._candidates(ids[:_SHOWN]))
        return self._alike[name]

    def _similar(self, name: str) -> list[Id]:
        words = _words(name[:_LONGEST])
        if not words:
            return []
        hits = extract(words, self._index.words, scorer=WRatio, score_cutoff=_ALIKE, limit=_LOOKED_AT)
        hits = [hit for hit in hits if _share_a_word(words, hit[0])]
        ordered = sorted(hits, key=lambda hit: (-hit[1] - token_sort_ratio(words, hit[0]), hit[2]))
        return list(dict.fromkeys(self._index.names[at][0] for *_, at in ordered))

    def _candidates(self, ids: Sequence[Id]) -> Iterator[Candidate]:
        nodes = self._store.get(ids)
        served = [edge for edge in self._store.edges(ids, kinds=[EdgeKind.SERVES]) if edge.src in nodes]
        areas = self._store.get({edge.dst for edge in served})
        for one in ids:
            names = (areas[edge.dst].text("name") for edge in served if edge.src == one and edge.dst in areas)
            yield Candidate(one, nodes[one].text("name"), tuple(sorted(names)[:_SHOWN]))

    @cached_property
    def _index(self) -> _Index:
        index = _Index()
        nodes = (cast("Node", item) for item in self._store.scan(What.NODES, after=_PREFIX))
        for node in takewhile(lambda node: node.id.startswith(_PREFIX), nodes):
            index.add(node)
        return index


def _number(text: str) -> tuple[str, str]:
    """The register that a number is of, "" when that is not said, and its digits; "" for any other text."""
    number = _NUMBER.fullmatch(fold(text[:_LONGEST]))
    return ("", "") if number is None else (_SCHEMES.get(number[1], number[1]), number[2])


def _share_a_word(words: str, other: str) -> bool:
    """Whether two names have a word that is nearly the same: letters alone make strangers alike."""
    return any(ratio(one, two) >= _NEARLY for one, two in product(_long(words), _long(other)))


def _long(words: str) -> list[str]:
    """The words that tell something, or all of a name that has only short ones."""
    return [word for word in words.split() if len(word) >= _SHORTEST] or words.split()


def _words(name: str) -> str:
    return " ".join(filter(None, map(fold, name.split())))
