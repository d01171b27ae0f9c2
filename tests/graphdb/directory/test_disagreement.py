"""What other sources say than what is shown: the losing value with its source and dates, in one call."""

from collections.abc import Collection, Mapping
from typing import Any

from graphdb.claims import NONE, Claim, Fact, Rank
from graphdb.directory.disagreement import Statement, Statements, others, statements
from graphdb.model import Id, NodeKind, Value, node_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.counting import Counting
from tests.graphdb.identity.twice import same
from tests.graphdb.town import NOW, actor, actor_id, country, node, put, service

HOUSE, BED = actor_id("house"), node_id("service", "x", "bed")


def says(target: str, kind: NodeKind, /, **values: Value) -> Put:
    """The register's own word."""
    facts = {name: Fact(value, "2025-01-01", "2025-06-01") for name, value in values.items()}
    return Put(Claim(target, "register", Rank.REGISTER, kind, facts))


def register(value: Value | None, *, agrees: bool = False) -> tuple[Statement, ...]:
    """What it says."""
    return (Statement("register", "Registeret", value, "2025-01-01", "2025-06-01", agrees),)


def differing(store: GraphStore, actor_id: Id, services: Collection[Id] = ()) -> Mapping[Id, Statements]:
    """What differs from what is shown."""
    return others(statements(store, actor_id, services, now=NOW))


def filled(store: GraphStore) -> None:
    """A house with a bed, and a register that knows both."""
    title = node(node_id("source", "register"), NodeKind.SOURCE, title="Registeret", precedence="register")
    put(
        store,
        country(),
        title,
        actor("house", "Huset", "bo_110", phone="+4521111111", phone_hours="24/7"),
        service("bed", "house", "Seng", min_age=18, anonymous=True),
    )


def test_the_losing_values_are_told_as_they_are_stored(store: GraphStore) -> None:
    filled(store)
    put(
        store,
        says(
            HOUSE,
            NodeKind.ACTOR,
            name="Huset",
            kind="civ_gaeld",
            phone="+4522222222",
            phone_hours="Mo-Fr 09:00-15:00",
            status="defunct",
        ),
        says(BED, NodeKind.SERVICE, min_age=20, anonymous=False, description="Kun her"),
    )
    counted: Any = Counting(store)
    differing(counted, HOUSE, [BED])
    counted.calls.clear()
    disagreements = differing(counted, HOUSE, [BED])
    assert counted.calls == {"claims": 1, "get": 1}
    assert disagreements == {
        HOUSE: {
            "kind": register("civ_gaeld"),
            "phone": register("+4522222222"),
            "phone_hours": register("Mo-Fr 09:00-15:00"),
        },
        BED: {"min_age": register(20), "anonymous": register(False)},
    }, "what only one source says is no disagreement"


def test_that_there_is_none_is_no_value(store: GraphStore) -> None:
    """Seen red with the empty tuple that stands for it in a claim."""
    filled(store)
    put(store, says(HOUSE, NodeKind.ACTOR, name="Huset", kind="bo_110", phone=NONE))
    assert differing(store, HOUSE) == {HOUSE: {"phone": register(None)}}


def test_nothing_is_told_of_a_secret_actor_or_of_what_is_not_shown(sqlite_store: GraphStore) -> None:
    filled(sqlite_store)
    put(sqlite_store, says(HOUSE, NodeKind.ACTOR, phone="+4522222222"))
    assert set(differing(sqlite_store, HOUSE)[HOUSE]) == {"phone"}
    put(sqlite_store, node(HOUSE, NodeKind.ACTOR, "2026-02-02", "flag", secret_address=True))
    assert differing(sqlite_store, HOUSE, [BED]) == {}


def test_nobody_is_not_asked_about(sqlite_store: GraphStore) -> None:
    put(sqlite_store, country())
    assert differing(sqlite_store, HOUSE) == {}


def test_all_that_is_said_is_told_with_what_is_shown_first(store: GraphStore) -> None:
    """Seen red in the order of the sources."""
    filled(store)
    put(store, says(HOUSE, NodeKind.ACTOR, name="Huset", kind="bo_110", phone="+4522222222", cvr="00000012"))
    put(store, node(HOUSE, NodeKind.ACTOR, "2026-02-20", "z", phone="+4523333333"))
    fields = statements(store, HOUSE, [], now=NOW)[HOUSE]
    assert [(one.source, one.agrees) for one in fields["name"]] == [("a", True), ("register", True)]
    assert [(one.value, one.agrees) for one in fields["phone"]] == [
        ("+4523333333", True),
        ("+4521111111", False),
        ("+4522222222", False),
    ]
    assert fields["cvr"] == register("00000012", agrees=True)


def test_where_nothing_is_shown_the_word_that_there_is_none_comes_first(store: GraphStore) -> None:
    filled(store)
    put(store, node(HOUSE, NodeKind.ACTOR, "2026-02-02", "c", name="Huset", kind="bo_110", website=NONE))
    put(store, says(HOUSE, NodeKind.ACTOR, website="https://huset.example"))
    website = statements(store, HOUSE, [], now=NOW)[HOUSE]["website"]
    assert [(one.value, one.agrees) for one in website] == [(None, True), ("https://huset.example", False)]


def test_of_those_that_are_one_each_source_has_its_say_once(store: GraphStore) -> None:
    filled(store)
    twin = actor_id("twin")
    put(store, actor("twin", "Huset ved åen", "bo_110", phone="+4521111111"), same(HOUSE, twin))
    fields = statements(store, HOUSE, [], now=NOW)[HOUSE]
    assert {one.value for one in fields["name"]} == {"Huset", "Huset ved åen"}
    assert [one.source for one in fields["phone"]] == ["a"], "the same word of the same source"
    assert statements(store, twin, [], now=NOW) == {}


def test_who_may_see_it_and_secret_flags_are_not_told(store: GraphStore) -> None:
    filled(store)
    put(store, says(HOUSE, NodeKind.ACTOR, name="Huset", visibility="public", secret_address=False))
    assert not {"visibility", "secret_address"} & statements(store, HOUSE, [], now=NOW)[HOUSE].keys()


def test_a_list_that_is_part_of_the_united_one_is_no_other_word(store: GraphStore) -> None:
    """Seen red: each of two that are one was said to say otherwise than their list together."""
    filled(store)
    other = actor_id("other")
    put(
        store,
        actor("other", "Huset", "bo_110", other_names=("Broen",)),
        says(HOUSE, NodeKind.ACTOR, name="Huset", kind="bo_110", other_names=("Æblet",)),
        same(HOUSE, other),
    )
    assert store.get([HOUSE])[HOUSE].items("other_names") == ("Broen", "Æblet")
    assert "other_names" not in differing(store, HOUSE).get(HOUSE, {})
    said = statements(store, HOUSE, (), now=NOW)[HOUSE]["other_names"]
    assert {one.value: one.agrees for one in said} == {("Broen",): True, ("Æblet",): True}
