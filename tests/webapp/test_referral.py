"""The text to copy from an actor's page, in both languages."""

from html import unescape

import pytest
from flask.testing import FlaskClient

from graphdb.claims import Claim, Fact, Rank
from graphdb.model import NodeKind
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.directory.test_profile import HOUSE, filled
from tests.graphdb.town import FRESH, actor_id, node, put
from tests.webapp.conftest import application


def copied(store: GraphStore, actor: str, prefix: str = "") -> list[str]:
    """The lines of the text that is offered on an actor's page."""
    client: FlaskClient = application(store).test_client()
    page = client.get(f"{prefix}/actors/{actor}").text
    index.forget(store)
    area = page.split('<textarea id="referral" readonly rows="8">')[1].split("</textarea>")[0]
    return unescape(area).split("\n")


def test_it_is_what_somebody_needs_to_get_there(sqlite_store: GraphStore) -> None:
    filled(sqlite_store)
    assert copied(sqlite_store, HOUSE) == [
        "Huset (Herberg og forsorgshjem (§ 110))",
        "Telefon: 21 11 11 11",
        "Telefontid: man-fre 9-15",
        "Nattevagt: 22 22 22 22, døgnåbent",
        "Adresse: Gade 1, 8700 Horsens",
        "Dækker: Horsens, København",
        "Tilbud:",
        "- Seng. Vejen ind: Du kan selv møde op. Alder: fra 18 år.",
        "Sidst bekræftet 1. februar 2026.",
    ]


def test_it_is_english_on_the_english_page(sqlite_store: GraphStore) -> None:
    filled(sqlite_store)
    lines = copied(sqlite_store, HOUSE, "/en")
    assert lines[1:4] == [
        "Phone: 21 11 11 11",
        "Phone hours: Mon-Fri 9:00-15:00",
        "Nattevagt: 22 22 22 22, open 24 hours",
    ]
    assert lines[-1] == "Last confirmed 1 February 2026."
    assert lines[-2].endswith("Age: from 18 years.")


@pytest.mark.parametrize("flagged", ["house", "top"])
def test_a_secret_address_is_said_to_be_secret(sqlite_store: GraphStore, flagged: str) -> None:
    filled(sqlite_store)
    put(sqlite_store, node(actor_id(flagged), NodeKind.ACTOR, FRESH, "own", secret_address=True))
    lines = copied(sqlite_store, HOUSE)
    assert "Adressen er hemmelig. Ring først." in lines
    assert not [line for line in lines if "Gade 1" in line]


def test_what_is_different_today_and_what_nobody_confirmed(sqlite_store: GraphStore) -> None:
    filled(sqlite_store)
    put(sqlite_store, node(HOUSE, NodeKind.ACTOR, FRESH, "own", temporary_text="Lukket i uge 10"))
    assert "Lige nu: Lukket i uge 10" in copied(sqlite_store, HOUSE)
    facts = {"name": Fact("Nyt", "2026-01-05", ""), "kind": Fact("bo_110", "2026-01-05", "")}
    put(sqlite_store, Put(Claim(actor_id("new"), "a", Rank.MUNICIPALITY, NodeKind.ACTOR, facts)))
    assert copied(sqlite_store, actor_id("new"))[-1] == "Ikke bekræftet (oplyst 5. januar 2026)."
