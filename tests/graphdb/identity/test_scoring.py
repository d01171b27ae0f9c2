"""What speaks for two being one, what against, and how much each counts."""

from itertools import pairwise

import pytest

from graphdb.identity.features import Features, address_of
from graphdb.identity.scoring import THRESHOLD, Comparison, at_one_address, compare
from graphdb.message import DANISH, ENGLISH, say
from tests.graphdb.identity.things import offer, place, texts, thing

PHONE, OTHER = "+4500742714", "+4500331410"


def at(street: str, postcode: str = "5000", place_id: str = "place:x:p") -> frozenset[object]:
    """Where something is."""
    return frozenset({(place_id, address_of(street, postcode))})


def points(comparison: Comparison) -> dict[str, int]:
    """The reasons by the key of their message."""
    return {reason.text.id.partition(".")[2]: reason.points for reason in comparison.reasons}


def reasons(first: Features, second: Features) -> dict[str, int]:
    """Those of two, in either order."""
    forth, back = compare(first, second), compare(second, first)
    assert points(forth) == points(back)
    assert (forth.same, forth.part, forth.number) == (back.same, back.part, back.number)
    return points(forth)


@pytest.mark.parametrize(
    ("field", "mine", "theirs", "alike", "differs"),
    [
        ("phones", texts(PHONE), texts(OTHER), "phone", "phone_differs"),
        ("cvr", texts("00000012"), texts("00000013"), "cvr", "cvr_differs"),
        ("domains", texts("broen.example"), texts("ly.example"), "domain", "domain_differs"),
        ("kind", "bo_110", "civ_ngo", "kind", "kind_differs"),
        ("located", at("Havnegade 12"), at("Havnegade 40"), "address", "address_differs"),
        ("located", at("Havnegade 12"), at("Algade 1", "5700"), "address", "postcode_differs"),
        ("areas", texts("0751"), texts("0461"), "town", "town_differs"),
        ("numbers", texts("pnr:1099000011"), texts("pnr:1099000012"), "number", "number_differs"),
    ],
)
def test_what_is_alike_counts_for_and_what_differs_against(
    field: str, mine: object, theirs: object, alike: str, differs: str
) -> None:
    """And where one of the two says nothing of it, it counts neither way."""
    both = reasons(thing(1, **{field: mine}), thing(2, **{field: mine}))
    apart = reasons(thing(1, **{field: mine}), thing(2, **{field: theirs}))
    unsaid = reasons(thing(1, **{field: mine}), thing(2))
    assert both[alike] > 0
    assert apart[differs] < 0
    assert alike not in apart
    assert not {alike, differs} & unsaid.keys()


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (thing(1, "Herberget Broen"), thing(2, "Værestedet Kilden"), "words_differ"),
        (thing(1, "Afdeling 2"), thing(2, "Afdeling 3"), "numbers_in_names_differ"),
        (thing(1, "Opgang"), thing(2, "Opgang 14"), "number_in_one_name"),
        (thing(1, "Broen Viby", areas=texts()), thing(2, "Broen Aarhus"), "towns_in_names_differ"),
        (thing(1, "Broen Odense"), thing(2, "Broen Aarhus"), "town_differs"),
        (thing(1, "Broen Odense"), thing(2, "Broen"), "town_in_one_name"),
        (thing(1, "Broen, sekretariatet"), thing(2, "Broen"), "head_office"),
        (thing(1, "Broen", "a"), thing(2, "Broen", "a"), "one_source"),
        (
            thing(1, parents=frozenset({"actor:x:9"})),
            thing(2, parents=frozenset({"actor:x:9"})),
            "one_parent",
        ),
        (offer(1, "Natseng", ages=("18", "")), offer(2, "Natseng", ages=("15", "")), "ages_differ"),
    ],
)
def test_what_speaks_against(first: Features, second: Features, reason: str) -> None:
    assert reasons(first, second)[reason] < 0


def test_one_name_of_several_is_enough() -> None:
    assert reasons(thing(1, "Kirkens Havn|Havnen"), thing(2, "HAVNEN"))["name_equal"] > 0


