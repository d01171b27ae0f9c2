"""Which municipalities a word of a search names: by their own name, a postcode or a town in them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

from graphdb.language.text import tokens
from graphdb.model import Node, NodeKind
from graphdb.vocabulary.catalogue import Vocabulary

_TOWN: Final = 4
_QUARTER: Final = 2
"""Letters: a town's name has as many at least, and what stands behind it ("NV") as many at most."""


def towns_by_word(terms: Vocabulary, today: str) -> Mapping[str, tuple[str, ...]]:
    """Words of a municipality's name, postcodes and names of towns -> the municipalities they lie in.

    Worked out for the first search of a vocabulary and a day (ISO): an index without words needs none.
    """
    kept = _kept.get(terms)
    if kept is None or kept[0] != today:
        kept = _kept[terms] = (today, _read(terms, today))
    return kept[1]


_kept: WeakKeyDictionary[Vocabulary, tuple[str, Mapping[str, tuple[str, ...]]]] = WeakKeyDictionary()


def _read(terms: Vocabulary, today: str) -> dict[str, tuple[str, ...]]:
    towns: defaultdict[str, dict[str, None]] = defaultdict(dict)
    known = terms.municipalities(today)
    for area in known:
        for token in tokens(area.text("name")):
            towns[token][area.text("code")] = None
    current = {area.text("code") for area in known}
    common = terms.lexicon.tails
    for district in terms.terms.get(NodeKind.POSTAL_DISTRICT, {}).values():
        lies_in = dict.fromkeys(code for code in district.items("municipalities") if code in current)
        for token in _town_tokens(district):
            if token in towns or token not in common:
                towns[token] |= lies_in
    return {token: tuple(codes) for token, codes in towns.items() if codes}


def _town_tokens(district: Node) -> tuple[str, ...]:
    """Its number and its name, of "Viby J" and "København NV" the town's own word; none of a longer name."""
    town, *rest = tokens(district.text("label_da")) or ("",)
    plain = len(town) >= _TOWN and all(len(part) <= _QUARTER for part in rest)
    return (district.text("postal_code"), town) if plain else (district.text("postal_code"),)
