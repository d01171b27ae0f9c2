"""The two printouts: what the citizen may read, and what the case needs."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.claims import Claim, Fact, Rank
from graphdb.model import EdgeKind, NodeKind, term_id
from graphdb.store import GraphStore
from graphdb.touchmap import Question, build
from graphdb.touchmap.citizen_sheet import NEVER, plain
from graphdb.writing.plan import Put
from tests.graphdb.world import FRESH, NOW, actor, service, tie, write
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from tests.webapp.test_touchmap import SITUATIONS
from webapp.touchmap.casenote import case_note
from webapp.touchmap.consent import consent

MUNICIPALITIES = ["9901", "9902", "9903"]


def sheet(client: FlaskClient, name: str, **fields: str) -> str:
    """A printout for somebody in Brostad, or where the fields say."""
    answer = client.post(f"/touch-map/{name}", data={"acting_municipality": "9901", **fields})
    assert answer.status_code == 200
    assert problems(answer.text) == []
    return html.unescape(answer.text)


def _facts(said: dict[str, str]) -> dict[str, Fact]:
    return {name: Fact(value, FRESH, FRESH) for name, value in said.items()}


def texts(client: FlaskClient, **fields: str) -> tuple[str, str]:
    """The short note for the case system, and the whole text."""
    note, whole = re.findall(r"<textarea[^>]*>(.*?)</textarea>", sheet(client, "case", **fields), re.DOTALL)
    return note, whole


def case(client: FlaskClient, **fields: str) -> str:
    """The whole text for the case system."""
    return texts(client, **fields)[1]


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_hard_words_never_stand_on_the_citizens_sheet(
    client: FlaskClient, situation: str, municipality: str
) -> None:
    for more in ({}, {"acute": "1", "danger": "1"}, {"age": "17", "acute": "1"}):
        page = sheet(client, "citizen", situation=situation, **{"acting_municipality": municipality, **more})
        said = re.sub(r"<input[^>]*>", "", page).casefold()
        assert [word for word in NEVER if word in said] == []


def test_the_list_of_hard_words_is_whole() -> None:
    assert len(NEVER) == 11
    assert not plain("Misbrugscentret")
    assert not plain("Støtte ved MISLIGHOLDELSE")
    assert plain("Rusmiddelcentret")


@pytest.mark.parametrize(("kind", "shown"), [("bo_109", False), ("civ_vaerested", True)])
def test_no_address_of_a_crisis_centre(demo_copy: GraphStore, kind: str, shown: bool) -> None:
    """Not even of one that nobody has marked as secret, and that takes people in from the street."""
    facts = {"address": "Skjulestien 7", "postal_code": "9911", "city": "Brostad"}
    place = Claim("place:x:hulen", "egen", Rank.OWN, NodeKind.PLACE, _facts(facts))
    walk_in = tie(EdgeKind.VIA, "service:x:Ophold", term_id("ar_selv"))
    located = tie(EdgeKind.LOCATED_AT, "actor:x:Hulen", "place:x:hulen")
    own = (*actor("Hulen", kind), *service("Hulen", "Ophold", needs=("need_bolig",)))
    write(demo_copy, [*own, Put(place), walk_in, located])
    client = application(demo_copy).test_client()
    page = sheet(client, "citizen", situation="sp_hjemloes", known_actors="actor:x:Hulen")
    assert "Hulen" in page
    assert ("Skjulestien" in page) is shown


def test_the_sheet_has_phones_hours_and_the_agreed_words(client: FlaskClient) -> None:
    page = sheet(client, "citizen", situation="sp_foged")
    assert "Her er dem, der kan hjælpe dig" in page
    assert "Du kan ringe eller møde op. Tag gerne en med, du er tryg ved." in page
    helpers = page.split("<article")[1:]
    assert 2 <= len(helpers) <= 6
    assert all('href="tel:' in one for one in helpers)
    assert "Åbent:" in page
    assert "Kan hjælpe med:" in page
    assert "Fogedretten" not in page


def lix(text: str) -> float:
    """How hard a text is to read: words in a sentence, and of a hundred words those over six letters."""
    sentences = len(re.findall(r"[.!?:](?=\s|$)", text))
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) / max(1, sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_lix_counts_sentences_and_long_words() -> None:
    assert lix("Du kan ringe. Kom i morgen.") == 3
    assert lix("Kommunalbestyrelsen visiterer.") == 102


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_sheet_is_easy_to_read(client: FlaskClient, situation: str) -> None:
    """Its own sentences, without names, numbers and what others wrote."""
    for fields in ({}, {"acute": "1", "danger": "1"}, {"age": "17"}):
        page = sheet(client, "citizen", situation=situation, **fields)
        part = page.split('class="for-citizen"')[1].split("</main>")[0].split("<form")[0]
        own = re.sub(
            r"<h2>.*?</h2>|<p class=\"helper-service\">.*?</p>|<a .*?</a>|<label.*?</label>", "", part
        )
        said = re.sub(r"<[^>]+>", " ", own.replace("</p>", ". ").replace("</h1>", ". "))
        assert lix(re.sub(r"\.[\s.]*\.", ".", said)) <= 35


def test_the_sheet_says_when_and_leaves_room_for_who(client: FlaskClient) -> None:
    page = sheet(client, "citizen", situation="sp_foged")
    assert 'Du fik arket af <span class="blank"></span> den 23. november 2026.' in page
    assert page.count('<input class="form-checkbox no-print"') == page.count("<article")
    assert "Du kan selv møde op" in page


def test_a_name_with_a_hard_word_gives_way_to_the_kind(demo_copy: GraphStore) -> None:
    """The telephone is still there; only the word is not."""
    facts = _facts({"name": "Misbrugsrådgivningen"})
    mine = Claim("actor:demo:gaeldsfri-brostad", "egen", Rank.OWN, NodeKind.ACTOR, facts)
    write(demo_copy, [Put(mine)])
    page = sheet(application(demo_copy).test_client(), "citizen", situation="sp_foged")
    assert "Misbrug" not in page
    assert "<h2>Frivillig gældsrådgivning</h2>" in page


def test_tonight_shows_the_telephone_that_is_answered_tonight(client: FlaskClient) -> None:
    """Seen red with the office's number and hours for the duty officer."""
    answer = client.post(
        "/touch-map", data={"acting_municipality": "9901", "situation": "sp_hjemloes", "acute": "1"}
    )
    night = answer.text.split('id="i-nat"')[1].split("</section>")[0]
    page = sheet(client, "citizen", situation="sp_hjemloes", acute="1")
    beds = [one for one in page.split("<article")[1:] if "Her kan du få hjælp i nat." in one]
    assert beds
    assert all(re.search(r'href="(tel:[^"]+)"', one)[1] in night for one in beds)  # type: ignore[index]


