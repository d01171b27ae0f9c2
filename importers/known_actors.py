"""The actors of a store by their names, for files that name them and know no ids."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import takewhile
from typing import cast

from graphdb.language.danish import fold
from graphdb.model import Id, Node
from graphdb.store import GraphStore, What

_PREFIX = "actor:"


class KnownActors:
    """Read once, when the first name is asked for."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def called(self, name: str) -> Collection[Id]:
        """The actors that have this name, or it among their other names, however it is spelt."""
        return self._ids_by_name.get(fold(name), ())

    @cached_property
    def _ids_by_name(self) -> Mapping[str, set[Id]]:
        ids: defaultdict[str, set[Id]] = defaultdict(set)
        nodes = (cast("Node", item) for item in self._store.scan(What.NODES, after=_PREFIX))
        for node in takewhile(lambda node: node.id.startswith(_PREFIX), nodes):
            others = node.props.get("other_names")
            for name in (node.text("name"), *(others if isinstance(others, tuple) else ())):
                ids[fold(name)].add(node.id)
        return {name: actors for name, actors in ids.items() if name}
