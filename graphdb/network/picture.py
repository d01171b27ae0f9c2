"""Networks as vis.js data. The only place that knows pyvis, and only when a municipality's is drawn."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphdb.message import Param, apart, message, say
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.network.layout import behind, places, rings
from graphdb.network.routes import Ego
from graphdb.network.tie import Tie, words_of
from graphdb.network.view import Community, View
from graphdb.vocabulary.catalogue import Vocabulary

if TYPE_CHECKING:
    from pyvis.network import Network

_AROUND: Final = 2
"""How far a line steps aside that would pass behind a box."""
_NAMED: Final = 2
"""Members by which the box of a community is called."""


def vis_data(network: Ego, language: str) -> dict[str, Any]:
    """``{"nodes": [...], "edges": [...]}`` around one, in the words of pyvis and without it.

    Each touch map has one, and what pyvis imports (networkx, IPython) takes 16 MB of a process that answers.
    Positions are fixed and physics off; labels are plain text, ``title`` (HTML to vis.js) is never set.
    """
    points = rings([dot.id for dot in network.dots], ((line.src, line.dst) for line in network.lines))
    nodes = [
        {
            "id": dot.id,
            "label": say(dot.label, language),
            "group": dot.kind,
            "x": points[dot.id][0],
            "y": points[dot.id][1],
            "physics": False,
        }
        for dot in network.dots
    ]
    edges = [
        {"id": line.id, "from": line.src, "to": line.dst, "label": say(line.label, language)}
        for line in network.lines
    ]
    return {"nodes": nodes, "edges": edges}


def drawn_network(view: View, terms: Vocabulary, speak: Callable[[Param], str]) -> dict[str, Any]:
    """The same of a part of a municipality's network, or of its communities when they are too many.

    An edge has besides ``sort`` (``mutual``, ``directed``, ``part``, or ``several`` between communities),
    ``fresh``, and ``bend``: how far it steps aside for others between the same two. ``parts``: whether the
    nodes are communities.
    """
    drawn = _canvas()
    if view.communities:
        _draw_communities(drawn, view, speak)
    else:
        _draw_actors(drawn, view, terms, speak)
    return {**_plain(drawn), "centre": view.focus.actor, "parts": bool(view.communities)}


def _draw_actors(drawn: "Network", view: View, terms: Vocabulary, speak: Callable[[Param], str]) -> None:
    points = places({dot.id: dot.kind for dot in view.dots}, [(tie.src, tie.dst) for tie in view.ties])
    for dot in view.dots:
        x, y = points[dot.id]
        drawn.add_node(dot.id, label=dot.name, group=dot.kind, x=x, y=y, physics=False)
    mutual = terms.marked(NodeKind.RELATION_TYPE, "symmetric")
    for tie, bend in bent(view.ties):
        sort = "part" if tie.kind == EdgeKind.PART_OF else "mutual" if tie.kind in mutual else "directed"
        label = speak(words_of(terms, tie.kind))
        if not bend and behind(tie.src, tie.dst, points):
            bend = _AROUND
        drawn.add_edge(tie.src, tie.dst, id=tie.id, label=label, sort=sort, fresh=tie.fresh, bend=bend)


def _draw_communities(drawn: "Network", view: View, speak: Callable[[Param], str]) -> None:
    part_of = {one: f"part:{part.number}" for part in view.communities for one in part.members}
    names = {dot.id: dot.name for dot in view.dots}
    between = Counter(
        (min(part_of[tie.src], part_of[tie.dst]), max(part_of[tie.src], part_of[tie.dst]))
        for tie in view.ties
        if part_of[tie.src] != part_of[tie.dst]
    )
    points = places(dict.fromkeys(part_of.values(), ""), between)
    for part in view.communities:
        one = f"part:{part.number}"
        label = speak(_called(part, names))
        drawn.add_node(one, label=label, x=points[one][0], y=points[one][1], physics=False)
    for (src, dst), count in sorted(between.items()):
        label = speak(
            message("network.between_one") if count == 1 else message("network.between", count=count)
        )
        drawn.add_edge(src, dst, id=f"{src}|{dst}", label=label, sort="several", fresh=True, bend=0)


def _called(part: Community, names: Mapping[Id, str]) -> Param:
    """What stands in the box of a community."""
    count, few = len(part.members), apart(names[member] for member in part.members[:_NAMED])
    if not part.number:
        return message("network.alone", count=count)
    if count == 1:
        return message("network.community_one", number=part.number, name=few)
    return message("network.community", number=part.number, count=count, names=few)


def bent(ties: tuple[Tie, ...]) -> Iterator[tuple[Tie, int]]:
    """Each relation and how far it steps aside: 0, 1, -1, 2 ... among those between the same two."""
    seen: Counter[frozenset[Id]] = Counter()
    for tie in ties:
        pair = frozenset((tie.src, tie.dst))
        step, turn = divmod(seen[pair] + 1, 2)
        aside = step if turn == 0 else -step
        seen[pair] += 1
        yield tie, aside if tie.src < tie.dst else -aside


def _canvas() -> "Network":
    from pyvis.network import Network  # heavy, and only wanted when a picture is built

    drawn = Network(directed=True, cdn_resources="local")
    drawn.toggle_physics(False)
    return drawn


def _plain(drawn: "Network") -> dict[str, Any]:
    nodes, edges, *_ = drawn.get_network_data()
    return {"nodes": nodes, "edges": edges}