def test_a_mailbox_says_more_than_its_domain() -> None:
    mine = {"mailboxes": texts("post@broen.example"), "domains": texts("broen.example")}
    shared = reasons(thing(1, **mine), thing(2, **mine))
    assert "domain" not in shared
    theirs = {"mailboxes": texts("nat@broen.example"), "domains": texts("broen.example")}
    assert shared["mailbox"] > reasons(thing(1, **mine), thing(2, **theirs))["domain"]


def test_the_weightiest_reason_comes_first_and_all_are_sentences() -> None:
    first = thing(1, "Herberget Broen", located=at("Havnegade 12"), phones=texts(PHONE), kind="bo_110")
    second = thing(2, "Broens Herberg", located=at("Havnegade 12"), phones=texts(OTHER), kind="civ_ngo")
    comparison = compare(first, second)
    assert all(abs(one.points) >= abs(other.points) for one, other in pairwise(comparison.reasons))
    assert comparison.same == sum(reason.points for reason in comparison.reasons) >= THRESHOLD
    for language in (DANISH, ENGLISH):
        assert all(say(reason.text, language) for reason in comparison.reasons)


def test_points_stay_between_none_and_all() -> None:
    everything = {"phones": texts(PHONE), "cvr": texts("00000012"), "located": at("Havnegade 12")}
    assert compare(thing(1, "Broen", **everything), thing(2, "Broen", **everything)).same == 100
    assert compare(thing(1, "Broen Odense"), thing(2, "Kilden 4 Aarhus")).same == 0


@pytest.mark.parametrize(
    ("mine", "theirs", "one"),
    [
        (("Sct. Hans Gade 2", "2200"), ("Sankt Hansgade 2, st.", "2200"), True),
        (("Ndr. Ringgade 11", "8000"), ("Nordre Ringgade 11", ""), True),
        (("Brogade 12 A", "6400"), ("Brogade 12", "6400"), True),
        (("Brogade 12 A", "6400"), ("Brogade 12 B", "6400"), False),
        (("Nørregade 12", "5000"), ("Nørregade 21", "5000"), False),
        (("Nørregade 12", "5000"), ("Nørregade 12", "7100"), False),
        (("", "5000"), ("", "5000"), False),
    ],
)
def test_addresses_as_people_write_them(mine: tuple[str, str], theirs: tuple[str, str], one: bool) -> None:
    assert at_one_address(address_of(*mine), address_of(*theirs)) is one


def test_a_place_is_told_by_its_address_and_not_by_its_name() -> None:
    shared = at("Jernbanegade 7", "8900")
    assert compare(place(1, "Perron 7", located=shared), place(2, located=shared)).same >= THRESHOLD
    assert compare(place(1, "Huset"), place(2, "Huset")).same < THRESHOLD


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("Broens Natcafé", "Broen"),
        ("Broen Aarhus", "Broen"),
        ("Broens Herberg", "Broen, landskontoret"),
    ],
)
def test_which_of_two_is_the_part(part: str, whole: str) -> None:
    shared = {"cvr": texts("00000012"), "sites": texts("broen.example")}
    comparison = compare(thing(1, part, **shared), thing(2, whole, **shared))
    assert comparison.part >= THRESHOLD
    assert comparison.first_is_part
    assert not compare(thing(1, whole, **shared), thing(2, part, **shared)).first_is_part
    assert compare(offer(1, part), offer(2, whole)).part == 0


def test_two_units_of_one_organisation_are_no_parts_of_each_other() -> None:
    shared = {"cvr": texts("00000012"), "sites": texts("broen.example")}
    comparison = compare(thing(1, "Broens Herberg", **shared), thing(2, "Broens Natcafé", **shared))
    assert max(comparison.part, comparison.same) < THRESHOLD


def test_what_numbered_departments_share_is_of_the_whole() -> None:
    """One telephone and one CVR number of "afd. 4" and "afd. 14" are the housing association's.

    Seen red with what they share counted.
    """
    shared = {"phones": frozenset({"+4500010203"}), "cvr": frozenset({"00000042"})}
    numbered = compare(thing(1, "Broparken afd. 4", **shared), thing(2, "Broparken afd. 14", **shared))
    unnumbered = compare(thing(1, "Broparken", **shared), thing(2, "Broparken", **shared))
    assert numbered.same < THRESHOLD <= unnumbered.same
    assert {one.text.id for one in numbered.reasons}.isdisjoint({"candidates.phone", "candidates.cvr"})
