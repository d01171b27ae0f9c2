"""Opening the store that the environment names, for a command and for the pages."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from commands.console import complain, moment
from commands.priority import lower_priority
from graphdb.connect import open_store
from graphdb.errors import StoreError
from graphdb.message import message
from graphdb.runs import cut_short
from graphdb.store import GraphStore
from webapp.settings import Settings

_TRIES: Final = 8
_PAUSE: Final = 0.25
"""Seconds between the tries: the reading of a page is over by then, that of an export is not."""


def store_of(settings: Settings, *, serving: bool = False) -> GraphStore:
    """The store as the settings name it, not prepared; ``serving``: see ``open_store``."""
    return open_store(settings.store, user=settings.neo4j_user, password=settings.password(), serving=serving)


@contextmanager
def opened(*, create: bool = False, behind: bool = False) -> Iterator[GraphStore]:
    """See ``commands.Opening``."""
    settings = Settings.from_environment()
    if behind:
        lower_priority(settings.import_nice)
    store = store_of(settings)
    try:
        store.prepare(create=create)
        take_back(store)
        yield store
        _erase(store)
    finally:
        store.close()


def take_back(store: GraphStore) -> None:
    """Undo the imports whose process died, and say so, and finish erasures; called at every start."""
    for doc in () if store.status().loading else cut_short.dead(store, moment()):
        from graphdb.runs import runs  # writing takes as long to import as all else that opens a store

        complain(message("import.taken_back", source=doc.keys["k1"]))
        runs.recover(store, moment(), "start", moment)
    with suppress(StoreError):  # the thread beside the pages tries again
        store.finish_erasing()


def _erase(store: GraphStore) -> None:
    """Take what the command erased or deleted out of the store's files, or say that others still read it."""
    with suppress(StoreError):
        for _ in range(_TRIES):
            if store.finish_erasing():
                return
            time.sleep(_PAUSE)
        complain(message("upkeep.erased_later"))
