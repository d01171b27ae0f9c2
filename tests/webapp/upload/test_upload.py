"""Import by upload: what files would change, starting, and everything that can be wrong with them."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import load_workbook

from commands.console import moment
from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.runs import runs
from graphdb.store import GraphStore
from tests.webapp.runs.test_runs import words
from tests.webapp.signin.people import browser_of, csrf
from tests.webapp.upload.conftest import ACTORS, Send, as_file, patiently, settled
from webapp.entrance import FILES_PATH
from webapp.importing import Choice
from webapp.upload import folder

NEW = "actor:horsens:prov1"
CITIZEN = "010190-1234"


def act(client: FlaskClient, location: str, name: str) -> Any:
    """Press a button of the page of an upload."""
    return client.post(location, data={"csrf": csrf(client.get(location).text), "act": name})


def test_files_are_tried_out_then_imported_and_can_be_taken_back(
    admin: FlaskClient, administrator: Account, demo_copy: GraphStore, send: Send
) -> None:
    """The whole way; the version stands until the button is pressed."""
    version = demo_copy.status().version
    answer = send({"actors.csv": ACTORS}, source="horsens")
    page = words(settled(admin, answer))
    assert "Sådan ville det gå" in page
    assert "Kildens id er horsens: brug det samme næste gang. Intet er ændret endnu." in page
    assert "aktører 1 0 0 0" in page
    assert "Afvist (1)" in page
    assert "Der står" not in page, "the cell is empty: a column of nothing says nothing"
    assert page.index("1 række bliver ikke taget med.") < page.index("Start indlæsningen")
    assert "actors.csv, række 3, name Feltet skal være udfyldt." in page
    assert demo_copy.status().version == version
    after = words(settled(admin, act(admin, answer.location, "start")))
    assert "Filerne er indlæst" in after
    assert demo_copy.get([NEW])[NEW].text("name") == "Prøvehuset"
    (record,) = runs.list_runs(demo_copy, "horsens")
    assert (record["state"], record["by"]) == ("done", administrator.by)
    assert f'href="/indlaesninger/{record["id"]}"' in admin.get(answer.location).text.replace("%3A", ":")
    patiently(lambda: not next(folder.waiting()).inbox.exists())  # the file goes when all is said
    run = f"/indlaesninger/{record['id']}"
    admin.post(run, data={"csrf": csrf(admin.get(run).text)})
    assert not demo_copy.get([NEW])


def test_the_rows_to_correct_come_as_a_workbook(admin: FlaskClient, send: Send) -> None:
    answer = send({"actors.csv": ACTORS}, source="horsens")
    assert "Hent de rækker, der skal rettes (Excel)" in settled(admin, answer)
    file = admin.get(f"{answer.location}/ret.xlsx")
    assert file.headers["Content-Disposition"].startswith("attachment")
    header, row = load_workbook(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert header[1:3] == ["id", "name"]
    assert row[1] == "prov2"


def test_a_citizens_number_is_never_repeated(admin: FlaskClient, send: Send, place: Path) -> None:
    """Not from a row, a column's name, a file's name or the source."""
    answer = send(
        {"actors.csv": f"id;name;kind;{CITIZEN}\nprov1;Ring {CITIZEN};civ_ngo;x\n"}, source="horsens"
    )
    page = settled(admin, answer)
    assert ("ligner et CPR-nummer" in page, CITIZEN in page) == (True, False)
    with zipfile.ZipFile(io.BytesIO(admin.get(f"{answer.location}/ret.xlsx").data)) as book:
        parts = [book.read(part).replace(b"-", b"") for part in book.namelist()]
    assert (any(b"prov1" in part for part in parts), any(b"0101901234" in part for part in parts)) == (
        True,
        False,
    )
    notes = list(place.rglob("*.json"))
    assert notes
    assert not [path for path in notes if CITIZEN in path.read_text(encoding="utf-8")]
    for refused in (send({f"{CITIZEN}.csv": ACTORS}), send({"actors.csv": ACTORS}, source=CITIZEN)):
        assert (refused.status_code, CITIZEN in refused.text) == (422, False)
        assert "ligner et CPR-nummer" in refused.text


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("", {}, "Vælg den fil, der skal indlæses."),
        ("actors.exe", {}, "Filens navn skal slutte på en af disse"),
        (".csv", {}, "Filens navn skal slutte på en af disse"),
        ("actors.csv", {"form": "national"}, "Vælg, hvad filerne er."),
        ("actors.csv", {"form": "../directory"}, "Vælg, hvad filerne er."),
        ("actors.csv", {"mapping": as_file("mapping.csv", "x")}, "skal slutte på en af disse: .toml"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept_nowhere(
    admin: FlaskClient, send: Send, place: Path, name: str, fields: dict[str, Any], said: str
) -> None:
    answer = send({name: ACTORS}, **{"source": "horsens", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="horsens"' in answer.text
    assert list(place.iterdir()) == []


def test_two_files_of_one_name_are_not_taken_for_one(send: Send) -> None:
    assert "To af filerne hedder a.csv." in send({"mappe/a.csv": ACTORS, "a.csv": ACTORS}).text


@pytest.mark.parametrize("sign", ["a", "ø", "ᚠ", "𐎀"])
def test_a_long_name_is_cut_to_what_a_disk_takes(
    admin: FlaskClient, app: Flask, send: Send, place: Path, sign: str
) -> None:
    """By bytes, not letters, and never within one. Seen red: names of 100 letters of three bytes."""
    object.__setattr__(app.extensions["brobygger"], "importing", Recorded("directory"))
    assert send({f"{sign * 150}.csv": ACTORS}).status_code == 303
    (name,) = (path.name for path in next(folder.waiting()).files)
    assert 190 < len(name.encode()) <= 200 or name == f"{sign * 150}.csv"
    assert set(name.removesuffix(".csv")) == {sign}


@pytest.mark.parametrize("moment_of_it", ["is_silent", "follow"])
@pytest.mark.parametrize("name", ["again", "start", "cancel", ""])
def test_a_folder_that_another_tab_throws_away_meanwhile_is_gone_and_no_fault(
    admin: FlaskClient,
    app: Flask,
    administrator: Account,
    monkeypatch: pytest.MonkeyPatch,
    moment_of_it: str,
    name: str,
) -> None:
    where, recorded = waiting_for(admin, app, administrator, **({} if moment_of_it == "is_silent" else TRIED))
    token = csrf(admin.get("/me").text)
    real = getattr(folder.Upload, moment_of_it)

    def late(upload: folder.Upload, *args: Any, **kwargs: Any) -> Any:
        upload.drop()
        return real(upload, *args, **kwargs)

    monkeypatch.setattr(folder.Upload, moment_of_it, late)
    if name:
        answer = admin.post(where, data={"csrf": token, "act": name})
        is_cancelled = moment_of_it == "follow" and name == "cancel"
        assert answer.status_code == (303 if is_cancelled else 404)
    elif moment_of_it == "is_silent":
        assert admin.get(where).status_code == 404
    assert recorded.begun == []
    assert admin.get(f"{where}/ret.xlsx").status_code == 404


def test_a_bomb_is_refused(admin: FlaskClient, send: Send) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("actors.csv", b"0" * 150_000_000)
    answer = send({"alt.zip": packed.getvalue()})
    page = words(settled(admin, answer))
    assert "Det kan ikke indlæses" in page
    assert "fylder for meget, når den pakkes ud" in page


def test_what_no_importer_understands_says_what_to_do_here(admin: FlaskClient, send: Send) -> None:
    """Pages name buttons and fields, and no options of a command."""
    answer = send({"liste.csv": "Navn;Tlf\nHuset;70102030\n"}, form="table")
    page = words(settled(admin, answer))
    assert "vælg Gæt ud fra overskrifterne" in page
    assert "--mapping" not in page
    answer = send({"actors.csv": ACTORS}, source="demo")
    assert "Skriv filens egen kilde i feltet Kildens id" in words(settled(admin, answer))


def test_a_mapping_comes_along(admin: FlaskClient, send: Send) -> None:
    mapping = b"""
