"""What people say of single fields: whose word it is, what it outweighs, and that nothing is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from graphdb.claims import Claim, Fact, Rank, coordinator_source, own_source, relation
from graphdb.errors import Conflict, Contested
from graphdb.message import say
from graphdb.model import EdgeKind, Node, NodeKind, Value, edge_id
from graphdb.store import GraphStore
from graphdb.upkeep import check
from graphdb.upkeep.transfer import dump, restore
from graphdb.writing.plan import Clear, Confirm, Drop, Edit, Plan, Put, Set, Stamp, commit
from tests.conftest import Address
from tests.graphdb.writing.test_plan import HERBERG, TOWN, UNIT, link, node, small

AT: Final = "2026-03-02T08:00:00+00:00"
DAY: Final = "2026-03-02"
OWN: Final = own_source(HERBERG)
COORDINATOR: Final = coordinator_source("9901")
OLD, NEW, NEWEST = "+4575620000", "+4575620001", "+4575620002"
RANKS: Final = {OWN: Rank.OWN, COORDINATOR: Rank.COORDINATOR}


def write(store: GraphStore, *edits: Edit, by: str = "anna", **expect: int) -> Plan:
    versions = {HERBERG: expect["seen"]} if expect else {}
    return commit(store, edits, Stamp(AT, by, "prøve"), expect=versions)[0]


def sets(source: str, field: str, value: Value, on: str = DAY) -> Set:
    return Set(HERBERG, source, RANKS[source], field, value, on)


def herberg(store: GraphStore) -> Node:
    return store.get([HERBERG])[HERBERG]


@pytest.fixture
def begun(store: GraphStore) -> GraphStore:
    """A small directory by a municipality, and an old number by the actor's own people in a file."""
    old = node(HERBERG, NodeKind.ACTOR, OWN, Rank.OWN, phone=OLD, description="Et herberg")
    commit(store, [*small(), old], Stamp(AT, "import", "prøve"))
    return store


def test_a_field_is_set_and_the_rest_of_the_source_s_word_stays(begun: GraphStore) -> None:
    write(begun, sets(OWN, "phone", NEW))
    shown = herberg(begun)
    assert (shown.text("phone"), shown.text("description")) == (NEW, "Et herberg")
    assert shown.prov["phone"].source == OWN
    assert {claim.source for claim in begun.claims([HERBERG])[HERBERG]} == {"a", OWN}
    assert begun.commits().items[-1].by == "anna"


def test_a_coordinator_s_decision_holds_until_the_owner_edits_again(begun: GraphStore) -> None:
    """Nobody's claim is deleted. Seen red without ``after`` in the weight, either way."""
    write(begun, sets(COORDINATOR, "phone", NEW))
    assert (herberg(begun).text("phone"), herberg(begun).prov["phone"].source) == (NEW, COORDINATOR)
    again = node(HERBERG, NodeKind.ACTOR, "a", name="Herberget", kind="bo_110", phone=OLD)
    write(begun, again, by="import")
    assert herberg(begun).text("phone") == NEW
    write(begun, sets(OWN, "phone", NEWEST))
    assert (herberg(begun).text("phone"), herberg(begun).prov["phone"].source) == (NEWEST, OWN)
    write(begun, sets(COORDINATOR, "phone", NEW))
    assert herberg(begun).text("phone") == NEW
    words = {claim.source: claim.facts["phone"].value for claim in begun.claims([HERBERG])[HERBERG]}
    assert words == {"a": OLD, OWN: NEWEST, COORDINATOR: NEW}
    assert check.check(begun).faults == ()


def test_that_there_is_none_beats_lower_ranks(begun: GraphStore) -> None:
    """Seen red with ``NONE`` among the properties."""
    write(begun, node(HERBERG, NodeKind.ACTOR, "a", name="Herberget", kind="bo_110", website="https://a.dk"))
    write(begun, Clear(HERBERG, OWN, Rank.OWN, "website", DAY), Clear(HERBERG, OWN, Rank.OWN, "phone", DAY))
    assert herberg(begun).props.keys() & {"website", "phone"} == set()
    write(begun, sets(OWN, "website", "https://b.dk"))
    assert herberg(begun).text("website") == "https://b.dk"


@pytest.mark.parametrize("field", ["name", "secret_address", "anonymous_is_no_field"])
def test_what_must_have_an_answer_cannot_be_cleared(begun: GraphStore, field: str) -> None:
    """Seen red without ``_check_may_be_none``: a cleared flag would have opened a secret address."""
    planned = write(begun, Clear(HERBERG, OWN, Rank.OWN, field, DAY))
    assert [(refusal.field, refusal.source) for refusal in planned.refused] == [(field, OWN)]


def test_that_there_is_none_is_said_once(begun: GraphStore) -> None:
    """Seen red while only a value that is shown had a source."""
    clear = Clear(HERBERG, OWN, Rank.OWN, "phone", DAY)
    assert not write(begun, clear).empty
    assert write(begun, clear).empty
    write(begun, sets(COORDINATOR, "phone", NEW))
    write(begun, clear)
    assert "phone" not in herberg(begun).props, "the owner's last word"


