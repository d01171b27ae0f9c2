"""What of a network is shown: all of a municipality, those for a group, or those around an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graphdb.errors import NotFound
from graphdb.message import message
from graphdb.model import Id
from graphdb.network.structure import Structure, graph_of
from graphdb.network.tie import Dot, Tie

MOST: Final = 300
"""Actors in a picture; of a larger network the communities are drawn."""
STEPS: Final = 2
"""From the actor in focus to the farthest that is shown."""
_SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Focus:
    """A group (code) and an actor (id) to look at; "" for all. With both, those around it for the group."""

    group: str = ""
    actor: Id = ""


@dataclass(frozen=True, slots=True)
class Community:
    """Actors with more relations among each other than with the rest. ``number`` is from 1 up; 0 are those
    without any relation.
    """

    number: int
    members: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The actors and relations that are looked at; ``communities`` when they are too many for a picture.
    Those with a secret address are not drawn; ``secret`` is how many of them would be.
    """

    focus: Focus
    dots: tuple[Dot, ...]
    ties: tuple[Tie, ...]
    communities: tuple[Community, ...] = ()
    secret: int = 0


def look(net: Structure, focus: Focus, *, most: int = MOST) -> View:
    """The part of a network that is in focus. Raises NotFound for an actor that is not in it."""
    dots = {dot.id: dot for dot in net.nodes}
    if focus.actor and (focus.actor not in dots or dots[focus.actor].secret):
        raise NotFound(message("gaps.not_here"))
    wanted = {one for one, dot in dots.items() if not focus.group or focus.group in dot.groups}
    chosen = {one for one in wanted if not dots[one].secret}
    if focus.actor:
        wanted = _around(focus.actor, wanted | {focus.actor}, net.edges)
        chosen = _around(focus.actor, chosen | {focus.actor}, net.edges)
    ties = tuple(tie for tie in net.edges if tie.src in chosen and tie.dst in chosen)
    shown = tuple(dot for dot in net.nodes if dot.id in chosen)
    secret = sum(dots[one].secret for one in wanted)
    return View(focus, shown, ties, communities(chosen, ties) if len(shown) > most else (), secret)


def _around(actor: Id, among: set[Id], ties: tuple[Tie, ...]) -> set[Id]:
    import networkx as nx  # takes a tenth of a second, so only where there is a net

    inside = [tie for tie in ties if tie.src in among and tie.dst in among]
    return set(nx.single_source_shortest_path_length(graph_of(among, inside), actor, cutoff=STEPS))


def communities(actors: Iterable[Id], ties: Iterable[Tie]) -> tuple[Community, ...]:
    """By Louvain, the same each time: of numbers, since texts in a set have no fixed order. Those without
    any relation come last, as one.
    """
    import networkx as nx

    pairs = [(tie.src, tie.dst) for tie in ties]
    linked = {end for pair in pairs for end in pair}
    ids, alone = sorted(linked), tuple(sorted(set(actors) - linked))
    at = {one: number for number, one in enumerate(ids)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(ids)))
    graph.add_edges_from(sorted((at[src], at[dst]) for src, dst in pairs))
    louvain = nx.community.louvain_communities(graph, seed=_SEED)
    ordered = sorted((sorted(part) for part in louvain), key=lambda part: (-len(part), part[0]))
    numbered = enumerate(ordered, start=1)
    parts = [Community(number, tuple(ids[one] for one in part)) for number, part in numbered]
    return (*parts, Community(0, alone)) if alone else tuple(parts)
