"""``brobygger merge`` and ``unmerge`` as they are typed."""

import pytest

from graphdb.connect import open_store
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop
from tests.graphdb.identity.twice import A, B, P, actor, begin, contents, write
from tests.test_brobygger import Run, run

__all__ = ["run"]


@pytest.fixture
def store(run: Run) -> GraphStore:
    """The database of the folder the command runs in, with two that are one."""
    store = open_store("sqlite:///brobygger.db")
    store.prepare()
    begin(store)
    return store


def test_a_trial_shows_field_by_field_and_writes_nothing(run: Run, store: GraphStore) -> None:
    before = contents(store)
    code, out, err = run("merge", A, B, "--as", "same", "--municipality", "9901", "--dry-run")
    assert (code, err) == (0, "")
    assert "intet er skrevet" in out
    assert f"{A} og {B} vises som én: {A}" in out
    assert "Beskrivelse: Gammelt (kommune)" in out
    assert f"i stedet for Nyt (register) på {B}" in out
    assert "4 flytter med, 1 stod her i forvejen, 1 mellem de to" in out
    assert contents(store) == before


def test_it_is_written_and_taken_back(run: Run, store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(store)
    monkeypatch.setenv("BROBYGGER_MUNICIPALITY", "9901")
    code, out, _ = run("merge", A, B, "--as", "same", "--why", "samme CVR", "--by", "socialkoordinator")
    assert (code, f"brobygger unmerge {A} {B}" in out) == (0, True)
    commit = store.commits(after=store.status().version - 1).items[0]
    assert (commit.by, commit.why) == ("socialkoordinator", "samme CVR")
    assert store.get([A, B]).keys() == {A}
    code, out, _ = run("unmerge", A, B)
    assert (code, "hver for sig" in out) == (0, True)
    assert contents(store) == before


def test_taken_back_when_one_of_the_two_is_gone(run: Run, store: GraphStore) -> None:
    """Seen red when it said that other judgements tie the two together."""
    assert run("merge", A, B, "--as", "same", "--municipality", "9901")[0] == 0
    write(store, *(Drop(B, claim.source) for claim in store.claims([B])[B]))
    code, out, _ = run("unmerge", A, B, "--municipality", "9901")
    assert (code, f"nævner længere {B}" in out, "knytter dem sammen" in out) == (0, True, False)


def test_refusals_exit_with_one_and_wrong_use_with_two(run: Run, store: GraphStore) -> None:
    code, _, err = run("merge", A, "actor:x:ingen", "--as", "same", "--municipality", "9901")
    assert (code, "actor:x:ingen findes ikke" in err) == (1, True)
    code, _, err = run("unmerge", A, B, "--municipality", "9901")
    assert (code, "intet at tage tilbage" in err) == (1, True)
    code, _, err = run("merge", A, B, "--as", "same")
    assert (code, "BROBYGGER_MUNICIPALITY" in err) == (2, True)
    code, _, err = run("merge", A, B, "--as", "ens", "--municipality", "9901")
    assert (code, "Traceback" in err) == (2, False)


def test_an_address_is_erased_when_that_is_said(run: Run, store: GraphStore) -> None:
    """Seen red: the place that becomes secret too was taken for one of the two, and ended in a traceback."""
    write(store, Drop(f"PART_OF|{B}|{A}", "kommune"), actor(A, "2026-03-01", secret_address=True))
    code, _, err = run("merge", A, B, "--as", "same", "--municipality", "9901")
    assert (code, "--erase-address" in err) == (1, True)
    code, out, err = run("merge", A, B, "--as", "same", "--municipality", "9901", "--erase-address")
    assert (code, err, f"vises som én: {A}" in out) == (0, "", True)
    assert "address" not in store.get([P])[P].props


def test_it_speaks_english(run: Run, store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    code, out, _ = run("merge", A, B, "--as", "different", "--municipality", "9901")
    assert (code, "Nothing will be asked again." in out) == (0, True)
