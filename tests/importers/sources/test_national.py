"""Public facts for the whole country: true everywhere, confirmed by nobody, outranked by what others say."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

import pytest

from graphdb.cards import card
from graphdb.cards.contact_points import to_ring
from graphdb.connect import open_store
from graphdb.errors import Refused
from graphdb.message import say
from graphdb.model import Id, Node
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from importers.running import frame
from importers.sources import directory
from importers.sources import national as nationals
from importers.starting import reference
from tests.files import copied
from tests.importers.conftest import order

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
VEJLE = "actor:national:kommune-vejle"


@pytest.fixture(scope="module")
def national_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file as ``brobygger load`` leaves it."""
    path = tmp_path_factory.mktemp("national") / "national.db"
    copyfile(seeded_file, path)
    store = open_store(f"sqlite:///{path}")
    for report in reference.load(store, order("seed"), national=True):
        assert not report.problems
    store.close()
    return path


@pytest.fixture
def national(national_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """A store as ``brobygger load`` leaves it."""
    yield from copied(national_file, tmp_path)


def get(store: GraphStore, actor: Id) -> Node:
    return store.get([actor])[actor]


def test_every_municipality_shows_its_own_number_its_bailiff_court_and_its_police(
    national: GraphStore,
) -> None:
    towns = [town.text("code") for town in catalogue.read(national).municipalities("2026-11-26")]
    assert len(towns) == 98
    for town in towns:
        results = search(national, Filters(municipality=(town,)), now=NOW, per_page=100)
        kinds = {hit.card.kind for hit in results.items}
        assert {"kom_kommune", "jus_foged", "jus_politi", "civ_raadgivning", "stat_udk"} <= kinds, town


def test_nobody_has_confirmed_it_and_it_says_when_its_source_said_so(national: GraphStore) -> None:
    # Red with ``confirms``: what is stated counts as confirmed then.
    hotline = get(national, "actor:national:lev-uden-vold-1888")
    assert {origin.confirmed_on for origin in hotline.prov.values()} == {""}
    assert card.stated_on(hotline) == "2023-01-01"
    assert card.confirmed_on(hotline) == ""
    assert hotline.text("source").startswith("https://levudenvold.dk")
    hit = search(national, Filters(q="lev uden vold"), now=NOW, per_page=1).items[0]
    assert (hit.card.stale, hit.card.confirmed_on, hit.card.stated_on) == (True, "", "2023-01-01")
    assert (hit.card.source, hit.card.demo) == ("national", False)


def test_112_is_a_sentence_and_no_actor(national: GraphStore) -> None:
    assert not national.get(["actor:national:alarm-112"])


def test_a_number_that_leads_through_the_police_says_so(national: GraphStore) -> None:
    guard = get(national, "actor:national:toender-social-bagvagt")
    point = to_ring(national, [guard], catalogue.read(national))[guard.id]
    assert (card.phone(guard, point), say(card.phone_note(guard, point))) == ("114", "Gennem politiet.")
    police = get(national, "actor:national:politi-114")
    assert (card.phone(police, None), card.phone_note(police, None)) == ("114", "")
    assert to_ring(national, [police], catalogue.read(national)) == {}
    results = search(national, Filters(q="social bagvagt", municipality=("0550",)), now=NOW, per_page=5)
    assert say(results.items[0].card.phone_note) == "Gennem politiet."


def test_a_municipality_s_own_word_wins(national: GraphStore, write: Callable[[str, str], Path]) -> None:
    path = write(
        "actors.csv", "id,name,kind,phone\nnational:kommune-vejle,Vejle Kommune,kom_kommune,76 81 00 00\n"
    )
    frame.run(national, directory.IMPORTER, [path], order("vejle"))
    town = get(national, VEJLE)
    assert (town.text("phone"), town.text("website")) == ("+4576810000", "https://www.vejle.dk")
    assert card.source(town) == "vejle"
    list(reference.load(national, order("seed", at="2026-03-03T08:00:00+00:00"), national=True))
    assert get(national, VEJLE).text("phone") == "+4576810000"


def test_loading_again_changes_nothing(national: GraphStore) -> None:
    later = order("seed", at="2027-03-03T08:00:00+00:00", today="2027-03-03")
    assert not any(report.changed for report in reference.load(national, later, national=True))


def test_it_is_neither_example_data_nor_in_its_way(
    national: GraphStore, write: Callable[[str, str], Path]
) -> None:
    assert reference.wants_demo(national)
    reference.refuse_beside_real(national)
    path = write("actors.csv", "id,name,kind\na,Værestedet,civ_vaerested\n")
    frame.run(national, directory.IMPORTER, [path], order("horsens"))
    assert not reference.wants_demo(national)
    with pytest.raises(Refused, match="eksempeldata"):
        reference.refuse_beside_real(national)


def test_what_cannot_be_read_is_told_with_its_row(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    path = write(
        "national.csv",
        "id,name,kind,scope,phone,read_on,mystery\na,Linjen,civ_raadgivning,dk,hemmelig,2026-01-01,x\n",
    )
    report = frame.run(seeded, nationals.IMPORTER, [path], order("national"))
    assert {(problem.row, problem.column) for problem in report.problems} == {(1, "mystery"), (2, "phone")}
