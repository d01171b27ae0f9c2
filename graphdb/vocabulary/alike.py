"""One text and one provenance for all terms that say the same: thousands have a few hundred of them."""

from collections.abc import Mapping
from typing import Final

from graphdb.model import Edge, Node, Provenance, Value

_Said = tuple[int | str, ...]


class Alike:
    """Makes equal texts and provenances of terms one object, which saves a third of what the terms take."""

    def __init__(self) -> None:
        self._texts: Final = dict[str, str]()
        self._provs: Final = dict[_Said, Mapping[str, Provenance]]()

    def node(self, node: Node) -> Node:
        """The node, equal to what it was."""
        return Node(node.id, node.kind, self._props(node.props), self._prov(node.prov), node.version)

    def edge(self, edge: Edge) -> Edge:
        """The relation, equal to what it was."""
        props, prov = self._props(edge.props), self._prov(edge.prov)
        return Edge(edge.id, edge.kind, self._text(edge.src), self._text(edge.dst), props, prov, edge.version)

    def _props(self, props: Mapping[str, Value]) -> Mapping[str, Value]:
        return {name: self._text(value) if isinstance(value, str) else value for name, value in props.items()}

    def _text(self, text: str) -> str:
        return self._texts.setdefault(text, text)

    def _prov(self, prov: Mapping[str, Provenance]) -> Mapping[str, Provenance]:
        # By the objects themselves, which the stores share and a mapping that is kept keeps: equal ones
        # would have to be compared value by value.
        return self._provs.setdefault((*prov, *map(id, prov.values())), prov)
