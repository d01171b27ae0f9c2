"""Spreadsheets of others: columns that are guessed and looked through, lists that we know, ranks."""

import signal
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commands import uploaded
from commands.uploading import Processes
from graphdb.claims import Rank
from graphdb.store import GraphStore
from tests.webapp.runs.test_runs import words
from tests.webapp.signin.people import Clock, csrf
from tests.webapp.upload.conftest import Send, as_file, settled
from tests.webapp.upload.test_upload import act
from webapp.app import create_app
from webapp.entrance import FILES_PATH
from webapp.settings import Settings
from webapp.upload.folder import GUESS

LIST: Final = "Værested;Type;Telefon;Kommune\nBlå Dør;Varmestue;75 62 00 02;Brostad\n"
STRANGE: Final = (
    "Navn;Type;Tlf.;Adresse;Postnr.;By;Kommune\n"
    "Blå Dør;Værested;75 62 00 02;Søndergade 1;8700;Horsens;Horsens\n"
)
NEW: Final = "actor:vores-liste:"


class AtOnce(Processes):
    """The same program in this process: ``test_upload`` sees that it is one of its own."""

    def begin(self, folder: Path, attempt: str) -> None:
        before = signal.getsignal(signal.SIGTERM)
        try:
            uploaded.main(folder, attempt)
        finally:
            signal.signal(signal.SIGTERM, before)


@pytest.fixture
def app(
    demo_copy: GraphStore, tmp_path: Path, place: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """The application on a directory of one's own, that imports into it at once."""
    monkeypatch.setenv("BROBYGGER_STORE", f"sqlite:///{tmp_path / 'demo.db'}")
    return create_app(Settings(staff_passwords=True), demo_copy, clock=clock, importing=AtOnce())


def blue_door(store: GraphStore) -> str:
    """The id under which the list brought it."""
    return next(
        target
        for target in (claim.target for claim in store.claims_of("vores-liste").items)
        if target.startswith(NEW)
    )


def test_who_needs_none_meets_none(admin: FlaskClient) -> None:
    """The choices are folded, and leave all as it was."""
    page = admin.get(FILES_PATH).text
    assert "<details>" in page
    assert "<details open" not in page
    assert page.index('name="files"') < page.index("<details>") < page.index('name="layout"')
    assert [
        page.count(f'value="{value}"') for value in (GUESS, "vaeresteder", "directory", "startpakke")
    ] == [1, 1, 2, 0]


def test_columns_are_guessed_looked_through_and_then_tried_out(
    admin: FlaskClient, demo_copy: GraphStore, send: Send
) -> None:
    version = demo_copy.status().version
    answer = send({"liste.csv": STRANGE}, form="table", source="vores-liste", layout=GUESS)
    page = settled(admin, answer)
    assert "Sådan gættede vi" in page
    assert ("name = &#34;Navn&#34;" in page, "--mapping" in page, "brobygger-upload" in page) == (
        True,
        False,
        False,
    )
    draft = (
        page.partition('spellcheck="false"')[2]
        .partition(">")[2]
        .partition("</textarea>")[0]
        .replace("&#34;", '"')
    )
    looked_through = draft.replace('constant = ""', 'constant = "civ_vaerested"')
    assert demo_copy.status().version == version
    sent = {"csrf": csrf(page), "act": "mapped", "mapping": looked_through}
    tried = settled(admin, admin.post(answer.location, data=sent))
    assert "Sådan ville det gå" in tried
    assert "Ret, hvilken kolonne der er hvad" in tried
    settled(admin, act(admin, answer.location, "start"))
    assert demo_copy.get([blue_door(demo_copy)])


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ("", "Skriv, hvilken kolonne der er hvad."),
        ("min egen linje\nnote = '010190-1234'", "ligner et CPR-nummer"),
    ],
)
def test_a_mapping_that_says_nothing_is_not_taken(
    admin: FlaskClient, send: Send, mapping: str, why: str
) -> None:
    answer = send({"liste.csv": STRANGE}, form="table", layout=GUESS)
    page = settled(admin, answer)
    refused = admin.post(answer.location, data={"csrf": csrf(page), "act": "mapped", "mapping": mapping})
    assert (refused.status_code, why in refused.text, "010190" in refused.text) == (422, True, False)
    kept = "min egen linje" if mapping else "name = &#34;Navn&#34;"
    assert kept in refused.text, "the other lines, or the guess, are there yet"


