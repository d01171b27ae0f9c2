"""The touch map as pages, read without scripts."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.webapp.lint import problems

Post = Callable[..., str]
SITUATIONS = [
    "sp_18", "sp_sofa", "sp_foged", "sp_husorden", "sp_ny_bolig", "sp_rus", "sp_psyk", "sp_sygehus",
    "sp_hjemloes", "sp_civil", "sp_loesladt", "sp_vold", "sp_familie",
]  # fmt: skip
ORDER = [
    "I nat",
    "Ring til",
    "Frister",
    "Hvem er med, og hvem har planen",
    "Sandsynlige",
    "Det samme som billede",
]


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """The page that a form from Brostad is answered with."""

    def send(path: str = "", status: int = 200, **fields: Any) -> str:
        answer = client.post(f"/touch-map{path}", data=MultiDict({"acting_municipality": "9901", **fields}))
        assert answer.status_code == status
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert problems(answer.text) == []
        return answer.text

    return send


def text(page: str) -> str:
    """What the page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def ticked(page: str, name: str) -> set[str]:
    """The values of the ticked boxes of a field."""
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page)
    return {
        re.search(r'value="([^"]*)"', box)[1]  # type: ignore[index]
        for box in boxes
        if f'name="{name}"' in box and " checked" in box
    }


def test_the_form_shows_groups_in_order_and_keeps_the_rest_folded(client: FlaskClient) -> None:
    page = client.get("/touch-map").text
    assert problems(page) == []
    groups = re.findall(r'<h3 id="start-\d">([^<]+)</h3>', page)
    assert groups == ["Bolig", "Ung", "Behandling", "Gade", "Andet"]
    assert set(re.findall(r'name="situation" value="(\w+)"', page)) == set(SITUATIONS)
    assert "Handlekommune (den kommune, der skal hjælpe)" in page
    assert "Det, du krydser af her, bliver ikke gemt." in page
    assert "<details open" not in page
    assert ticked(page, "risk_groups") == set()


def test_the_caseworkers_own_municipality_may_be_a_bookmark(client: FlaskClient) -> None:
    page = client.get("/touch-map?municipality=9902&age=17").text
    assert '<option value="9902" selected>' in page
    assert 'value="17"' not in page


@pytest.mark.parametrize("situation", SITUATIONS)
def test_one_button_is_enough(post: Post, situation: str) -> None:
    page = post(situation=situation)
    headings = [heading for heading in ORDER if re.search(rf"<h2[^>]*>{heading}</h2>", page)]
    assert headings == [heading for heading in ORDER if heading in headings]
    assert {"Ring til", "Hvem er med, og hvem har planen", "Sandsynlige"} <= set(headings)
    calls = page.split('id="ring-til"')[1].split("</ol>")[0]
    assert 1 <= calls.count('class="call-phone"') <= 3
    assert calls.count('href="tel:') == calls.count('class="call-phone"')
    assert "Det må du sige" in calls
    assert "Vejledende; spørg jeres jurist." in page
    assert "Du ser eksempeldata." in page


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_may_be_said_stands_once_and_on_a_card_only_what_differs(post: Post, situation: str) -> None:
    """Where no rule of the first holds for another, each has its own. Seen red with all rules on each."""
    calls = post(situation=situation, age="40").split('id="ring-til"')[1].split("</section>")[0]
    above, *cards = calls.split('<li class="card-box call">')
    consent = [re.findall(r"<p>([^<]+)", "".join(card.split('class="say"')[1:])) for card in cards]
    said = [text for texts in consent for text in texts]
    if "shared-rule" in above:
        assert len(said) == len(set(said))
        assert all("Her gælder" in card for card, texts in zip(cards, consent, strict=True) if texts)
    else:
        assert all("Det må du sige" in card for card in cards)


def test_who_asks_is_the_first_choice(client: FlaskClient) -> None:
    page = client.get("/touch-map").text
    form = page.split('<form method="post"')[1]
    labels = re.findall(r'name="from_kind" value="(\w+)"( checked)?>\s*<label[^>]*>([^<]+)', form)
    assert [label for _, _, label in labels] == [
        "Kommune", "Sygehus eller behandling", "Forening", "Udlejer", "Skole", "Politi eller fængsel",
        "Herberg, krisecenter eller botilbud",
    ]  # fmt: skip
    assert [code for code, checked, _ in labels if checked] == ["kom_voksen"]
    assert form.index('name="from_kind"') < form.index('id="acting"')


