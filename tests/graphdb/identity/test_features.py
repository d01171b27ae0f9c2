"""What is read of a store to be compared."""

from graphdb.identity import features
from graphdb.identity.features import Features, Question, address_of
from graphdb.identity.judgements import read_linker
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.store import GraphStore
from tests.graphdb.identity.things import TOWNS, texts
from tests.graphdb.identity.twice import AREA, actor, said, same, tie, write

A, B, HEAD = "actor:x:a", "actor:y:b", "actor:x:head"
P, S = "place:x:p", "service:x:s"
AREA_SAID = said(AREA, NodeKind.AREA, name="Vest", code="9901", level="municipality")


def read(store: GraphStore) -> dict[Id, Features]:
    """By id."""
    return {thing.id: thing for thing in features.read(store, read_linker(store), TOWNS)}


def test_an_actor_is_read_with_its_places_and_what_it_is_part_of(store: GraphStore) -> None:
    write(
        store,
        AREA_SAID,
        actor(
            A,
            name="Herberget Broen",
            other_names=("Broen",),
            identifiers=("pnr:1099000011", "ean:5790000000001", "sor:0000", "tilbudsportal:12"),
            email="post@broen.example",
            website="https://www.broen.example/om",
        ),
        actor(HEAD, name="Fonden"),
        said(P, NodeKind.PLACE, address="Havnegade 12", postal_code="5000"),
        said(S, NodeKind.SERVICE, name="Natseng", min_age=18),
        tie(EdgeKind.LOCATED_AT, A, P),
        tie(EdgeKind.IN, P, AREA),
        tie(EdgeKind.PART_OF, A, HEAD),
        tie(EdgeKind.OFFERS, A, S),
    )
    things = read(store)
    thing = things[A]
    assert [name.plain for name in thing.names] == ["herbergetbroen", "broen"]
    assert thing.numbers == {"pnr:1099000011"}, "zeros and two digits are no register's"
    assert thing.identifiers == {"ean:5790000000001"}
    assert thing.domains == thing.sites == {"broen.example"}
    assert thing.located == {(P, address_of("Havnegade 12", "5000"))}
    assert (thing.areas, thing.parents, thing.sources) == (texts("9901"), texts(HEAD), texts("kommune"))
    assert (things[S].question, things[S].owners, things[S].ages) == (Question.OFFER, texts(A), ("18", ""))
    assert (things[P].question, things[P].areas) == (Question.PLACE, texts("9901"))


def test_without_a_place_the_town_is_that_in_the_name_or_of_the_postcode(store: GraphStore) -> None:
    write(store, actor(A, name="Broen Odense"), actor(B, name="Broen"))
    assert (read(store)[A].areas, read(store)[B].areas) == (texts("0461"), texts())
    write(store, said(P, NodeKind.PLACE, postal_code="5000"), tie(EdgeKind.LOCATED_AT, B, P))
    assert read(store)[B].areas == {"0461"}


def test_mailboxes_of_everybody_have_no_domain(store: GraphStore) -> None:
    write(store, actor(A, email="broen@gmail.com", website="https://www.facebook.com/broen"))
    thing = read(store)[A]
    assert (thing.mailboxes, thing.domains, thing.sites) == (texts("broen@gmail.com"), texts(), texts())


def test_what_is_closed_down_or_not_for_all_is_not_compared(store: GraphStore) -> None:
    write(store, actor(A, status="defunct"), actor(B, visibility="professionals"), actor(HEAD))
    assert read(store).keys() == {HEAD}


def test_all_that_is_said_of_those_that_are_one_counts(store: GraphStore) -> None:
    write(store, actor(A, name="Broen"), actor(B, "2025-01-01", "register", name="Ly"), same(A, B))
    things = read(store)
    assert things.keys() == {A}
    assert [name.plain for name in things[A].names] == ["broen", "ly"]
    assert things[A].sources == {"kommune", "register"}
