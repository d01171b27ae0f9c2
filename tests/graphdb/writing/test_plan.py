"""The one write path: what a set of edits does to claims, view, entries and history, on both stores."""

from dataclasses import replace

import pytest

from graphdb.claims import EXISTS, Claim, Fact, Rank, relation
from graphdb.errors import Conflict, InvalidValue
from graphdb.history import chain
from graphdb.message import message, say
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, NodeKind, Value, area_id, edge_id, node_id, term_id
from graphdb.search.entries import Body
from graphdb.store import Commit, GraphStore, What
from graphdb.upkeep import check
from graphdb.writing.plan import Drop, Edit, Plan, Put, Stamp, commit, plan
from tests.graphdb.search.bodies import body_of

AT = "2026-03-02T08:00:00+00:00"
SOON = ("2026-03-01", "2026-03-01")
HERBERG = node_id("actor", "x", "herberg")
UNIT = node_id("actor", "x", "enhed")
BED = node_id("service", "x", "seng")
PLACE = node_id("place", "x", "hus")
TOWN = area_id("9901")


def stamp(**named: str) -> Stamp:
    plain = Stamp(AT, "test", "prøve")
    return replace(plain, id=named.get("id", plain.id))


def node(
    target: Id, sort: NodeKind, source: str = "a", rank: Rank = Rank.MUNICIPALITY, /, **values: Value
) -> Put:
    return Put(
        Claim(target, source, rank, sort, {name: Fact(value, *SOON) for name, value in values.items()})
    )


def link(kind: EdgeKind, src: Id, dst: Id, source: str = "a", **values: Value) -> Put:
    facts = {name: Fact(value, *SOON) for name, value in values.items()}
    return Put(relation(source, Rank.MUNICIPALITY, kind, (src, dst), facts, dates=SOON))


def small() -> list[Edit]:
    """An actor with a service, a group it reaches, and a house in a town."""
    return [
        node(TOWN, NodeKind.AREA, code="9901", name="Brostad", level="municipality"),
        node(
            term_id("rg_rus"), NodeKind.RISK_GROUP, code="rg_rus", label_da="Borgere med rusmiddelproblemer"
        ),
        node(HERBERG, NodeKind.ACTOR, name="Herberget", kind="bo_110"),
        node(BED, NodeKind.SERVICE, name="Seng for natten"),
        node(PLACE, NodeKind.PLACE, address="Broen 1", postal_code="0999", city="Brostad"),
        link(EdgeKind.OFFERS, HERBERG, BED),
        link(EdgeKind.REACHES, BED, term_id("rg_rus")),
        link(EdgeKind.LOCATED_AT, HERBERG, PLACE),
        link(EdgeKind.IN, PLACE, TOWN),
    ]


def write(store: GraphStore, *edits: Edit, **values: str) -> tuple[Plan, Commit | None]:
    return commit(store, edits, stamp(**values))


def entry(store: GraphStore, one: Id) -> Body:
    return body_of(store.entries([one])[one])


def test_claims_become_view_entries_and_history(store: GraphStore) -> None:
    planned, done = write(store, *small())
    assert done is not None
    assert not planned.refused
    assert {one.what for one in planned.effects} == {"new"}
    assert store.get([HERBERG])[HERBERG].props == {"name": "Herberget", "kind": "bo_110"}
    assert entry(store, HERBERG).towns == ("9901",)
    assert entry(store, BED).codes.get("risk_group", ()) == ("rg_rus",)
    assert store.entries([BED])[BED].actor == HERBERG
    assert len(store.changes().items) == len(small())
    assert check.check(store).faults == ()


def test_the_same_again_writes_nothing(store: GraphStore) -> None:
    write(store, *small())
    before = store.status()
    planned, done = write(store, *small())
    assert done is None
    assert {one.what for one in planned.effects} == {"unchanged"}
    assert store.status() == before


