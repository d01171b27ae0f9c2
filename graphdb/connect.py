"""Opening the store a URL names: the only module that knows every kind of store."""

import tempfile
from pathlib import Path
from typing import Final

from graphdb.claims import Rank
from graphdb.errors import Refused
from graphdb.message import message
from graphdb.store import GraphStore
from graphdb.stores.spool import Entry, Said, Spool, entry, words
from graphdb.stores.sqlite.connection import SERVING, Connections
from graphdb.stores.sqlite.store import SqliteStore

__all__ = ["Entry", "Said", "Spool", "entry"]
__all__ += ["address_of", "is_embedded", "open_spool", "open_store", "words"]

_SQLITE: Final = "sqlite:///"
_NEO4J: Final = ("bolt://", "neo4j://", "bolt+s://", "neo4j+s://")


def open_store(url: str, *, user: str = "neo4j", password: str = "", serving: bool = False) -> GraphStore:
    """The store at ``url``; nothing is read or written before its ``prepare``. Raises Refused.

    ``sqlite:///brobygger.db`` is a file in the working folder, ``sqlite:////var/brobygger.db`` one anywhere.
    ``serving``: for threads that answer requests; each keeps fewer pages of a file than an import does.
    """
    if url.startswith(_SQLITE) and url != _SQLITE:
        path = Path(url.removeprefix(_SQLITE))
        return SqliteStore(path, Connections(path, SERVING) if serving else None)
    if url.startswith(_NEO4J) and url not in _NEO4J:
        from graphdb.stores.neo4j.store import Neo4jStore  # its driver takes 33 MB in each process

        return Neo4jStore(url, user, password)
    raise Refused(message("stores.address"))


def is_embedded(store: GraphStore) -> bool:
    """Whether a store works in this process, and not in a server's."""
    return isinstance(store, SqliteStore)


def address_of(store: GraphStore) -> str:
    """Where another process can open an embedded store, see ``open_store``; "" for one at a server."""
    return f"{_SQLITE}{store.path}" if isinstance(store, SqliteStore) else ""


def open_spool(store: GraphStore, source: str, rank: Rank) -> Spool:
    """A spool for what a source says in one run: on the disk of an embedded store, else where TMPDIR says."""
    folder = store.path.parent if isinstance(store, SqliteStore) else Path(tempfile.gettempdir())
    return Spool(folder, source, rank)