@pytest.mark.parametrize(
    ("fields", "asks"),
    [
        ({}, "Kommune"),
        ({"from_kind": "reg_sygehus"}, "Sygehus"),
        ({"from_kind": "reg_sygehus", "from_unit": "psy_regional"}, "Psykiatri"),
        ({"from_kind": "civ_ngo", "from_unit": "psy_regional"}, "Forening"),
        ({"from_kind": "stat_udk"}, "Udbetaling Danmark"),
    ],
)
def test_who_asks_is_always_a_chip_and_an_exact_kind_only_counts_in_its_group(
    post: Post, fields: dict[str, str], asks: str
) -> None:
    page = post(situation="sp_psyk", **fields)
    (chip,) = re.findall(r'chip-said">Spørger: ([^<]+)<', page)
    assert asks.casefold() in html.unescape(chip).casefold()
    again = post(
        situation="sp_psyk", from_kind=re.findall(r'name="from_kind" value="(\w+)" checked', page)[0]
    )
    assert "Ring til" in again


@pytest.mark.parametrize(
    ("group", "of_one", "exact"),
    [("Udlejer", "Den almene udlejer skal", "bol_organisation"), ("Herberg", "Herberget skal", "bo_110")],
)
def test_a_group_that_asks_gets_the_rules_of_all_its_kinds(
    client: FlaskClient, post: Post, group: str, of_one: str, exact: str
) -> None:
    """Seen red when the non-profit landlord and the hostel stood for their groups."""
    form = client.get("/touch-map").text
    (code,) = re.findall(rf'name="from_kind" value="(\w+)"[^>]*>\s*<label[^>]*>{group}', form)
    asked = {"situation": "sp_foged", "risk_groups": "rg_hjemloes", "age": "40", "from_kind": code}
    page = post(**asked)
    assert of_one not in page.split('id="ring-til"')[1].split("</section>")[0]
    assert '<option value="">Ikke valgt</option>' in page
    said = post(**asked, from_unit=exact)
    assert of_one in said.split('id="ring-til"')[1].split("</section>")[0]
    assert f'<option value="{exact}" selected>' in said


def test_the_exact_kind_that_stands_for_its_group_is_still_chosen(client: FlaskClient, post: Post) -> None:
    """On the page, and on the way back to it from a printout."""
    page = post(situation="sp_hjemloes", age="40", from_kind="bo_107", from_unit="bo_107")
    assert '<option value="bo_107" selected>' in page
    (chip,) = re.findall(r'chip-said">Spørger: ([^<]+)<', page)
    assert "Herberg, krisecenter eller botilbud" not in chip
    asked = {"acting_municipality": "9901", "situation": "sp_hjemloes", "from_unit": "bo_107"}
    for group, sent in (("bo_107", True), ("civ_ngo", False)):
        printed = client.post("/touch-map/citizen", data={**asked, "from_kind": group}).text
        assert ('name="from_unit" value="bo_107"' in printed) is sent


def test_the_sharing_rules_follow_who_asks(post: Post) -> None:
    texts = {
        kind: post(situation="sp_sygehus", age="40", from_kind=kind) for kind in ("kom_voksen", "reg_sygehus")
    }
    rules = {kind: page.split('id="ring-til"')[1].split("</section>")[0] for kind, page in texts.items()}
    assert ["Spørg patienten" in rules[kind] for kind in texts] == [False, True]


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        ("kom_voksen", "Hos jer selv:"),
        ("civ_ngo", "Også hos kommunen:"),
        ("bol_privat", "Også hos kommunen:"),
    ],
)
def test_the_further_departments_are_only_ours_when_the_municipality_asks(
    post: Post, asks: str, said: str
) -> None:
    """Seen red when an association read that a department was its own."""
    page = post(situation="sp_foged", age="40", child_in_household="1", from_kind=asks)
    assert [label for label in ("Hos jer selv:", "Også hos kommunen:") if label in page] == [said]


def test_the_title_that_browsers_remember_says_nothing(post: Post) -> None:
    page = post(situation="sp_vold", age="17")
    assert "<title>Hvem er om borgeren? – Brobygger</title>" in page


def test_what_the_starting_point_ticks_can_be_unticked(post: Post) -> None:
    page = post(situation="sp_rus")
    assert ticked(page, "risk_groups") == {"rg_rus"}
    assert ticked(page, "needs") == {"need_rus", "need_bostoette", "need_bolig", "need_netvaerk"}
    again = post(situation="sp_rus", as_ticked="1", needs=["need_bolig"], risk_groups=["rg_psyk"])
    assert ticked(again, "needs") == {"need_bolig"}
    assert ticked(again, "risk_groups") == {"rg_psyk"}