def test_the_same_commit_id_writes_once(store: GraphStore) -> None:
    _, first = write(store, small()[0], id="once")
    _, again = write(
        store, node(TOWN, NodeKind.AREA, code="9901", name="Et andet navn", level="municipality"), id="once"
    )
    assert again == first
    assert store.get([TOWN])[TOWN].text("name") == "Brostad"


def test_a_weightier_source_wins_field_by_field_and_gives_way_when_it_goes(store: GraphStore) -> None:
    write(
        store,
        *small(),
        node(HERBERG, NodeKind.ACTOR, "own", Rank.OWN, name="Herberget ved Broen", kind="bo_110"),
    )
    assert store.get([HERBERG])[HERBERG].text("name") == "Herberget ved Broen"
    assert store.get([HERBERG])[HERBERG].prov["name"].source == "own"
    write(store, Drop(HERBERG, "own"))
    assert store.get([HERBERG])[HERBERG].text("name") == "Herberget"


def test_a_losing_claim_changes_history_but_not_the_view(store: GraphStore) -> None:
    write(store, *small())
    planned, _ = write(
        store, node(HERBERG, NodeKind.ACTOR, "z", Rank.DIRECTORY, name="Et gammelt navn", kind="bo_110")
    )
    assert planned.written.nodes == ()
    assert not planned.written.entries
    assert len(store.claims([HERBERG])[HERBERG]) == 2


def test_a_denied_relation_is_not_there(store: GraphStore) -> None:
    write(store, *small())
    target = edge_id(EdgeKind.REACHES, BED, term_id("rg_rus"))
    denied = Claim(
        target, "own", Rank.OWN, EdgeKind.REACHES, {EXISTS: Fact(False, *SOON)}, BED, term_id("rg_rus")
    )
    write(store, Put(denied))
    assert entry(store, BED).codes.get("risk_group", ()) == ()
    assert target not in {edge.id for edge in store.edges([BED])}
    write(store, Drop(target, "own"))
    assert entry(store, BED).codes.get("risk_group", ()) == ("rg_rus",)


def test_a_node_that_goes_hides_its_relations_and_shows_them_as_it_comes_back(store: GraphStore) -> None:
    """Whoever said them: no claim on them changes. Seen red without the records of ``absence``."""
    register = replace(link(EdgeKind.REACHES, BED, term_id("rg_rus")).claim, source="register")
    write(store, *small(), Put(register))
    claimed, shown = set(store.scan(What.CLAIMS)), everything_shown(store)
    planned, _ = write(store, Drop(BED, "a"))
    offers = edge_id(EdgeKind.OFFERS, HERBERG, BED)
    assert [one.claim.target for one in planned.effects if one.what == "gone"] == [BED]
    assert [(one.edge.id, one.sources, one.names) for one in planned.hidden] == [
        (offers, ("a",), ("Herberget", "Seng for natten")),
        (register.target, ("a", "register"), ("Seng for natten", "Borgere med rusmiddelproblemer")),
    ]
    assert store.edges([BED]) == frozenset()
    assert store.entries([BED]) == {}
    assert {(one.target, one.source) for one in claimed if isinstance(one, Claim)} - {
        (one.target, one.source) for one in store.scan(What.CLAIMS) if isinstance(one, Claim)
    } == {(BED, "a")}
    assert check.check(store).faults == ()
    write(store, node(BED, NodeKind.SERVICE, name="Seng for natten"))
    assert everything_shown(store) == shown
    assert entry(store, BED).codes.get("risk_group", ()) == ("rg_rus",)
    assert check.check(store).faults == ()


def everything_shown(store: GraphStore) -> set[Node | Edge | Entry]:
    """Nodes, relations and entries without the commits that wrote them."""
    items = [item for what in (What.NODES, What.EDGES, What.ENTRIES) for item in store.scan(what)]
    return {
        replace(item, n=0) if isinstance(item, Entry) else replace(item, version=0)
        for item in items
        if isinstance(item, Node | Edge | Entry)
    }


