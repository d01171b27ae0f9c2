"""A municipality's week, matrix and holes, as pages and as files."""

import csv
import io
import re
from functools import partial
from html import unescape

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from graphdb.coverage.matrix.matrix import By, coverage
from graphdb.network.view import look
from graphdb.store import GraphStore
from tests.graphdb.coverage.towns import says
from tests.graphdb.world import TODAY, write
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from webapp.municipality.signs import SIGNS
from webapp.municipality.tables import Table, written

DEMO = ("9901", "9902", "9903")
PAGES = [
    "/kommune/9901",
    "/kommune/9901/matrix",
    "/kommune/9903/matrix?by=kind",
    "/kommune/9903/matrix?by=transition&turned=1",
    "/kommune/9903/matrix?by=kind&group=rg_rus&state=not_asked",
    "/kommune/9903/matrix?by=need",
    "/kommune/9903/matrix?by=need&group=rg_rus&turned=1",
    "/kommune/9903/matrix/need/need_akutbolig/9901?group=rg_rus",
    "/kommune/9903/matrix/need/need_akutbolig/dk",
    "/kommune/9903/matrix/kind/rg_rus/rus_ambulant",
    "/kommune/9903/matrix/stage/rg_rus/st_tidligt",
    "/kommune/9903/forventninger",
    "/kommune/9903/huller",
    "/kommune/9903/huller?rule=owed",
    "/kommune/9903/huller?since=2020-01-01",
    "/kommune/9903/huller/owed.9903.dl_stof",
    "/kommune/9903/huller/single.9903.actor:demo:kaersund-vaerested",
    "/kommune/9903/netvaerk",
    "/kommune/9903/netvaerk?group=rg_rus",
    "/kommune/0615/netvaerk",
    "/kommune/0615",
    "/kommune/0615/matrix",
    "/kommune/0615/huller",
]


