"""What stands twice in a municipality, judged and taken back on its coordinator's page."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.claims import coordinator_source
from graphdb.model import EdgeKind, NodeKind, area_id
from graphdb.store import GraphStore
from tests.files import unwritten
from tests.graphdb.identity.twice import actor, contents, put, said, tie
from tests.webapp.duplicates.pairs import PAGE, A, B, C, D, answer, send

UNDO = f"{PAGE}/fortryd"


@pytest.fixture
def file(twice: GraphStore, tmp_path: Path) -> Path:
    """The database of the directory."""
    return tmp_path / "demo.db"


def test_both_stand_side_by_side_with_the_reasons(client: FlaskClient, file: Path) -> None:
    with unwritten(file):
        page = " ".join(client.get(PAGE).text.split())
    assert "1 par venter på dig." in page
    assert "A: Varmestuen Kilden" in page
    assert "100 point af 100. Taler for: " in page
    assert "samme telefonnummer" in page
    assert "Havnegade 30, 9911 Brostad" in page
    assert "<strong>Forskellig</strong>" in page
    assert "<td>Kun den ene</td>" in page
    assert "<td>Ens</td>" in page
    for verdict, times in (("same", 1), ("part-of", 2), ("same-place", 1), ("different", 1)):
        assert page.count(f'name="answer" value="{verdict}"') == times
    assert f'href="{PAGE}"' in client.get("/kommune/9901").text
    assert "/dubletter" not in client.get("/kommune/9902").text


def test_what_will_be_shown_is_said_before_it_is_written(
    client: FlaskClient, twice: GraphStore, file: Path
) -> None:
    with unwritten(file):
        page = send(client, answer="same")
    assert (page.status_code, "Intet er skrevet endnu." in page.text) == (200, True)
    assert "i stedet for: Kildens Varmestue" in page.text
    assert answer(client, "same").location == f"{PAGE}?svar=afgjort"
    assert twice.get([A, B]).keys() == {A}
    (judgement,) = twice.claims([f"SAME|{A}|{B}"])[f"SAME|{A}|{B}"]
    assert judgement.source == coordinator_source("9901")
    (written,) = twice.commits(after=twice.status().version - 1).items
    assert written.by.startswith("account:")


def test_a_list_that_is_united_is_instead_of_nothing(client: FlaskClient, twice: GraphStore) -> None:
    """Seen red: the names of each stood there as what would be shown no more."""
    own = {"name": "Varmestuen Kilden", "phone": "+4574427142", "email": "post@kilden.example"}
    put(twice, actor(A, other_names=("Stuen",), **own))
    put(twice, actor(B, "2026-01-01", "register", name="Kildens Varmestue", other_names=("Kilden",)))
    page = send(client, answer="same").text
    assert "Stuen, Kilden" in page
    assert page.count("i stedet for:") == 1  # the name


@pytest.mark.parametrize("verdict", ["same", "part-of", "same-place", "different"])
def test_each_answer_is_kept_and_undone(client: FlaskClient, twice: GraphStore, verdict: str) -> None:
    before = contents(twice)
    assert answer(client, verdict).status_code == 303
    page = client.get(f"{PAGE}?svar=afgjort").text
    assert "Afgjort. Du kan fortryde" in page
    assert "Varmestuen Kilden · Kildens Varmestue" in page
    assert "Ingen i kommunen ser ud til at stå to gange" in page
    assert answer(client, verdict).status_code == 404
    assert send(client, UNDO).location == f"{PAGE}?svar=fortrudt"
    assert contents(twice) == before
    assert send(client, UNDO).status_code == 404


def test_the_part_may_be_the_other_one(client: FlaskClient, twice: GraphStore) -> None:
    assert (
        "Kildens Varmestue vises som en del af Varmestuen"
        in send(client, first=B, second=A, answer="part-of").text
    )
    answer(client, "part-of", B, A)
    assert twice.claims([f"PART_OF|{B}|{A}"])


def test_that_two_are_different_is_written_at_once(client: FlaskClient, twice: GraphStore) -> None:
    assert send(client, answer="different").status_code == 303
    assert twice.claims([f"SAME|{A}|{B}"])


@pytest.mark.parametrize(("first", "second"), [(C, D), (D, C), (A, C), (A, D), (A, ""), (A, "010190-1234")])
def test_one_of_the_two_is_foreign(client: FlaskClient, file: Path, first: str, second: str) -> None:
    """Seen red with a pair looked for among all that wait."""
    assert "Natcafeen" not in client.get(PAGE).text
    with unwritten(file):
        for verdict in ("same", "different"):
            refused = answer(client, verdict, first, second)
            assert (refused.status_code, "010190" in refused.text) == (404, False)
        assert send(client, UNDO, first, second).status_code == 404


def test_others_come_not_in_and_take_nothing_back(
    client: FlaskClient, neighbour: FlaskClient, file: Path
) -> None:
    answer(client, "same")
    with unwritten(file):
        for path in (PAGE, UNDO):
            assert send(neighbour, path, answer="same").status_code == 403
        for path in ("/kommune/9902/dubletter", "/kommune/9902/dubletter/fortryd"):
            assert send(neighbour, path, answer="same", confirmed="1").status_code == 404


def test_a_form_without_its_token_or_an_answer_of_ours_changes_nothing(
    client: FlaskClient, file: Path
) -> None:
    sent = {"first": A, "second": B, "answer": "same", "confirmed": "1"}
    with unwritten(file):
        assert client.post(PAGE, data=sent).status_code == 403
        assert send(client, answer="one").status_code == 400


def test_an_address_is_erased_only_when_that_is_ticked(
    client: FlaskClient, twice: GraphStore, file: Path
) -> None:
    apart = "place:z:r"
    put(
        twice,
        tie(EdgeKind.SERVES, A, area_id("9901")),
        actor(A, "2026-02-01", "own", secret_address=True, name="Varmestuen Kilden"),
        said(apart, NodeKind.PLACE, "2026-01-01", "register", address="Algade 1", postal_code="9911"),
        tie(EdgeKind.LOCATED_AT, B, apart, "register"),
    )
    assert "Ja, slet adressen for altid" in send(client, answer="same").text
    with unwritten(file):
        assert answer(client, "same").status_code == 409
    assert send(client, answer="same", confirmed="1", erase="1").status_code == 303
    assert "address" not in twice.get([apart])[apart].props


def test_the_page_speaks_english(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"/en{PAGE}").text
    assert ("Do they stand twice?" in page, "Only one of them" in page) == (True, True)
    assert "<script>" not in page
