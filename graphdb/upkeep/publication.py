"""What visitors may see, as one file of JSON Lines: things and relations, no history, no records.

The first line says what the file is and of which version; then come nodes and relations in key order, each
with who says so and when; the last line counts them and holds the SHA-256 of everything above it. What is not
for all is left out, and so are actors with a secret address, with all that is theirs. Small counts, and what
would tell them, are ``suppressed``.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from graphdb.codec import Json, to_json
from graphdb.directory.counts import Number
from graphdb.directory.numbers import all_shown
from graphdb.errors import Refused
from graphdb.message import message
from graphdb.model import Edge, Id, Node, NodeKind, is_public
from graphdb.store import SCHEMA, GraphStore, What
from graphdb.upkeep.snapshots import at_one_moment
from graphdb.upkeep.transfer import first_line, sealed, write_lines
from graphdb.upkeep.whole_file import replacing
from graphdb.writing.secrecy.marks import read_marks
from graphdb.writing.secrecy.owners_away import all_secret

FORMAT: Final = "brobygger-open"


def publish(store: GraphStore, path: Path) -> int:
    """Write what visitors may see to ``path``, there whole or not at all; answers how many items.

    Others may write meanwhile. Raises Refused when the file cannot be written, or what stands there is no
    earlier file of this kind, and Busy when something is erased all the time.
    """
    if store.status().loading:
        raise Refused(message("upkeep.export_not_filled"))
    with replacing(path) as draft:
        _spare_others(path)
        return at_one_moment(store, lambda frozen: _write(frozen, draft))


def _spare_others(path: Path) -> None:
    """Refused where another file stands: a slip of the hand must not cost the backup."""
    if path.exists() and path.stat().st_size and (first_line(path) or {}).get("format") != FORMAT:
        raise Refused(message("upkeep.no_publication_there", path=path))


def _write(store: GraphStore, draft: BinaryIO) -> int:
    first = {"format": FORMAT, "schema": SCHEMA, "version": store.status().version}
    return int(write_lines(draft, sealed(first, _rows(store)))["items"])


def _rows(store: GraphStore) -> Iterator[Json]:
    secret, marks, numbers = _secret(store), read_marks(store), all_shown(store)
    shown: set[Id] = set()
    for node in store.scan(What.NODES):
        if not isinstance(node, Node) or not is_public(node):
            continue
        if node.id not in secret and not marks.hides(node.id):
            shown.add(node.id)
            yield _row(node if node.kind is not NodeKind.INDICATOR else _counted(node, numbers.get(node.id)))
    for edge in store.scan(What.EDGES):
        if isinstance(edge, Edge) and is_public(edge) and {edge.src, edge.dst} <= shown:
            yield _row(edge)


def _counted(node: Node, number: Number | None) -> Node:
    """A number about an area, kept back where its page does not show it: too small, or it would tell one."""
    if number is not None and not number.suppressed:
        return node
    props = {name: value for name, value in node.props.items() if name != "value"}
    prov = {"suppressed" if name == "value" else name: origin for name, origin in node.prov.items()}
    return replace(node, props={**props, "suppressed": True}, prov=prov)


def _secret(store: GraphStore) -> frozenset[Id]:
    """Who has a secret address, and what is theirs: units, services, places, contact points."""
    actors = store.scan(What.NODES, after="actor:", until="actor;")
    secret = all_secret(store, (node for node in actors if isinstance(node, Node)))
    return secret.holders | secret.places


def _row(item: Node | Edge) -> Json:
    """The item as it is in the view, which holds no field that is not for all."""
    return {name: value for name, value in to_json(item).items() if name != "version"}