def test_confirming_another_source_s_value_makes_it_one_s_own_word(begun: GraphStore) -> None:
    write(begun, Confirm(HERBERG, OWN, Rank.OWN, "name", "2026-03-05"))
    origin = herberg(begun).prov["name"]
    assert (origin.source, origin.stated_on, origin.confirmed_on) == (OWN, "2026-03-05", "2026-03-05")
    write(begun, node(HERBERG, NodeKind.ACTOR, "a", name="Noget andet", kind="bo_110"))
    assert herberg(begun).text("name") == "Herberget"


def test_confirming_one_s_own_word_keeps_the_day_it_was_said(begun: GraphStore) -> None:
    write(begun, Confirm(HERBERG, OWN, Rank.OWN, "phone", "2026-03-05"))
    origin = herberg(begun).prov["phone"]
    assert (origin.stated_on, origin.confirmed_on) == ("2026-03-01", "2026-03-05")
    assert write(begun, Confirm(HERBERG, OWN, Rank.OWN, "phone", "2026-03-05")).empty


def test_nothing_is_confirmed_of_an_empty_field(begun: GraphStore) -> None:
    planned = write(begun, Confirm(HERBERG, OWN, Rank.OWN, "email", DAY))
    assert "bekræfte" in say(planned.refused[0].reason)


def test_nothing_is_edited_that_is_not_there(store: GraphStore) -> None:
    planned = write(store, sets(OWN, "phone", NEW))
    assert (planned.empty, planned.refused[0].field) == (True, "phone")


def test_the_last_gate_stands_before_edits_too(begun: GraphStore) -> None:
    planned = write(begun, sets(OWN, "website", "javascript:alert(1)"))
    assert (planned.empty, planned.refused[0].field) == (True, "website")


def test_a_field_of_a_relation_is_edited(begun: GraphStore) -> None:
    commit(begun, [link(EdgeKind.SERVES, HERBERG, TOWN, agreement="mundtlig")], Stamp(AT, "import", "prøve"))
    target = edge_id(EdgeKind.SERVES, HERBERG, TOWN)
    write(begun, Set(target, OWN, Rank.OWN, "agreement", "driftsaftale", DAY))
    [serves] = begun.edges([HERBERG], kinds=[EdgeKind.SERVES])
    assert (serves.text("agreement"), serves.prov["agreement"].source) == ("driftsaftale", OWN)


# Two people at once


def test_different_fields_both_live(begun: GraphStore) -> None:
    seen = herberg(begun).version
    write(begun, sets(OWN, "phone", NEW), seen=seen)
    write(begun, sets(OWN, "description", "Et godt herberg"), seen=seen)
    shown = herberg(begun)
    assert (shown.text("phone"), shown.text("description")) == (NEW, "Et godt herberg")


def test_one_field_that_another_changed_is_contested_with_both_values(begun: GraphStore) -> None:
    """Seen red without ``refuse_contested``."""
    seen = herberg(begun).version
    write(begun, sets(COORDINATOR, "phone", NEW), seen=seen)
    before = begun.status().version
    edits = [sets(OWN, "phone", NEWEST), sets(OWN, "description", "Andet")]
    with pytest.raises(Contested) as refused:
        write(begun, *edits, seen=seen)
    [contest] = refused.value.contests
    assert (contest.target, contest.field) == (HERBERG, "phone")
    assert (contest.seen, contest.shown, contest.wanted) == (OLD, NEW, NEWEST)
    assert begun.status().version == before
    write(begun, sets(OWN, "phone", NEW), seen=seen)  # both want the same
    with pytest.raises(Contested):
        write(begun, Clear(HERBERG, OWN, Rank.OWN, "phone", DAY), seen=seen)
    with pytest.raises(Contested):
        write(begun, Confirm(HERBERG, OWN, Rank.OWN, "phone", DAY), seen=seen)


def test_a_whole_word_is_not_put_over_what_was_not_seen(begun: GraphStore) -> None:
    seen = herberg(begun).version
    write(begun, sets(COORDINATOR, "phone", NEW), seen=seen)
    whole = node(HERBERG, NodeKind.ACTOR, "a", name="Herberget ved Broen", kind="bo_110")
    for edit in (whole, Drop(HERBERG, "a")):
        with pytest.raises(Conflict):
            write(begun, edit, seen=seen)
    write(begun, whole, seen=herberg(begun).version)


def test_a_whole_word_sent_twice_is_no_conflict(begun: GraphStore) -> None:
    """Seen red while what the first click wrote counted as somebody else's."""
    seen = herberg(begun).version
    whole = node(HERBERG, NodeKind.ACTOR, "a", name="Herberget ved Broen", kind="bo_110")
    for edit in (whole, Drop(HERBERG, OWN)):
        assert not write(begun, edit, seen=seen).empty
        assert write(begun, edit, seen=seen).empty
        seen = herberg(begun).version