def test_what_is_said_while_an_end_is_away_is_shown_when_it_is_back(store: GraphStore) -> None:
    """Also when both ends are away, and come back one by one."""
    write(store, *small())
    write(store, Drop(BED, "a"), Drop(term_id("rg_rus"), "a"))
    reaches = link(EdgeKind.REACHES, BED, term_id("rg_rus"), how="ved døren")
    planned, _ = write(store, reaches)
    assert planned.refused == ()
    write(store, *(edit for edit in small() if isinstance(edit, Put) and edit.claim.target == BED))
    assert reaches.claim.target not in {edge.id for edge in store.edges([BED])}
    write(store, node(term_id("rg_rus"), NodeKind.RISK_GROUP, code="rg_rus", label_da="Borgere"))
    shown = {edge.id: edge for edge in store.edges([BED])}
    assert shown[reaches.claim.target].text("how") == "ved døren"
    assert check.check(store).faults == ()


def test_a_relation_that_is_not_for_all_points_at_what_is_there_too(store: GraphStore) -> None:
    """Seen red with the ends taken from the view alone, which does not have it."""
    need = term_id("mad")
    write(store, *small(), node(need, NodeKind.NEED, code="mad", label_da="Mad"))
    unheard = link(EdgeKind.OFFERS, HERBERG, node_id("service", "x", "ingen"), visibility="municipality")
    unlike = link(EdgeKind.REACHES, BED, need, visibility="municipality")
    planned, done = write(store, unheard, unlike)
    assert {refusal.target for refusal in planned.refused} == {unheard.claim.target, unlike.claim.target}
    assert done is None
    planned, _ = write(store, Drop(BED, "a"), link(EdgeKind.OFFERS, HERBERG, BED, visibility="municipality"))
    assert planned.refused == (), "who is away was there"
    assert check.check(store).faults == ()


def test_a_change_of_a_relation_is_in_the_history_of_who_made_it_alone(store: GraphStore) -> None:
    """Seen red with every source of a relation whose view changes."""
    write(store, *small(), link(EdgeKind.REACHES, BED, term_id("rg_rus"), "b", how="ved døren"))
    planned, _ = write(store, link(EdgeKind.REACHES, BED, term_id("rg_rus"), "b", how="på vejen"))
    assert [change.source for change in planned.written.changes] == ["b"]


def test_a_place_that_is_away_is_not_named(store: GraphStore) -> None:
    """Seen red with its id for want of a name: that may spell the street."""
    write(store, *small())
    planned, _ = write(store, Drop(PLACE, "a"))
    place = message("writing.place")
    assert [one.names for one in planned.hidden] == [(place, "Brostad"), ("Herberget", place)]


def test_a_relation_taken_back_while_an_end_is_away_stays_away(store: GraphStore) -> None:
    write(store, *small())
    write(store, Drop(BED, "a"))
    write(store, Drop(edge_id(EdgeKind.REACHES, BED, term_id("rg_rus")), "a"))
    write(store, node(BED, NodeKind.SERVICE, name="Seng for natten"))
    assert {edge.kind for edge in store.edges([BED])} == {EdgeKind.OFFERS}
    assert check.check(store).faults == ()


@pytest.mark.parametrize("alone", [True, False])
def test_a_relation_hidden_meanwhile_is_not_forgotten_by_the_writer_that_brings_its_end(
    store: GraphStore, alone: bool
) -> None:
    """Seen red without ``newest_hidden`` in what the set expects, and in the record that it writes."""
    write(store, *small())
    if alone:
        write(store, *(Drop(edge.id, "a") for edge in store.edges([BED])))
    write(store, Drop(BED, "a"))
    late = plan(store, [node(BED, NodeKind.SERVICE, name="Seng")], stamp())
    write(store, link(EdgeKind.SERVES, BED, TOWN))
    with pytest.raises(Conflict):
        store.write(late.written)


