"""What may stand twice in one municipality, without reading the country."""

import pytest

from graphdb.accounts.objects import actors_of
from graphdb.accounts.twice import list_local
from graphdb.identity.candidates import list_candidates
from graphdb.identity.features import Question
from graphdb.search import index
from graphdb.store import GraphStore
from tests.graphdb.world import NOW

TODAY = NOW.date().isoformat()


def test_only_what_is_within_it_is_read(twice: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as among all that may stand twice. Seen red with a scan: 21 seconds of a country."""
    entries = index.current(twice, TODAY)
    actors = Question.ORGANISATION
    everywhere = {one for one in list_candidates(twice, today=TODAY) if one.question is actors}
    monkeypatch.setattr(twice, "scan", lambda *_, **__: pytest.fail("all of it is read"))
    assert list_local(twice, "9901", TODAY)
    for town in ("9901", "9902", "9903"):
        inside = actors_of(entries, town)
        local = {one for one in list_local(twice, town, TODAY) if one.question is actors}
        assert local == {one for one in everywhere if {one.first, one.second} <= inside}