def words(page: str) -> str:
    """The text of a page with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("path", PAGES)
def test_each_page_keeps_what_every_page_keeps(client: FlaskClient, path: str) -> None:
    for prefix in ("", "/en"):
        answer = client.get(prefix + path)
        assert answer.status_code == 200
        assert problems(answer.text) == []


@pytest.mark.parametrize("path", PAGES)
def test_every_measure_stands_beside_how_much_was_asked(client: FlaskClient, path: str) -> None:
    page = words(client.get(path).text)
    assert re.search(r"\d+ af \d+ forventede slags er spurgt\.", page)
    assert ("Foreløbig" in page) is not path.startswith("/kommune/9901")


def test_the_week_leads_to_each_list(client: FlaskClient) -> None:
    page = client.get("/kommune/9901").text
    for link in ("rule=agreement", "rule=stale", "rule=full", "state=not_asked", "/find?municipality=9901"):
        assert link in page, link
    assert page.count("det, man ringer efter, er ikke bekræftet siden") == 5
    assert "forventninger hviler på den" in page


def test_a_hole_says_in_words_how_its_importance_is_worked_out(client: FlaskClient) -> None:
    page = words(client.get("/kommune/9903/huller/owed.9903.dl_stof").text)
    assert re.search(r"Vigtighed \d af 5", page)
    assert "En, der bør være her, eller en pligt tæller 2." in page
    assert "owed.9903" not in page, "its id is for programs"


def test_a_municipality_without_data_has_no_hole_and_is_told_how_to_begin(client: FlaskClient) -> None:
    assert 'href="/areas/0615/start"' in client.get("/kommune/0615").text
    holes = words(client.get("/kommune/0615/huller").text)
    assert "der er ikke spurgt om noget endnu. Det betyder ikke, at alt er dækket." in holes
    matrix = client.get("/kommune/0615/matrix").text
    assert "cell-red" not in matrix
    cells = set(re.findall(r'class="cell cell-([a-z]+)', matrix.split("tbody>")[1]))
    assert cells == {"grey"}


def test_a_state_is_a_sign_and_a_word_and_each_has_its_own() -> None:
    signs = [sign.sign for sign in SIGNS.values()]
    assert len(set(signs)) == len(signs)
    assert len({sign.name for sign in SIGNS.values()}) < len(signs)  # a colour alone would not tell them


def test_the_matrix_has_headers_and_a_caption_and_leads_to_the_actors(client: FlaskClient) -> None:
    page = client.get("/kommune/9903/matrix?by=kind").text
    assert "<caption>" in page
    assert page.count('scope="col"') > 10
    assert page.count('scope="row"') > 40
    assert "/kommune/9903/matrix/kind/rg_rus/rus_ambulant" in page
    stages = words(client.get("/kommune/9903/matrix").text)
    assert "der ser dem, handler før krisen" in stages
    assert "Ser dem:" in stages
    assert re.search(r"Handler: .+\((skal|bør|kan)\), ", stages)
    assert re.search(r"Handler: \d+ slags ", stages)  # many are folded
    many = re.findall(r"<summary>\S+(?: \S+)? (\d+) slags", client.get("/kommune/9903/matrix").text)
    assert min(map(int, many)) > 3


def test_rows_and_columns_are_swapped(client: FlaskClient) -> None:
    one, other = (client.get(f"/kommune/9903/matrix{query}").text for query in ("", "?turned=1"))
    assert one.count('scope="col"') == other.count('scope="row"')
    assert one.count('scope="row"') == other.count('scope="col"')


def test_only_what_is_asked_for_is_shown(client: FlaskClient) -> None:
    page = client.get("/kommune/9903/matrix?by=kind&group=rg_rus&state=not_asked").text
    body = page.split("tbody>")[1]
    assert set(re.findall(r'class="cell cell-([a-z]+)', body)) == {"grey"}
    assert page.count('scope="col"') == 1
    assert "Der er ingen felter" in client.get("/kommune/9901/matrix?state=refuses").text


@pytest.mark.parametrize(
    "path",
    [
        "/kommune/0000",
        "/kommune/1082",
        "/kommune/9901/matrix?by=x",
        "/kommune/9901/matrix?group=rg_none",
        "/kommune/9901/matrix?state=x",
        "/kommune/9901/matrix?strength=x",
        "/kommune/9901/matrix?sort=x",
        "/kommune/9901/matrix/kind/rg_rus/bo_none",
        "/kommune/9901/matrix/kind/rg_none/bo_110",
        "/kommune/9901/matrix/x/rg_rus/bo_110",
        "/kommune/9901/matrix/need/need_akutbolig/0615",
        "/kommune/9901/matrix/need/rg_rus/9901",
        "/kommune/9901/matrix/need/need_akutbolig/9901?group=x",
        "/kommune/9901/huller?rule=x",
        "/kommune/9901/huller?state=x",
        "/kommune/9901/huller/owed.9903.dl_stof",
        "/kommune/9903/huller/owed.9903.none",
        "/kommune/9901/matrix.pdf",
        "/kommune/9901/netvaerk?group=rg_none",
        "/kommune/9901/netvaerk?actor=actor:demo:nobody",
        "/kommune/9901/netvaerk.json?actor=x",
        "/kommune/0000/netvaerk.svg",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_network_is_said_in_sentences_and_no_grade(client: FlaskClient) -> None:
    page = words(client.get("/kommune/9903/netvaerk").text)
    assert "er der ingen vej til" in page
    assert "De siger ikke, hvor godt nogen arbejder" in page
    assert "Vi kender ingen forbindelse mellem" in page
    assert "Begge er for: " in page
    assert "par mere er ikke på listen." in page
    assert client.get("/kommune/9903/netvaerk").text.count('scope="row"') > 50
    assert "Det betyder ikke, at der ingen er" in client.get("/kommune/0615/netvaerk").text


def test_the_relations_are_taken_along_with_their_ids(client: FlaskClient) -> None:
    text = client.get("/kommune/9903/netvaerk.csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert lines[1][0] == "41 af 55 forventede slags er spurgt"
    head = next(number for number, line in enumerate(lines) if line[:1] == ["Fra"])
    assert all(line[6].startswith("actor:") and line[7].startswith("actor:") for line in lines[head + 1 :])
    assert len(lines) - head > 50


@pytest.mark.parametrize(
    ("form", "begins"),
    [("svg", "<?xml"), ("graphml", "<?xml"), ("gexf", "<?xml"), ("nodes.csv", "Id,"), ("edges.csv", "Id,")],
)
def test_what_is_in_focus_is_taken_along(client: FlaskClient, form: str, begins: str) -> None:
    query = "?group=rg_rus&actor=actor:demo:kaersund-voksen"
    page = client.get(f"/kommune/9903/netvaerk{query}").text
    answer = client.get(f"/kommune/9903/netvaerk.{form}{query}")
    assert f"/kommune/9903/netvaerk.{form}?group=rg_rus" in page
    name = f"netvaerk-9903-rg_rus-actor-demo-kaersund-voksen.{form}"
    assert name in answer.headers["Content-Disposition"]
    assert answer.text.startswith(begins)
    assert "41 af 55 forventede slags er spurgt i Kærsund." in answer.text
    assert "Højst to led fra Voksenteamet Kærsund." in answer.text
    english = client.get(f"/en/kommune/9903/netvaerk.{form}{query}").text
    assert "At most two steps from Voksenteamet Kærsund." in english


def test_the_picture_and_the_table_show_the_same(client: FlaskClient) -> None:
    query = "?actor=actor:demo:kaersund-voksen"
    data = client.get(f"/kommune/9903/netvaerk.json{query}").json
    assert data is not None
    assert data["centre"] == "actor:demo:kaersund-voksen"
    page = client.get(f"/kommune/9903/netvaerk{query}").text
    assert page.split('class="fold network-table"')[1].count('scope="row"') == len(data["edges"]) > 20
    assert f"her er {len(data['nodes'])} aktører højst to led fra Voksenteamet Kærsund" in words(page)


def test_a_network_too_large_for_a_picture_is_shown_in_parts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.network.views.look", partial(look, most=40))
    data = client.get("/kommune/9903/netvaerk.json").json
    assert data is not None
    page = client.get("/kommune/9903/netvaerk").text
    assert problems(page) == []
    assert f"så det viser {len(data['nodes'])} dele" in words(page)
    for node in data["nodes"]:
        assert f'id="{node["id"].replace(":", "-")}"' in page
    members = re.findall(r"netvaerk\?actor=([^#\"]+)#billede", page)
    assert len(members) == len(set(members)) > 40
    assert "Forbindelser mellem to dele" in page
    assert "uden forbindelser" in page.split('id="part-0"')[1].split("</summary>")[0]
    assert client.get(f"/kommune/9903/netvaerk?actor={members[0]}").status_code == 200


@pytest.mark.parametrize("name", ["matrix", "huller"])
def test_both_files_say_the_same_with_the_filter_in_the_head(client: FlaskClient, name: str) -> None:
    query = "?by=kind&group=rg_rus" if name == "matrix" else "?rule=owed"
    comma = client.get(f"/kommune/9903/{name}.csv{query}")
    book = client.get(f"/kommune/9903/{name}.xlsx{query}")
    assert f"{name}-9903.csv" in comma.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(comma.data.decode("utf-8-sig")), delimiter=";"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0)
    cells = [[str(cell) for cell in row] for row in sheet.to_python()]
    assert [[cell for cell in row if cell] for row in cells] == [
        [cell for cell in row if cell] for row in lines
    ]
    assert lines[0][0].startswith("Kærsund, 2026-11-23")
    assert lines[1][0] == "41 af 55 forventede slags er spurgt"
    assert lines[2][0].startswith("Foreløbig")
    assert any(line and line[0].startswith("Valgt: ") for line in lines[3:6])


def test_a_formula_stays_a_text() -> None:
    """Seen red without ``guarded``, and with formulas allowed in the workbook."""
    table = Table("x", (), ("a",), (("=1+1",), ("+45",), ("@x",), ("-1",), ("ok",)))
    text = written(table, "csv")[0].decode("utf-8-sig")
    assert [line for line in text.split("\r\n") if line] == ["a", "'=1+1", "'+45", "'@x", "'-1", "ok"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(written(table, "xlsx")[0])).get_sheet_by_index(0)
    assert [row[0] for row in sheet.to_python() if row[0]] == ["a", "=1+1", "+45", "@x", "-1", "ok"]


def test_no_secret_address_is_in_a_file(client: FlaskClient) -> None:
    for path in ("matrix.csv?by=kind", "huller.csv"):
        text = client.get(f"/kommune/9901/{path}").data.decode("utf-8-sig")
        assert not re.search(r"\b(vej|gade|stræde|plads) \d", text)


def test_the_page_of_the_area_leads_there(client: FlaskClient) -> None:
    assert 'href="/kommune/9901"' in client.get("/areas/9901").text
    assert "/kommune/" not in client.get("/areas/dk").text


@pytest.mark.parametrize("name", ["matrix", "huller"])
@pytest.mark.parametrize("query", ["code=1", "name=1", "form=x", "_method=POST", "_external=1&_scheme=x"])
def test_what_else_an_address_asks_for_leads_nowhere(client: FlaskClient, name: str, query: str) -> None:
    answer = client.get(f"/kommune/9903/{name}?{query}")
    assert answer.status_code == 200
    assert f'href="/kommune/9903/{name}.csv"' in answer.text


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        (
            "/kommune/9903/matrix.csv?by=kind&state=not_asked&group=rg_rus",
            "Valgt: Grupper mod slags aktør, ikke spurgt, Borgere med rusmiddelproblemer",
        ),
        ("/kommune/9903/huller.csv?rule=owed&state=new", "Valgt: En pligt uden en forbindelse"),
        ("/en/kommune/9903/huller.csv?rule=owed", "Chosen: A duty without a link"),
        ("/en/kommune/9903/matrix.csv?by=need&state=covered", "Chosen: Needs against areas, covered"),
    ],
)
def test_the_head_of_a_file_says_in_words_what_was_chosen(
    client: FlaskClient, path: str, chosen: str
) -> None:
    assert f"{chosen}\r\n" in client.get(path).text.replace('"', "")


def test_one_hole_says_what_others_do(client: FlaskClient) -> None:
    """Of those that are alike, by name, and that it is no ranking."""
    path = "/kommune/9903/huller/single.9903.actor:demo:kaersund-vaerested"
    assert path in client.get("/kommune/9903/huller").text
    page = words(client.get(path).text)
    assert "Hvad gør andre kommuner?" in page
    assert "Det er ingen rangliste" in page
    assert "141.230 indbyggere · Region Midtjylland" in page
    assert "What do other municipalities do?" in words(client.get("/en" + path).text)


def test_one_hole_names_methods_and_where_to_read_of_them_when_nobody_has_it(client: FlaskClient) -> None:
    page = client.get("/kommune/9903/huller/owed.9903.dl_stof").text
    assert "har det heller, så vidt vi ved" in words(page)
    assert re.search(r'href="https://[^"]+" rel="[^"]*noreferrer', page)


def test_the_page_of_what_is_too_old_asks_nobody_else(client: FlaskClient) -> None:
    paths = re.findall(r'href="(/kommune/9903/huller/stale[^"]+)"', client.get("/kommune/9903/huller").text)
    assert paths
    assert "Hvad gør andre kommuner?" not in client.get(paths[0]).text


@pytest.mark.parametrize("by", ["stage", "kind", "transition", "need", "need&group=rg_rus"])
def test_every_cell_leads_to_what_is_behind_it(client: FlaskClient, by: str) -> None:
    page = client.get(f"/kommune/9903/matrix?by={by}").text.split("tbody>")[1]
    cells = page.count('class="cell cell-')
    links = re.findall(r'class="cell-link" href="([^"]+)"', page)
    assert len(links) == cells > 10
    for link in links[:: max(1, len(links) // 12)]:
        answer = client.get(unescape(link))
        assert answer.status_code == 200, link
        assert problems(answer.text) == []


def test_a_cell_names_exactly_those_that_count(demo_store: GraphStore, client: FlaskClient) -> None:
    """Also those that name no group, whom the search for the group leaves out."""
    answer = coverage(demo_store, "9903", By.KIND, TODAY)
    for row in [row for row in answer.rows if row.actors > 1][:6]:
        page = client.get(f"/kommune/9903/matrix/kind/{row.risk_group}/{row.column}").text
        listed = page.split("Hvem der er her</h2>")[1].split("</ul>")[0]
        assert len(re.findall(r'href="/actors?/', listed)) == row.actors
        ready = words(listed).count("Klar: alt, man skal vide, er bekræftet.")
        assert (ready, words(listed).count("Ikke klar.")) == (
            row.actors_ready,
            row.actors - (row.actors_ready or 0),
        )


def test_a_red_cell_leads_to_its_gap_and_a_grey_one_says_nobody_asked(demo_copy: GraphStore) -> None:
    write(demo_copy, [says("kom_familie", "as_ingen", municipality="0851")])
    client = application(demo_copy).test_client()
    rows = coverage(demo_copy, "0851", By.KIND, TODAY).rows
    red = next(row for row in rows if row.red)
    page = client.get(f"/kommune/0851/matrix/kind/{red.risk_group}/{red.column}").text
    assert "<h2>Hullet</h2>" in page
    assert "/kommune/0851/huller/nobody.0851.kom_familie" in page
    assert re.search(r"Familieafdeling[^<]*: findes ikke, ", page)
    grey = next(row for row in rows if row.state == "not_asked")
    page = client.get(f"/kommune/0851/matrix/kind/{grey.risk_group}/{grey.column}").text
    assert "Ingen har spurgt, så det er ikke et hul." in page
    assert "Hullet" not in page


@pytest.mark.parametrize("town", DEMO)
def test_each_hole_leads_to_its_facts(client: FlaskClient, town: str) -> None:
    """Seen red: agreements, links of one side and answers led nowhere."""
    _, *boxes = client.get(f"/kommune/{town}/huller").text.split('<section class="card-box hole">')
    assert len(boxes) > 5
    assert [
        box
        for box in boxes
        if not re.search(r'Se: <a href="/(actors/|areas/\d+#spurgt|kommune/\d+/matrix)', box)
    ] == []


def test_the_heaviest_holes_come_first(client: FlaskClient) -> None:
    """Seen red: the lists stood by the names of their rules, agreements that end first."""
    page = client.get("/kommune/9903/huller").text
    weights = [int(number) for number in re.findall(r"Vigtighed (\d) af 5", page)]
    firsts = [
        int(re.findall(r"Vigtighed (\d) af 5", part)[0]) for part in page.split('<details class="fold"')[1:]
    ]
    assert firsts == sorted(firsts, reverse=True)
    assert weights[0] == max(weights) == 4


def test_who_is_there_is_told_apart_from_who_is_ready(demo_store: GraphStore, client: FlaskClient) -> None:
    rows = coverage(demo_store, "9903", By.KIND, TODAY).rows
    assert any(row.actors > (row.actors_ready or 0) for row in rows)
    assert all(set(row.ready_ids or ()) <= set(row.actor_ids) for row in rows)
    page = words(client.get("/kommune/9903/matrix?by=kind").text)
    assert re.search(r"° \d+ aktør(er)?, 0 klar", page)
    assert "er ikke nok til at sende en borger derhen" in page
    text = client.get("/kommune/9903/matrix.csv?by=kind&strength=core").text
    assert re.search(r"dækket \(skal\), \d+ aktør(er)?, \d+ klar", text)
    assert "Valgt: Grupper mod slags aktør, skal" in text


@pytest.mark.parametrize("since", ["2020-01-01", "2999-01-01", "i går", "010190-1234"])
def test_a_day_that_cannot_be_compared_with_costs_the_comparing_alone(
    client: FlaskClient, since: str
) -> None:
    page = client.get("/kommune/9903/huller", query_string={"since": since}).text
    assert 'id="since-error"' in page
    assert "1234" not in page
    assert page.count('class="card-box hole"') > 5
