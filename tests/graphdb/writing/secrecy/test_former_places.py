"""Where whoever becomes secret once stood is known from the relations they had; no history is read for it."""

from collections.abc import Callable

import pytest

from graphdb.model import Id
from graphdb.page import Page
from graphdb.store import Change, GraphStore
from graphdb.writing.plan import Drop
from tests.graphdb.writing.secrecy.test_secrecy import assert_forgotten, flagged, located, write
from tests.graphdb.writing.test_plan import small


def of_one(changes: Callable[..., Page[Change]]) -> Callable[..., Page[Change]]:
    """``GraphStore.changes`` for those who name whose they want."""

    def asked(*, target: Id | None = None, **more: object) -> Page[Change]:
        assert target is not None
        return changes(target=target, **more)

    return asked


def test_a_flag_reads_no_history_but_of_what_is_below_it(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much was written since. Seen red with the history read from its beginning."""
    write(store, *small())
    write(store, Drop(located(), "a"))
    with monkeypatch.context() as patch:
        patch.setattr(store, "changes", of_one(store.changes))
        write(store, flagged())
    assert_forgotten(store)
