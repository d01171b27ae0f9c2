"""The picture that says the same as the lists: the citizen in the middle, and who is or may be in touch."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from graphdb.message import Message, Text, message
from graphdb.model import Edge, Id
from graphdb.network.adjacency import TIES
from graphdb.network.routes import Dot, Ego, Line, label
from graphdb.search import index
from graphdb.search.index.columns import NONE
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore
from graphdb.touchmap.answer import Partner, TouchMap

CITIZEN: Final = "citizen"
"""The dot in the middle; no actor, and nothing is known about it."""

_IN_TOUCH: Final = message("network.in_touch")
_PROBABLY: Final = message("network.probably_in_touch")


def around(store: GraphStore, touch_map: TouchMap, *, today: str) -> Ego:
    """The actors on a touch map with the relations among them; none with a secret address.

    Two calls to the store.
    """
    search_index = index.current(store, today)
    shown = dict(_shown(search_index, touch_map))
    ties = _ties(search_index, store, shown)
    spokes = [Line(f"{CITIZEN}|{one}", CITIZEN, one, said) for one, (said, _) in shown.items()]
    hops = {CITIZEN: 0, **{one: 1 if said == _IN_TOUCH else 2 for one, (said, _) in shown.items()}}
    dots = [Dot(one, *_named(shown[one][1] if one in shown else None), hop) for one, hop in hops.items()]
    # Two agreements between the same two are one line: no dates stand on it.
    said = {(tie.src, tie.dst, label(search_index.terms, tie)): tie.id for tie in reversed(ties)}
    lines = [Line(one, src, dst, words) for (src, dst, words), one in sorted(said.items(), key=itemgetter(1))]
    everybody = len(touch_map.touched) + len(touch_map.likely)
    return Ego(CITIZEN, tuple(dots), (*spokes, *lines), everybody - len(shown))


def _shown(search_index: Index, touch_map: TouchMap) -> Iterator[tuple[Id, tuple[Message, Partner]]]:
    """Id (or the kind's code) -> how it stands to the citizen, and who it is."""
    for said, partners in ((_IN_TOUCH, touch_map.touched), (_PROBABLY, touch_map.likely[: touch_map.folded])):
        for one in partners:
            if one.id is None or not search_index.is_secret(one.id):
                yield one.id or one.kind, (said, one)


def _ties(search_index: Index, store: GraphStore, shown: dict[Id, tuple[Message, Partner]]) -> list[Edge]:
    actors = sorted(one for one in shown if search_index.columns.find(one) != NONE)
    return sorted(store.edges(actors, kinds=TIES, among=True), key=lambda tie: tie.id) if actors else []


def _named(one: Partner | None) -> tuple[Text, str]:
    """Label and kind."""
    return (message("network.citizen"), "") if one is None else (one.name, one.kind)