def test_a_code_that_comes_back_as_another_kind_leaves_its_relations_hidden(store: GraphStore) -> None:
    code = term_id("rg_rus")
    write(store, *small())
    write(store, Drop(code, "a"))
    write(store, node(code, NodeKind.NEED, code="rg_rus", label_da="Rusmidler"))
    assert {edge.kind for edge in store.edges([BED])} == {EdgeKind.OFFERS}
    assert check.check(store).faults == ()


def test_a_relation_needs_both_its_ends(store: GraphStore) -> None:
    write(store, *small())
    planned, done = write(store, link(EdgeKind.OFFERS, UNIT, BED), link(EdgeKind.SERVES, HERBERG, TOWN))
    assert done is not None
    assert [refusal.target for refusal in planned.refused] == [edge_id(EdgeKind.OFFERS, UNIT, BED)]
    assert UNIT in say(planned.refused[0].reason)
    assert entry(store, HERBERG).areas == ("9901",)


@pytest.mark.parametrize(
    ("kind", "src", "dst"),
    [
        (EdgeKind.OFFERS, HERBERG, TOWN),
        (EdgeKind.SERVES, HERBERG, term_id("rg_rus")),
        (EdgeKind.MEETS, BED, term_id("rg_rus")),  # a term, but not a need
        (EdgeKind.RELATES, HERBERG, BED),
    ],
)
def test_only_the_links_of_the_table_are_taken(store: GraphStore, kind: EdgeKind, src: Id, dst: Id) -> None:
    write(store, *small())
    planned, done = write(store, link(kind, src, dst))
    assert done is None
    assert "forbindes" in say(planned.refused[0].reason)


def test_a_refused_row_leaves_the_others(store: GraphStore) -> None:
    unnamed = node(UNIT, NodeKind.ACTOR, kind="kom_bolig")
    planned, done = write(store, *small(), unnamed, link(EdgeKind.PART_OF, HERBERG, UNIT))
    assert done is not None
    assert {refusal.target for refusal in planned.refused} == {UNIT, edge_id(EdgeKind.PART_OF, HERBERG, UNIT)}
    assert HERBERG in store.get([HERBERG, UNIT])


@pytest.mark.parametrize("written", ["010190-1234", "Spørg efter 610190 4321", "0101901234"])
def test_what_looks_like_a_cpr_number_is_refused_and_never_echoed(store: GraphStore, written: str) -> None:
    planned, done = write(
        store, node(UNIT, NodeKind.ACTOR, name="Enheden", kind="kom_bolig", description=written)
    )
    assert done is None
    assert planned.refused[0].field == "description"
    assert written[-4:] not in say(planned.refused[0].reason)


@pytest.mark.parametrize("name", ["by", "why"])
def test_neither_who_writes_nor_why_may_hold_one(store: GraphStore, name: str) -> None:
    """Seen red with the loop over both left out."""
    text = "efter 010190-1234"
    said = replace(stamp(), by=text) if name == "by" else replace(stamp(), why=text)
    with pytest.raises(InvalidValue) as refused:
        commit(store, small(), said)
    assert (refused.value.field, "1234" in say(refused.value.reason)) == (name, False)
    assert store.status().version == 0


def test_a_random_id_of_who_writes_is_no_number_of_a_citizen(store: GraphStore) -> None:
    """Of some six hundred links one had an id that was refused as one, for as long as it was good."""
    by = "link:1b8799e78a0201410862bc88ae6bb5de"
    assert commit(store, small(), replace(stamp(), by=by))[1] is not None


def test_a_digest_in_the_reason_is_no_number_of_a_citizen(store: GraphStore) -> None:
    digest = "0101901234ab".ljust(64, "c")
    assert commit(store, small(), replace(stamp(), why=f"Flyttet fra {digest}"))[1] is not None


def test_an_unknown_field_is_refused(store: GraphStore) -> None:
    planned, done = write(store, node(UNIT, NodeKind.ACTOR, name="Enheden", kind="kom_bolig", shoe_size=43))
    assert done is None
    assert planned.refused[0].field == "shoe_size"


def test_a_number_is_not_a_yes(store: GraphStore) -> None:
    planned, _ = write(store, node(BED, NodeKind.SERVICE, name="Seng", min_age=True))
    assert planned.refused[0].field == "min_age"