def test_what_went_since_it_was_seen_is_not_brought_back_unseen(begun: GraphStore) -> None:
    """Seen red while only a higher version counted as changed: what has no claim has 0."""
    seen = herberg(begun).version
    write(begun, Drop(HERBERG, "a"), Drop(HERBERG, OWN))
    assert HERBERG not in begun.get([HERBERG])
    with pytest.raises(Conflict):
        write(begun, node(HERBERG, NodeKind.ACTOR, "a", name="Herberget", kind="bo_110"), seen=seen)
    with pytest.raises(Contested):
        write(begun, sets(OWN, "phone", NEW), seen=seen)
    write(begun, node(HERBERG, NodeKind.ACTOR, "a", name="Herberget", kind="bo_110"), seen=0)


NOTED: Final = edge_id(EdgeKind.RELATES, HERBERG, UNIT, "rel_henviser")


@pytest.fixture
def withheld(begun: GraphStore) -> GraphStore:
    """A relation between two actors that only the municipality sees."""
    unit = node(UNIT, NodeKind.ACTOR, name="Enheden", kind="kom_bolig")
    facts = {"kind": "rel_henviser", "note": "Ring først", "visibility": "municipality"}
    commit(begun, [unit, Put(_relates("a", **facts))], Stamp(AT, "import", "prøve"))
    assert not begun.edges([HERBERG], kinds=[EdgeKind.RELATES])
    return begun


def _relates(source: str, **values: Value) -> Claim:
    facts = {name: Fact(value, DAY, DAY) for name, value in values.items()}
    ends = HERBERG, UNIT
    return relation(
        source, Rank.MUNICIPALITY, EdgeKind.RELATES, ends, facts, mark="rel_henviser", dates=(DAY, DAY)
    )


def test_what_not_everybody_sees_is_not_overwritten_either(withheld: GraphStore) -> None:
    """Seen red while the view was compared, which such a relation is not in."""
    [claim] = withheld.claims([NOTED])[NOTED]
    expect = {NOTED: claim.version}
    commit(withheld, [_note(COORDINATOR, "Skriv først")], Stamp(AT, "anna", "prøve"), expect=expect)
    with pytest.raises(Contested) as refused:
        commit(withheld, [_note(OWN, "Kom forbi")], Stamp(AT, "bo", "prøve"), expect=expect)
    [contest] = refused.value.contests
    assert (contest.seen, contest.shown, contest.wanted) == ("Ring først", "Skriv først", "Kom forbi")
    again = Put(_relates("a", kind="rel_henviser", visibility="municipality"))
    for edit in (again, Drop(NOTED, "a")):
        with pytest.raises(Conflict):
            commit(withheld, [edit], Stamp(AT, "bo", "prøve"), expect=expect)


def test_what_not_everybody_sees_is_confirmed(withheld: GraphStore) -> None:
    """Seen red while the view was asked, to which the field is empty."""
    confirm = Confirm(NOTED, OWN, Rank.OWN, "note", DAY)
    planned, written = commit(withheld, [confirm], Stamp(AT, "anna", "prøve"))
    assert not planned.refused
    assert written is not None
    assert {claim.facts["note"].value for claim in withheld.claims([NOTED])[NOTED]} == {"Ring først"}
    assert commit(withheld, [confirm], Stamp(AT, "anna", "prøve"))[1] is None


def _note(source: str, text: str) -> Set:
    return Set(NOTED, source, RANKS[source], "note", text, DAY)


WRITERS: Final = {"sqlite": 200, "neo4j": 12}


def test_many_writers_of_one_actor_lose_nothing(begun: GraphStore, request: pytest.FixtureRequest) -> None:
    """Each says one field for a source of its own, twenty at a time; seen red with four tries and no wait.

    ``make sweep`` has twice as many.
    """
    many = WRITERS["neo4j" if "neo4j" in request.node.name else "sqlite"]
    many *= 2 if request.config.getoption("--sweep") else 1

    def one_writes(number: int) -> int:
        edit = Set(HERBERG, f"coordinator:{number:04}", Rank.COORDINATOR, "phone", OLD, DAY)
        return len(write(begun, edit).refused)

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(one_writes, range(many))) == 0
    sources = {claim.source for claim in begun.claims([HERBERG])[HERBERG]}
    assert sources == {"a", OWN, *(f"coordinator:{number:04}" for number in range(many))}
    assert check.check(begun).faults == ()


def test_edits_go_through_a_file_and_back(begun: GraphStore, tmp_path: Path) -> None:
    write(begun, sets(COORDINATOR, "phone", NEW), Clear(HERBERG, OWN, Rank.OWN, "description", DAY))
    (tmp_path / "export.jsonl").write_bytes(dump(begun))
    again = Address(f"sqlite:///{tmp_path / 'again.db'}").open()
    again.prepare()
    restore(again, tmp_path / "export.jsonl")
    assert dump(again) == dump(begun)
    write(again, sets(OWN, "phone", NEWEST))
    assert herberg(again).text("phone") == NEWEST
    again.close()
