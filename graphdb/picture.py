"""An ego network as vis.js data. The only place that knows pyvis, and only when a picture is built."""

from typing import Any

from graphdb.network import Ego


def vis_data(network: Ego) -> dict[str, Any]:
    """``{"nodes": [...], "edges": [...]}`` as pyvis gives it: plain JSON values, no HTML."""
    raise NotImplementedError