def test_further_groups_are_offered_and_never_added(post: Post) -> None:
    page = post(situation="sp_foged")
    offered = re.findall(r'id="also-(\w+)"', page)
    assert "rg_barnefamilie" in offered
    assert "Passer noget af det her også?" in page
    assert not set(offered) & ticked(page, "risk_groups")


def test_everything_typed_is_still_there(post: Post) -> None:
    page = post(
        situation="sp_foged", staying_municipality="9902", age="43", event="foged_notice",
        event_date="16.11.2026", child_in_household="1", known_kinds=["sund_praksis"],
        known_actors=["actor:demo:broparken"],
        from_kind="kom_bolig",
    )  # fmt: skip
    for wanted in (
        '<option value="9901" selected>', '<option value="9902" selected>', 'name="age" value="43"',
        '<option value="foged_notice" selected>', 'value="2026-11-16"', '<option value="kom_bolig" selected>',
    ):  # fmt: skip
        assert wanted in page
    assert ticked(page, "child_in_household") == {"1"}
    assert ticked(page, "known_kinds") == {"sund_praksis"}
    assert ticked(page, "known_actors") == {"actor:demo:broparken"}
    said = text(page)
    assert "Opholder sig i Åmose" in said
    assert "43 år" in said


def test_deadlines_are_dated_and_a_passed_one_says_so(post: Post) -> None:
    page = post(situation="sp_foged", event="foged_notice", event_date="2026-10-01")
    late = page.split("duty-late")[1].split("</li>")[0]
    assert "15. oktober 2026" in late
    assert "Datoen er passeret" in late
    assert "Retssikkerhedsloven § 5 a" in late
    assert "Kender du datoen?" not in page
    assert "Kender du datoen?" in post(situation="sp_foged")


def test_rules_without_a_source_are_marked(post: Post) -> None:
    page = post(situation="sp_foged")
    assert "Udledt af kilden; står der ikke ordret." in page
    assert "Ikke efterprøvet: der er ikke læst en kilde." in page


@pytest.mark.parametrize("about", [{"age": "17"}, {"child_in_household": "1"}, {"situation": "sp_familie"}])
def test_about_a_child_the_duty_to_notify_comes_first(post: Post, about: dict[str, str]) -> None:
    page = post(**{"situation": "sp_sofa", **about})
    notice = page.index("så underret kommunen først.")
    assert notice < page.index('id="ring-til"')
    duties = page.split('id="frister"')[1]
    assert duties.index("§ 133") < duties.index("</li>")


def test_an_acute_start_asks_about_tonight(post: Post) -> None:
    asked = post(situation="sp_hjemloes")
    assert "Mangler borgeren et sted at sove i nat?" in asked
    assert 'id="i-nat"' not in asked
    answered = post(situation="sp_hjemloes", acute="1")
    assert "Mangler borgeren et sted at sove i nat?" not in answered
    assert answered.index('id="i-nat"') < answered.index('id="ring-til"')
    assert "Sådan kommer man ind" in answered
    assert "Mangler borgeren" not in post(situation="sp_rus")


def test_danger_says_112_first(post: Post) -> None:
    page = post(situation="sp_vold", danger="1")
    assert page.index('Er nogen i fare, så ring <a href="tel:112">112</a>.') < page.index('id="ring-til"')


def test_who_is_in_touch_and_how_they_are_linked(post: Post) -> None:
    page = post(
        situation="sp_18",
        age="17",
        known_actors=["actor:demo:brostad-familie"],
        known_kinds=["bo_plejefamilie"],
    )
    part = page.split('id="er-med"')[1].split("</section>")[0]
    assert "Familie og Børn, Brostad" in part
    assert "Plejefamilie" in part
    assert "har planen" in part
    assert "Aftal en tovholder" in post(situation="sp_foged")


def test_suggestions_say_why_and_seven_are_shown(post: Post) -> None:
    page = post(situation="sp_foged")
    part = page.split('id="sandsynlige"')[1].split("</section>")[0]
    shown, _, rest = part.partition('<details class="fold more">')
    assert shown.count('class="partner"') == 7
    assert rest.count('class="partner"') > 0
    assert part.count("Hvorfor står den her?") == part.count('class="partner"')


def test_missing_kinds_name_the_nearest(client: FlaskClient) -> None:
    page = client.post("/touch-map", data={"acting_municipality": "9903", "situation": "sp_vold"}).text
    assert "Mangler her" in page
    said = text(page)
    assert "Vi kender ingen, der dækker Kærsund." in said
    assert "Den nærmeste ligger i" in said