[about]
title = "Listen"
[[tables]]
[tables.columns]
name = "Navn"
phone = "Tlf"
"""
    answer = send(
        {"liste.csv": "Navn;Tlf\nHuset;70102030\n"},
        form="table",
        source="horsens",
        mapping=as_file("min.toml", mapping),
    )
    page = words(settled(admin, answer))
    assert "hvilken kolonne der er hvad i filen" not in page


def test_much_that_is_gone_wants_a_yes_of_its_own(
    admin: FlaskClient, demo_copy: GraphStore, send: Send
) -> None:
    many = "id;name;kind\n" + "".join(f"h{number};Huset {number};civ_ngo\n" for number in range(8))
    answer = send({"actors.csv": many}, source="horsens")
    settled(admin, answer)
    settled(admin, act(admin, answer.location, "start"))
    answer = send({"actors.csv": "id;name;kind\nh1;Huset 1;civ_ngo\n"}, source="horsens")
    page = words(settled(admin, answer))
    assert "7 af 8 oplysninger (aktører) står ikke længere i filen." in page
    assert "--allow-gone" not in page
    page = words(settled(admin, act(admin, answer.location, "allow_gone")))
    assert "Du har sagt ja til, at meget forsvinder." in page
    settled(admin, act(admin, answer.location, "start"))
    assert "actor:horsens:h2" not in demo_copy.get(["actor:horsens:h2"])


def test_while_another_is_at_work_it_says_so_and_can_be_started_later(
    admin: FlaskClient, demo_copy: GraphStore, send: Send
) -> None:
    other = runs.begin(demo_copy, "liste", moment(), "test", moment)
    answer = send({"actors.csv": ACTORS}, source="horsens")
    assert "Indlæsningen fra liste, der begyndte" in settled(admin, answer)
    other.close()
    assert "Sådan ville det gå" in settled(admin, act(admin, answer.location, "again"))
    other = runs.begin(demo_copy, "liste", moment(), "test", moment)
    assert "er i gang" in settled(admin, act(admin, answer.location, "start"))
    assert not demo_copy.get([NEW])
    other.close()
    assert "Filerne er indlæst" in settled(admin, act(admin, answer.location, "start"))
    assert demo_copy.get([NEW])


class Recorded:
    """Imports that only note what they were asked for."""

    def __init__(self, *ids: str) -> None:
        self.ids = ids
        self.begun: list[Path] = []
        self.attempts: list[str] = []

    def choices(self) -> list[Any]:
        return [Choice(one, one, one, ()) for one in self.ids]

    def ranks(self) -> list[str]:
        return ["municipality"]

    def begin(self, upload: Path, attempt: str) -> None:
        assert attempt not in self.attempts
        self.begun.append(upload)
        self.attempts.append(attempt)


def waiting_for(client: FlaskClient, app: Flask, account: Account, **result: Any) -> tuple[str, Recorded]:
    """The address of an upload of that browser, with what came of it, and imports that only note."""
    recorded = Recorded()
    context = app.extensions["brobygger"]
    object.__setattr__(context, "importing", recorded)
    upload = folder.make()
    (upload.inbox / "actors.csv").write_text(ACTORS)
    session = next(iter(context.store.records.list("session", where={"k1": account.id}, now="").items)).id
    order = folder.Order("directory", "", account.by, session, "da", folder.name())
    upload.write_order(order)
    if result:
        upload.write_result(order, result)
    return f"{FILES_PATH}/{upload.id}", recorded


TRIED: Final = {
    "changed": True,
    "source": "x",
    "report": {"da": {"counts": [], "new": [], "gone": [], "ruled": [], "waits": ""}},
}


@pytest.mark.parametrize(
    "acts", [("start", "start"), ("again", "again"), ("again", "start"), ("start", "again")]
)
def test_a_double_click_starts_one_process(
    admin: FlaskClient, app: Flask, administrator: Account, acts: tuple[str, str]
) -> None:
    where, recorded = waiting_for(admin, app, administrator, **TRIED)
    token = csrf(admin.get("/me").text)
    for name in acts:
        assert admin.post(where, data={"csrf": token, "act": name}).status_code == 303
    assert len(recorded.begun) == 1


@pytest.mark.parametrize("name", ["again", "allow_gone", "start"])
def test_what_is_at_work_is_not_begun_again(
    admin: FlaskClient, app: Flask, administrator: Account, name: str
) -> None:
    where, recorded = waiting_for(admin, app, administrator)
    admin.post(where, data={"csrf": csrf(admin.get(where).text), "act": name})
    assert recorded.begun == []


def test_a_dry_run_that_ends_late_is_not_taken_for_the_import(
    admin: FlaskClient, app: Flask, administrator: Account
) -> None:
    where, _ = waiting_for(admin, app, administrator, **TRIED)
    upload = next(folder.waiting())
    first = upload.order()
    assert first is not None
    token = csrf(admin.get("/me").text)
    admin.post(where, data={"csrf": token, "act": "start"})
    upload.write_result(first, TRIED)
    page = admin.get(where).text
    assert ("Filerne bliver indlæst" in page, "Det gælder nu" in page) == (True, False)
    admin.post(where, data={"csrf": token, "act": "cancel"})
    folder.drop_of(first.session)
    assert upload.files, "the import at work is left alone"


def test_nothing_is_started_before_it_was_tried_out(
    admin: FlaskClient, app: Flask, administrator: Account
) -> None:
    where, recorded = waiting_for(admin, app, administrator)
    admin.post(where, data={"csrf": csrf(admin.get(where).text), "act": "start"})
    assert recorded.begun == []
    admin.get(where)
    admin.head(where)
    assert recorded.begun == []


def test_cancelling_throws_the_files_away(
    admin: FlaskClient, app: Flask, administrator: Account, place: Path
) -> None:
    where, _ = waiting_for(admin, app, administrator)
    assert act(admin, where, "cancel").location == FILES_PATH
    assert list(place.iterdir()) == []
    assert admin.get(where).status_code == 404


def test_it_is_the_session_that_sent_it_that_sees_it(
    admin: FlaskClient, app: Flask, demo_copy: GraphStore, administrator: Account
) -> None:
    """Another administrator does not, nor the same person in another browser, nor a name of no upload."""
    where, _ = waiting_for(admin, app, administrator)
    assert admin.get(where).status_code == 200
    other = accounts.add(demo_copy, "ny@brostad.example", [Grant(Role.ADMINISTRATOR)])
    for client in (browser_of(app, other), browser_of(app, administrator)):
        assert client.get(where).status_code == 404
        assert client.get(f"{where}/ret.xlsx").status_code == 404
    assert admin.get(f"{FILES_PATH}/{'a' * 28}").status_code == 404
    assert admin.get(f"{FILES_PATH}/..%2f..").status_code == 404


def test_a_process_that_died_is_told(
    admin: FlaskClient, app: Flask, administrator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, _ = waiting_for(admin, app, administrator)
    assert "begynder" in admin.get(where).text
    monkeypatch.setattr(folder, "SILENCE", -1.0)
    assert "Indlæsningen gik i stå" in admin.get(where).text
    where, _ = waiting_for(admin, app, administrator, broken=True)
    assert "Indlæsningen gik i stå" in admin.get(where).text


def test_how_far_it_is_stands_there(admin: FlaskClient, app: Flask, administrator: Account) -> None:
    where, recorded = waiting_for(admin, app, administrator)
    upload = next(folder.waiting())
    order = upload.order()
    assert order is not None
    upload.write_progress(order, {"what": {"da": "skriver", "en": "writes"}, "done": 3, "of_all": 9})
    page = admin.get(where).text
    assert '<progress class="progress" max="9" value="3"' in page
    assert "Skriver" in page or "skriver" in page
    assert f'href="{where}">Opdatér' in page
    assert "writes" in admin.get(f"/en{where}").text
    assert recorded.begun == []


def test_where_nothing_imports_the_page_says_so(
    demo_copy: GraphStore, app: Flask, admin: FlaskClient
) -> None:
    object.__setattr__(app.extensions["brobygger"], "importing", None)
    assert "Her kan der ikke sendes filer." in admin.get(FILES_PATH).text
    token = csrf(admin.get("/me").text)
    assert admin.post(FILES_PATH, data={"csrf": token}).status_code == 404


@pytest.mark.parametrize("grant", [Grant(Role.COORDINATOR, "9901"), Grant(Role.CASEWORKER, "9901")], ids=str)
def test_nobody_else_sends_files(app: Flask, demo_copy: GraphStore, place: Path, grant: Grant) -> None:
    client = browser_of(app, accounts.add(demo_copy, "ko@brostad.example", [grant]))
    token = csrf(client.get("/me").text)
    sent = {"csrf": token, "form": "directory", "files": (io.BytesIO(ACTORS.encode()), "actors.csv")}
    assert client.post(FILES_PATH, data=sent).status_code == 403
    assert list(place.iterdir()) == []


def test_without_the_token_nothing_is_taken(admin: FlaskClient, place: Path) -> None:
    sent = {"form": "directory", "files": (io.BytesIO(ACTORS.encode()), "actors.csv")}
    assert admin.post(FILES_PATH, data=sent).status_code == 403
    assert list(place.iterdir()) == []


def test_what_is_written_down_is_for_the_owner_alone(admin: FlaskClient, send: Send, place: Path) -> None:
    settled(admin, send({"actors.csv": ACTORS}, source="horsens"))
    (upload,) = place.iterdir()
    assert upload.stat().st_mode & 0o777 == 0o700
    assert json.loads((upload / "order.json").read_text())["source"] == "horsens"
