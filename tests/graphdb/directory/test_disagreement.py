"""What other sources say than what is shown: the losing value with its source and dates, in one call."""

from typing import Any

from graphdb.claims import NONE, Claim, Fact, Rank
from graphdb.directory.disagreement import Other, others
from graphdb.model import NodeKind, Value, node_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.directory.test_profile import Counted
from tests.graphdb.town import NOW, actor, actor_id, country, node, put, service

HOUSE, BED = actor_id("house"), node_id("service", "x", "bed")


def says(target: str, kind: NodeKind, /, **values: Value) -> Put:
    """The register's own word."""
    facts = {name: Fact(value, "2025-01-01", "2025-06-01") for name, value in values.items()}
    return Put(Claim(target, "register", Rank.REGISTER, kind, facts))


def register(value: Value | None) -> tuple[Other, ...]:
    """What is shown of it."""
    return (Other("register", "Registeret", value, "2025-01-01", "2025-06-01"),)


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
    counted: Any = Counted(store)
    others(counted, HOUSE, [BED], now=NOW)
    counted.calls.clear()
    disagreements = others(counted, HOUSE, [BED], now=NOW)
    assert [name for name in counted.calls if name != "status"] == ["records", "claims"]
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
    assert others(store, HOUSE, [], now=NOW) == {HOUSE: {"phone": register(None)}}


def test_nothing_is_told_of_a_secret_actor_or_of_what_is_not_shown(sqlite_store: GraphStore) -> None:
    filled(sqlite_store)
    put(sqlite_store, says(HOUSE, NodeKind.ACTOR, phone="+4522222222"))
    assert set(others(sqlite_store, HOUSE, [], now=NOW)[HOUSE]) == {"phone"}
    put(sqlite_store, node(HOUSE, NodeKind.ACTOR, "2026-02-02", "flag", secret_address=True))
    assert others(sqlite_store, HOUSE, [BED], now=NOW) == {}


def test_nobody_is_not_asked_about(sqlite_store: GraphStore) -> None:
    put(sqlite_store, country())
    assert others(sqlite_store, HOUSE, [], now=NOW) == {}