def test_who_does_not_take_in_the_age_is_named_and_not_unknown(client: FlaskClient) -> None:
    fields = {"acting_municipality": "9903", "situation": "sp_familie", "age": "35", "child_age": "12"}
    page = text(client.post("/touch-map", data=fields).text)
    assert "tager ikke imod på denne alder." in page
    young = text(client.post("/touch-map", data={**fields, "child_age": "3"}).text)
    assert "tager ikke imod på denne alder." not in young


def test_the_picture_stands_in_the_page(post: Post) -> None:
    page = post(situation="sp_foged", known_kinds=["sund_praksis"])
    assert 'data-network="{' in page
    assert "Det samme som tabel" in page
    assert "er i kontakt med" in page


@pytest.mark.parametrize(
    ("fields", "reason", "gone"),
    [
        ({"age": "0101901234"}, "Det ligner et CPR-nummer", "1234"),
        ({"age": "010190-1234"}, "Det ligner et CPR-nummer", "1234"),
        ({"event_date": "0101901234"}, "Det ligner et CPR-nummer", "1234"),
        ({"known_kinds": ["010190-1234"]}, "Det ligner et CPR-nummer", "1234"),
        ({"note": "010190 1234"}, "Det ligner et CPR-nummer", "1234"),
        ({"known_actors": ["010190-1234"]}, "Det ligner et CPR-nummer", "1234"),
        ({"age": "sytten"}, "Skriv alderen som et helt tal.", ""),
        ({"age": "999"}, "Alderen skal være et helt tal", ""),
        ({"event_date": "2026-11-01"}, "Vælg, hvad datoen gælder.", ""),
        ({"event": "eviction", "event_date": "31.2.2026"}, "", ""),
        ({"acting_municipality": ""}, "Vælg den kommune, der skal hjælpe.", ""),
        ({"acting_municipality": "9999"}, "Kommunen findes ikke.", ""),
        ({"known_actors": ["actor:demo:nobody"]}, "En af aktørerne findes ikke i kataloget.", ""),
        ({"needs": ["x"]}, "En af koderne findes ikke på listen.", ""),
    ],
)
def test_what_cannot_be_used_is_said_and_the_rest_is_kept(
    post: Post, fields: dict[str, Any], reason: str, gone: str
) -> None:
    page = post(status=422, **{"situation": "sp_foged", "danger": "1", **fields})
    assert reason in page
    assert 'role="alert"' in page
    assert ticked(page, "danger") == {"1"}
    assert 'name="situation" value="sp_foged"' in page
    assert not gone or gone not in page


@pytest.mark.parametrize("fields", [{"known_actors": ["actor:demo:nobody"]}, {"situation": "sp_x"}])
def test_what_nobody_can_mend_does_not_come_back(post: Post, fields: dict[str, Any]) -> None:
    page = post(status=422, **fields)
    assert "nobody" not in page
    assert "sp_x" not in page


def test_a_register_number_in_an_id_is_no_citizens_number(post: Post) -> None:
    """Seen red when the guard also read P-numbers."""
    page = post(status=422, known_actors=["actor:pnr:1010901234"])
    assert "En af aktørerne findes ikke i kataloget." in page


@pytest.mark.parametrize("sheet", ["citizen", "case"])
def test_a_printout_is_kept_nowhere(client: FlaskClient, sheet: str) -> None:
    answer = client.get(f"/touch-map/{sheet}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/touch-map")
    assert client.get("/touch-map/other").status_code == 404


def test_the_same_in_english(client: FlaskClient) -> None:
    fields = {"acting_municipality": "9901", "situation": "sp_foged"}
    for path in ("", "/citizen", "/case"):
        page = client.post(f"/en/touch-map{path}", data=fields).text
        assert problems(page) == []
        assert '<html lang="en">' in page
        assert 'lang="da"' in page
    assert "Whom to" in page or "For the case" in page


@pytest.mark.parametrize("path", ["", "/citizen", "/case"])
def test_a_database_that_is_away_keeps_what_was_typed(away: FlaskClient, path: str) -> None:
    fields = {"acting_municipality": "9901", "situation": "sp_rus", "age": "17", "event_date": "010190-1234"}
    answer = away.post(f"/touch-map{path}", data=fields)
    assert answer.status_code == 503
    assert problems(answer.text) == []
    assert "Haster det? Ring til kommunens hovednummer." in answer.text
    assert "data-retry" not in answer.text
    for name, value in (("acting_municipality", "9901"), ("situation", "sp_rus"), ("age", "17")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in answer.text
    assert "1234" not in answer.text
