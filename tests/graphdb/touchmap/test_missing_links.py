"""Relations that ought to be there: once per duty, one receiver is enough, agreements count both ways."""

import pytest

from graphdb.store import GraphStore
from tests.graphdb.touchmap.test_worlds import asked, units
from tests.graphdb.world import actor, relates, write


def test_relations_that_ought_to_be_there(world: GraphStore) -> None:
    write(world, units())
    write(world, actor("Sygehus", "reg_sygehus"))
    lacking = {(one.from_kind, one.to_kind) for one in asked(world, situation="sp_sygehus").missing_links}
    assert lacking == {("reg_sygehus", "kom_voksen")}, "said once, and only between those that are here"
    write(world, [relates("Sygehus", "rel_henviser", "Voksen"), relates("Bolig", "rel_adviserer", "Sygehus")])
    after = asked(world, situation="sp_sygehus").missing_links
    assert [link.from_kind for link in after] == ["reg_sygehus"], "neither the wrong way nor another kind"
    write(world, [relates("Sygehus", "rel_adviserer", "Bolig")])
    assert asked(world, situation="sp_sygehus").missing_links == (), "one receiver is enough"


def test_a_missing_relation_is_said_once_per_duty_and_never_for_every_pair(world: GraphStore) -> None:
    """Seen red with a line for each sender, and with one for each receiver."""
    write(world, units())
    write(world, actor("Fængsel", "jus_kriminalforsorg"))
    write(world, actor("KiF", "jus_kif"))
    lacking = asked(world, situation="sp_loesladt", age=30).missing_links
    assert [link.from_kind for link in lacking] == ["jus_kriminalforsorg"]
    touched = asked(world, situation="sp_loesladt", age=30, known_kinds=("jus_kif",)).missing_links
    assert touched[0].from_kind == "jus_kif", "who is in touch is said first"


@pytest.mark.parametrize(
    ("src", "kind", "dst", "lacks"),
    [
        ("Almen", "rel_samarbejder", "Bolig", False),
        ("Bolig", "rel_samarbejder", "Almen", False),
        ("Bolig", "rel_henviser", "Almen", True),
    ],
)
def test_symmetric_relations_count_both_ways(
    world: GraphStore, src: str, kind: str, dst: str, lacks: bool
) -> None:
    """Seen red when only the landlord could cooperate."""
    write(world, [*units(), *actor("Almen", "bol_organisation"), relates(src, kind, dst)])
    lacking = asked(world, situation="sp_husorden", age=30).missing_links
    assert ("rel_samarbejder" in {link.relation for link in lacking}) is lacks


@pytest.mark.parametrize(("src", "dst"), [("Almen", "Bolig"), ("Bolig", "Almen")])
@pytest.mark.parametrize(("until", "lacks"), [("2027-01-31", False), ("2026-01-31", True)])
def test_an_agreement_that_holds_fulfils_a_duty_both_ways(
    world: GraphStore, src: str, dst: str, until: str, lacks: bool
) -> None:
    write(world, [*units(), *actor("Almen", "bol_organisation")])
    write(world, [relates("Almen", "rel_underretter", "Ydelse")])  # what the passage asks for
    write(world, [relates(src, "rel_samarbejdsaftale", dst, until=until)])
    lacking = {(link.from_kind, link.to_kind) for link in asked(world, situation="sp_foged").missing_links}
    assert (("bol_organisation", "kom_bolig") in lacking) is lacks
