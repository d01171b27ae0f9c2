"""An ego network as vis.js data. The only place that knows pyvis, and only when a picture is built."""

from typing import Any, Final

from graphdb.message import say
from graphdb.network.routes import Ego

_SIZE: Final = {0: 26, 1: 18, 2: 12}


def vis_data(network: Ego, language: str) -> dict[str, Any]:
    """``{"nodes": [...], "edges": [...]}`` as pyvis gives it: plain JSON values, never its HTML.

    Positions are fixed and physics off; labels are plain text, ``title`` (HTML to vis.js) is never set.
    """
    from pyvis.network import Network  # heavy, and only wanted when a picture is built

    drawn = Network(directed=True, cdn_resources="local")
    drawn.toggle_physics(False)
    for dot in network.dots:
        drawn.add_node(
            dot.id,
            label=say(dot.label, language),
            group=dot.kind,
            x=dot.x,
            y=dot.y,
            size=_SIZE[dot.hop],
            physics=False,
        )
    for line in network.lines:
        drawn.add_edge(line.src, line.dst, label=say(line.label, language), id=line.id)
    nodes, edges, *_ = drawn.get_network_data()
    return {"nodes": nodes, "edges": edges}