def test_violence_is_not_written_on_paper(client: FlaskClient) -> None:
    page = sheet(client, "citizen", situation="sp_vold")
    assert "Andre kan finde arket." in page
    assert "vold" not in page.split('class="for-citizen"')[1].split("</main>")[0].split("<form")[0].casefold()


def test_danger_stands_on_the_sheet(client: FlaskClient) -> None:
    assert "ring 112" in sheet(client, "citizen", situation="sp_rus", danger="1").split("</main>")[0]


def test_the_way_back_keeps_everything(client: FlaskClient) -> None:
    page = sheet(client, "citizen", situation="sp_rus", age="43", acute="1", known_kinds="sund_praksis")
    back = page.split('<form class="no-print"')[1]
    for name, value in (
        ("situation", "sp_rus"),
        ("age", "43"),
        ("acute", "1"),
        ("known_kinds", "sund_praksis"),
    ):
        assert f'<input type="hidden" name="{name}" value="{value}">' in back


def test_the_case_has_rules_deadlines_sources_and_dates(client: FlaskClient) -> None:
    text = case(client, situation="sp_foged", event="foged_notice", event_date="2026-11-16", age="43")
    assert text.startswith("HVEM ER OM BORGEREN?")
    for wanted in (
        "EKSEMPELDATA", "Lavet med Brobygger 23. november 2026 kl. 10.30.", "Handlekommune: Brostad", "43 år",
        "RING TIL", "Det må du sige:", "Hvorfor:", "FRISTER", "30. november 2026",
        "Retssikkerhedsloven § 5 a", "HVEM ER MED, OG HVEM HAR PLANEN", "SANDSYNLIGE", "Sidst bekræftet",
        "Vejledende; spørg jeres jurist.",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert "<" not in text
    assert "None" not in text


def test_nothing_is_said_about_the_version_of_our_data(client: FlaskClient) -> None:
    for text in texts(client, situation="sp_foged"):
        assert "udgave" not in text


FULL = {
    "age": "43", "child_age": "5", "event": "foged_notice", "event_date": "2026-11-16", "acute": "1",
    "danger": "1", "staying_municipality": "9902", "landlord": "almen", "from_kind": "civ_ngo",
}  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_note_comes_first_and_is_short(client: FlaskClient, situation: str) -> None:
    """Seen red without the limit on deadlines."""
    for fields in ({}, FULL, {"age": "16", "acute": "1"}):
        note, whole = texts(client, **{"situation": situation, **fields})
        assert len(note.split()) <= 180
        assert len(note) < len(whole)
        wanted = ("SITUATION", "RINGET TIL", "AFTALT MED", "SAMTYKKE")
        assert [note.index(part) for part in wanted] == sorted(note.index(part) for part in wanted)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_deadline_is_cut_from_the_note_without_a_word(client: FlaskClient, situation: str) -> None:
    """Each deadline of the long text stands in the note, its date with it, or is counted there.

    Seen red when the note ended with the last that fitted.
    """
    note, whole = texts(client, **{"situation": situation, **FULL})
    listed = [line for line in whole.split("FRISTER\n")[1].split("\n\n")[0].split("\n") if line[0] == "-"]
    duties = [line for line in listed if not line.startswith("- Ansatte i det offentlige")]
    kept = note.split("FRISTER\n")[1].split("\n\n")[0].split("\n")
    counted = [int(line.split()[1]) for line in kept if "flere i hele teksten" in line]
    assert len(kept) - len(counted) + sum(counted) == len(duties)
    for date in re.findall(r"^- (\d+\. \w+ \d{4}): ", "\n".join(duties), re.MULTILINE):
        assert date in "\n".join(kept)


@pytest.mark.parametrize(
    ("room", "line"),
    [(0, r"^- \d flere i hele teksten$"), (3, r"^- \d flere i hele teksten: \d+\. \w+ \d{4}$")],
    ids=["the count", "a date too"],
)
def test_where_no_deadline_fits_they_are_counted_with_their_dates_if_these_fit(
    app: Flask, demo_store: GraphStore, room: int, line: str
) -> None:
    asked: dict[str, Any] = {"situation": "sp_foged", "event": "foged_notice", "event_date": "2026-11-30"}
    touch_map = build(demo_store, Question("9901", age=43, child_age=5, **asked), now=NOW)
    with app.test_request_context():
        consents = consent(touch_map)
        empty = case_note(replace(touch_map, duties=()), [], consents, NOW)
        spare = 180 - len(empty.split()) - len(["FRISTER", "-", "9", "flere", "i", "hele", "teksten"])
        note = case_note(touch_map, [" ".join(["ord"] * (spare - room))], consents, NOW)
    assert len(note.split()) <= 180
    assert re.search(line, note, re.MULTILINE)


def test_the_note_names_the_service_and_the_deadline(client: FlaskClient) -> None:
    note, _ = texts(client, situation="sp_foged", event="foged_notice", event_date="2026-11-16", age="43")
    assert re.search(r"^\[ \] [^,\n]+, [^,\n]+, tlf\. \d", note, re.MULTILINE)
    assert "- 30. november 2026: Kommunen træffer afgørelse" in note
    assert "43 år" in note
    assert re.search(r"^Gældsfri Brostad, Brostad Retshjælp: .*samtykke", note, re.MULTILINE)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_has_a_text(client: FlaskClient, situation: str) -> None:
    text = case(client, situation=situation, acute="1", age="17", acting_municipality="9903")
    assert "UNDERRET FØRST" in text
    assert "\n\n\n" not in text


def test_the_text_is_danish_on_an_english_page(app: Flask) -> None:
    page = app.test_client().post(
        "/en/touch-map/case", data={"acting_municipality": "9901", "situation": "sp_foged"}
    )
    assert "Handlekommune: Brostad" in page.text
    assert "Municipality that must help: Brostad" not in page.text