def test_what_was_written_stays_where_it_cannot_be_understood(admin: FlaskClient, send: Send) -> None:
    answer = send({"liste.csv": STRANGE}, form="table", layout=GUESS)
    page = settled(admin, answer)
    sent = {"csrf": csrf(page), "act": "mapped", "mapping": "[[table\nmin egen linje"}
    refused = settled(admin, admin.post(answer.location, data=sent))
    assert "Det kan ikke indlæses" in refused
    assert "min egen linje</textarea>" in refused.replace("\n</textarea>", "</textarea>")
    sent = {
        "csrf": csrf(refused),
        "act": "mapped",
        "mapping": '[[table]]\n[table.actor]\nname = "Navn"\nkind = { constant = "civ_vaerested" }',
    }
    assert "Sådan ville det gå" in settled(admin, admin.post(answer.location, data=sent))


def test_where_no_heading_is_known_nothing_is_guessed(admin: FlaskClient, send: Send) -> None:
    answer = send({"liste.csv": "A;B\n1;2\n"}, form="table", layout=GUESS)
    assert "Vi genkender ingen kolonner i filerne." in words(settled(admin, answer))


def test_a_list_that_we_know_is_read_by_its_name(
    admin: FlaskClient, demo_copy: GraphStore, send: Send
) -> None:
    answer = send({"liste.csv": LIST}, form="table", source="vores-liste", layout="vaeresteder")
    assert "Sådan ville det gå" in settled(admin, answer)
    settled(admin, act(admin, answer.location, "start"))
    assert demo_copy.get([blue_door(demo_copy)])


@pytest.mark.parametrize(
    ("rank", "weighs"), [("", Rank.MUNICIPALITY), ("register", Rank.REGISTER), ("directory", Rank.DIRECTORY)]
)
def test_a_source_weighs_what_is_chosen(
    admin: FlaskClient, demo_copy: GraphStore, send: Send, rank: str, weighs: Rank
) -> None:
    answer = send({"liste.csv": LIST}, form="table", source="vores-liste", layout="vaeresteder", rank=rank)
    settled(admin, answer)
    settled(admin, act(admin, answer.location, "start"))
    assert {claim.rank for claim in demo_copy.claims([blue_door(demo_copy)])[blue_door(demo_copy)]} == {
        weighs
    }


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"form": "directory", "layout": "vaeresteder"}, "passer kun til Tabeller fra andre"),
        ({"form": "directory", "layout": GUESS}, "passer kun til Tabeller fra andre"),
        ({"form": "table", "layout": "../../x"}, "passer kun til Tabeller fra andre"),
        ({"form": "table", "rank": "coordinator"}, "Vælg en af vægtene"),
        ({"form": "table", "layout": GUESS, "mapping": as_file("min.toml", "x")}, "Vælg det ene."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_stays_chosen(
    admin: FlaskClient, send: Send, fields: dict[str, str], why: str
) -> None:
    answer = send({"liste.csv": LIST}, **fields)
    assert (answer.status_code, why in answer.text) == (422, True)
    assert "<details open" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_what_is_offered_comes_from_the_importers() -> None:
    choices = {choice.id: choice for choice in Processes().choices()}
    assert set(choices["table"].layouts) == {
        "aftaler",
        "boligorganisationer",
        "tilbudsportalen",
        "vaeresteder",
    }
    assert (choices["table"].guesses, choices["directory"].guesses, dict(choices["directory"].layouts)) == (
        True,
        False,
        {},
    )
    assert Processes().ranks() == ["municipality", "register", "directory"]