def test_a_moved_place_moves_the_entry(store: GraphStore) -> None:
    write(
        store, *small(), node(area_id("9902"), NodeKind.AREA, code="9902", name="Åmose", level="municipality")
    )
    write(store, Drop(edge_id(EdgeKind.IN, PLACE, TOWN), "a"), link(EdgeKind.IN, PLACE, area_id("9902")))
    assert entry(store, HERBERG).towns == ("9902",)


def test_planning_writes_nothing(store: GraphStore) -> None:
    before = store.status()
    planned = plan(store, small(), stamp())
    assert len(planned.written.nodes) == 5
    assert store.status() == before


def test_a_change_holds_both_sides(store: GraphStore) -> None:
    write(store, *small())
    write(store, node(HERBERG, NodeKind.ACTOR, name="Nyt navn", kind="bo_110"))
    before, after = chain.sides(store.changes(target=HERBERG).items[-1])
    assert before is not None
    assert after is not None
    assert (before.facts["name"].value, after.facts["name"].value) == ("Herberget", "Nyt navn")


def test_two_writers_that_read_the_same_do_not_lose_each_other(store: GraphStore) -> None:
    write(store, *small())
    late = plan(store, [node(HERBERG, NodeKind.ACTOR, name="Den sene", kind="bo_110")], stamp())
    write(store, node(HERBERG, NodeKind.ACTOR, name="Den første", kind="bo_110"))
    with pytest.raises(Exception, match="ændret af andre"):
        store.write(late.written)
    assert store.get([HERBERG])[HERBERG].text("name") == "Den første"


def test_a_relation_planned_to_a_node_that_went_is_not_written(store: GraphStore) -> None:
    write(store, *small())
    late = plan(store, [link(EdgeKind.SERVES, HERBERG, TOWN)], stamp())
    write(store, Drop(edge_id(EdgeKind.IN, PLACE, TOWN), "a"), Drop(TOWN, "a"))
    with pytest.raises(Exception, match="ændret af andre"):
        store.write(late.written)
    assert check.check(store).faults == ()


def test_a_node_that_is_needed_meanwhile_does_not_go(store: GraphStore) -> None:
    write(store, *small())
    late = plan(store, [Drop(BED, "a")], stamp())
    write(store, link(EdgeKind.SERVES, BED, TOWN))
    with pytest.raises(Exception, match="ændret af andre"):
        store.write(late.written)
    assert {item.id for item in store.scan(What.NODES) if hasattr(item, "id")} >= {BED, TOWN}


def test_a_relation_put_as_its_end_goes_is_kept_and_hidden(store: GraphStore) -> None:
    offers = link(EdgeKind.OFFERS, HERBERG, BED, "b")
    write(store, *small())
    planned, _ = write(store, offers, Drop(BED, "a"))
    assert planned.refused == ()
    assert ("new", offers.claim.target) in {(one.what, one.claim.target) for one in planned.effects}
    assert check.check(store).faults == ()


def test_a_code_stays_in_its_list_while_it_is_used(store: GraphStore) -> None:
    code = term_id("rg_rus")
    write(store, *small())
    planned, _ = write(store, node(code, NodeKind.NEED, code="rg_rus", label_da="Rusmidler"))
    assert [one.target for one in planned.refused] == [code]
    assert store.get([code])[code].kind is NodeKind.RISK_GROUP
    assert check.check(store).faults == ()


def test_a_reason_never_repeats_what_may_be_a_cpr_number(store: GraphStore) -> None:
    write(store, *small())
    for lost in (term_id("010190-1234"), term_id("0101901234"), term_id("rg_findes_ikke")):
        planned, _ = write(store, link(EdgeKind.REACHES, HERBERG, lost))
        assert len(planned.refused) == 1
        assert "1234" not in say(planned.refused[0].reason)
    assert "rg_findes_ikke" in say(planned.refused[0].reason)
