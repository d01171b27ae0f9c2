"""What a municipality expects for itself: its coordinator's claim, beside the starting point, and back."""

import pytest

from graphdb.claims import Fact, Rank, relation
from graphdb.coverage.answering import About
from graphdb.coverage.expected import Expectation
from graphdb.coverage.expecting import as_good, expect, own_expectations, take_back
from graphdb.errors import InvalidValue, Refused
from graphdb.message import say
from graphdb.model import EdgeKind, term_id
from graphdb.store import GraphStore
from graphdb.upkeep import check
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Put, Stamp
from tests.graphdb.coverage.towns import VEST, By, ground_of, rows, says
from tests.graphdb.world import TODAY, write

ABOUT = About(VEST, "rus_ambulant", "rg_rus")


def stamp() -> Stamp:
    return Stamp(f"{TODAY}T10:00:00+00:00", "coordinator", "besluttet")


def expected(store: GraphStore, kind: str, group: str, municipality: str = VEST) -> Expectation | None:
    """What a municipality is expected to have of a kind for a group."""
    ground = ground_of(store, municipality)
    return next((row for row in ground.expected[group] if kind in row.members), None)


def test_it_holds_in_the_municipality_alone_and_says_why_and_since_when(each_world: GraphStore) -> None:
    before = expected(each_world, "rus_ambulant", "rg_rus")
    assert before is not None
    assert before.strength == "core"
    assert expect(each_world, ABOUT, "optional", "Vi køber det i Øst.", stamp(), TODAY) == ("rg_rus",)
    now = expected(each_world, "rus_ambulant", "rg_rus")
    assert now is not None
    assert (now.strength, say(now.why), now.members) == ("optional", "Vi køber det i Øst.", before.members)
    assert expected(each_world, "rus_ambulant", "rg_rus", "9902") == before
    [own] = own_expectations(catalogue.read(each_world), VEST, TODAY)
    assert (own.group, own.kind, own.national, own.strength) == ("rg_rus", "rus_ambulant", "core", "optional")
    assert (say(own.why), own.since, own.source, own.differs) == (
        *("Vi køber det i Øst.", TODAY),
        *("coordinator:9901", True),
    )
    assert check.check(each_world).faults == ()
    assert take_back(each_world, ABOUT, stamp()) == ("rg_rus",)
    assert expected(each_world, "rus_ambulant", "rg_rus") == before
    assert own_expectations(catalogue.read(each_world), VEST, TODAY) == ()


def test_without_a_group_it_is_for_all_that_the_starting_point_names(world: GraphStore) -> None:
    expecting = [group for group in ground_of(world).expected if expected(world, "bo_natcafe", group)]
    groups = expect(world, About(VEST, "bo_natcafe"), "core", "Vi har mange på gaden.", stamp(), TODAY)
    assert list(groups) == expecting
    assert len(groups) > 1
    assert take_back(world, About(VEST, "bo_natcafe"), stamp()) == groups


def test_what_is_not_relevant_is_no_hole_and_still_on_the_list(world: GraphStore) -> None:
    write(world, [says("kom_voksen", "as_ingen")])
    about = About(VEST, "kom_voksen", "rg_rus")
    assert rows(world, By.KIND)["rg_rus", "kom_voksen"].red
    expect(world, about, "none", "Det gør Rusmiddelcentret.", stamp(), TODAY)
    assert ("rg_rus", "kom_voksen") not in rows(world, By.KIND)
    [own] = own_expectations(catalogue.read(world), VEST, TODAY)
    assert (own.strength, own.differs) == ("none", True)


def test_a_kind_nobody_expects_may_be_expected_for_a_group(world: GraphStore) -> None:
    about = About(VEST, "kom_ssp", "rg_aeldre")
    assert expected(world, about.kind, about.group) is None
    expect(world, about, "core", "De ser dem først.", stamp(), TODAY)
    own = expected(world, about.kind, about.group)
    assert own is not None
    assert (own.strength, own.is_read) == ("core", True)
    [line] = own_expectations(catalogue.read(world), VEST, TODAY)
    assert line.national == ""


def test_which_kinds_are_as_good_is_taken_over(world: GraphStore) -> None:
    group = next(
        group
        for group in ground_of(world).expected
        if (row := expected(world, "bo_natcafe", group)) and len(row.members) > 1
    )
    before = expected(world, "bo_natcafe", group)
    expect(world, About(VEST, "bo_natcafe", group), "optional", "Den er lukket.", stamp(), TODAY)
    after = expected(world, "bo_natcafe", group)
    assert before is not None
    assert after is not None
    assert set(after.members) == set(before.members)
    others = as_good(catalogue.read(world), About(VEST, "bo_natcafe"), (group,))
    assert set(others) == set(before.members) - {"bo_natcafe"}


def test_whom_it_is_about_follows_the_starting_point(world: GraphStore) -> None:
    """Seen red with a copy of the ages of the day on which the municipality decided."""

    def ages(municipality: str) -> set[tuple[str, object]]:
        edges = catalogue.read(world).in_area(EdgeKind.EXPECTS, ABOUT.group, municipality, TODAY)
        return {
            (edge.text("strength"), edge.props.get("min_age")) for edge in edges if edge.dst == ABOUT.ends[1]
        }

    expect(world, ABOUT, "optional", "Vi køber det i Øst.", stamp(), TODAY)
    facts = {"min_age": Fact(40, TODAY, TODAY), "why_da": Fact("Ny grænse", TODAY, TODAY)}
    ends = (term_id(ABOUT.group), term_id(ABOUT.kind))
    claim = relation("seed2", Rank.MUNICIPALITY, EdgeKind.EXPECTS, ends, facts, dates=(TODAY, TODAY))
    write(world, [Put(claim)])
    assert ages(VEST) == {("optional", 40)}
    assert ages("9902") == {("core", 40)}
    own = expected(world, ABOUT.kind, ABOUT.group)
    assert own is not None
    assert say(own.why) == "Vi køber det i Øst."


@pytest.mark.parametrize(
    ("about", "strength", "word"),
    [
        (About("0999", "kom_voksen"), "core", "fire cifre"),
        (About(VEST, "bo_none"), "core", "slags aktør"),
        (About(VEST, "kom_voksen", "rg_none"), "core", "gruppe"),
        (About(VEST, "sund_praksis"), "core", "krydset af"),
    ],
)
def test_what_is_not_known_is_refused(world: GraphStore, about: About, strength: str, word: str) -> None:
    version = world.status().version
    with pytest.raises(Refused) as error:
        expect(world, about, strength, "Fordi.", stamp(), TODAY)
    assert word in say(error.value.reason)
    assert world.status().version == version


def test_a_number_of_a_citizen_is_no_reason(world: GraphStore) -> None:
    with pytest.raises((Refused, InvalidValue)) as error:
        expect(world, ABOUT, "core", "For 010190-1234", stamp(), TODAY)
    assert "1234" not in say(error.value.reason)
    assert own_expectations(catalogue.read(world), VEST, TODAY) == ()


def test_nothing_is_taken_back_twice(world: GraphStore) -> None:
    with pytest.raises(Refused):
        take_back(world, ABOUT, stamp())
