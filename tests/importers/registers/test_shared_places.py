"""Who shares a place: those at one address, and a whole building in which one is secret."""

from hypothesis import given
from hypothesis import strategies as st

from importers.registers.shared_places import SharedPlaces, There

STREETS = st.sampled_from(["Nygade 1", "Nygade 2", ""])
ACTORS = st.lists(
    st.builds(
        lambda id_, street, floor, withheld: There(
            id_, (street, floor) if street else (), (street,) if street else (), withheld
        ),
        st.sampled_from(["a", "b", "c", "d", "e", ""]),
        STREETS,
        st.sampled_from(["st.", "1."]),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda there: there.id,
)


def place(places: SharedPlaces, there: There) -> str:
    return places.place(there.id, there.address, there.building)


def test_those_at_one_address_share_the_place_of_the_first_by_id() -> None:
    first, second = (There(id_, ("Nygade 1",), ("Nygade 1",), False) for id_ in ("b", "a"))
    places = SharedPlaces.of([first, second])
    assert {place(places, first), place(places, second)} == {"a"}


def test_floors_are_places_of_their_own_until_one_is_secret() -> None:
    ground = There("a", ("Nygade 1", "st."), ("Nygade 1",), False)
    upstairs = There("b", ("Nygade 1", "1."), ("Nygade 1",), False)
    assert place(SharedPlaces.of([ground, upstairs]), upstairs) == "b"
    hidden = There("c", ("Nygade 1", "2."), ("Nygade 1",), True)
    places = SharedPlaces.of([ground, upstairs, hidden])
    assert {place(places, one) for one in (ground, upstairs, hidden)} == {"a"}


def test_where_no_address_is_told_nobody_is_with_another() -> None:
    one, other = There("a", (), (), True), There("b", (), (), False)
    assert place(SharedPlaces.of([one, other]), other) == "b"


@given(ACTORS)
def test_whoever_stands_with_a_secret_one_has_its_place_and_each_place_has_its_owner(
    actors: list[There],
) -> None:
    places = SharedPlaces.of(actors)
    known = [one for one in actors if one.id]
    for one in known:
        for other in known:
            together = one.building and one.building == other.building
            if together and (one.withheld or other.withheld):
                assert place(places, one) == place(places, other)
        # The place is made in the row of the one whose id it has, who is there, too.
        owner = next(other for other in known if other.id == place(places, one))
        assert place(places, owner) == owner.id
        assert owner.building == one.building


@given(ACTORS)
def test_the_order_of_the_file_is_of_no_matter(actors: list[There]) -> None:
    forth, back = SharedPlaces.of(actors), SharedPlaces.of(reversed(actors))
    assert [place(forth, one) for one in actors] == [place(back, one) for one in actors]
