"""What is new, changed, gone and what stays: shown field by field, in both languages, and nothing secret."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graphdb.claims import EXISTS, Rank, own_source
from graphdb.message import ENGLISH
from graphdb.model import EdgeKind, edge_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Clear, Set, Stamp, commit
from importers.running.report import Report
from tests.command_line import call
from tests.importers.running.test_frame import BOLIG, HERBERG, SOURCE, Files, bring

Write = Callable[[str, str], Path]


def lists(report: Report, language: str = "da") -> Any:
    return json.loads(report.text(language))


def fields(report: Report, language: str = "da") -> dict[str, dict[str, tuple[str, str]]]:
    """By the name of a thing, by the label of a field: before and after."""
    return {
        one["name"]: {field["label"]: (field["before"], field["after"]) for field in one["fields"]}
        for one in lists(report, language)["changed"]
    }


def names(report: Report, name: str) -> list[str]:
    return [one["name"] for one in lists(report)[name]]


def replaced(path: Path, **words: str) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def tuesday(files: Files) -> None:
    """A telephone, a name, a group and a place change; a unit is new, and a bed with all its own is gone."""
    text = files["actors"].read_text(encoding="utf-8")
    text = text.replace("75 62 00 00", "75 62 00 09").replace("rg_hjemloes=optager|rg_rus", "rg_rus|rg_psyk")
    text = text.replace("Boligsocial enhed", "Boligenheden") + "ny,Ny enhed,kom_bolig,,,0615,,,2026-01-05,\n"
    files["actors"].write_text(text, encoding="utf-8")
    files["places"].write_text(files["places"].read_text().replace("Broen 1", "Broen 2"), encoding="utf-8")
    files["services"].write_text("id;actor;name\n", encoding="utf-8")


@pytest.mark.parametrize("dry_run", [True, False])
def test_new_changed_field_by_field_and_gone(seeded: GraphStore, files: Files, dry_run: bool) -> None:
    first = bring(seeded, files.values(), dry_run=dry_run)
    assert set(names(first, "new")) == {
        "Herberg",
        "Boligsocial enhed",
        "Horsens Kommune",
        "et sted",
        "Seng for natten",
    }
    assert (lists(first)["changed"], lists(first)["gone"]) == ([], [])
    if dry_run:
        bring(seeded, files.values())
    tuesday(files)
    report = bring(seeded, files.values(), dry_run=dry_run, allow_gone=True)
    assert fields(report) == {
        "Herberg": {
            "Telefon": ("75 62 00 00", "75 62 00 09"),
            "Målgruppe": ("", "Borgere i kontakt med psykiatrien"),
        },
        "Boligenheden": {"Navn": ("Boligsocial enhed", "Boligenheden")},
        "et sted": {"Adresse": ("Broen 1", "Broen 2")},
    }
    assert (names(report, "new"), names(report, "gone")) == (["Ny enhed"], ["Seng for natten"])
    [herberg] = [one for one in lists(report)["changed"] if one["name"] == "Herberg"]
    assert (herberg["file"], herberg["row"], herberg["id"]) == ("actors.csv", 2, HERBERG)
    moved = [(one["before"], one["after"]) for one in herberg["fields"] if one["field"] == "reaches"]
    assert len(moved) == 2


def test_on_the_console_in_both_languages(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    tuesday(files)
    report = bring(seeded, files.values(), allow_gone=True)
    said = list(report.differences.sentences())
    assert "nye aktører: Ny enhed" in said
    assert "forsvundne ydelser: Seng for natten" in said
    name = "ændret: Boligenheden (actors.csv, række 3): Navn: Boligsocial enhed er nu Boligenheden"
    assert name in said
    english = list(report.differences.sentences(ENGLISH))
    assert "gone services: Seng for natten" in english
    assert "changed: Boligenheden (actors.csv, row 3): Name: Boligsocial enhed is now Boligenheden" in english


def test_of_many_the_first_are_told_and_the_file_has_all(seeded: GraphStore, write: Write) -> None:
    def import_them(word: str) -> Report:
        rows = "".join(f"a{number},{word} {number},civ_vaerested\n" for number in range(30))
        return bring(seeded, [write("actors.csv", f"id,name,kind\n{rows}")])

    first = import_them("Sted")
    [line] = first.differences.sentences()
    assert line.startswith("nye aktører: Sted 0, Sted 1")
    assert line.endswith("… og 20 til")
    assert len(lists(first)["new"]) == 30
    second = import_them("Værested")
    said = list(second.differences.sentences())
    assert (len(said), said[-1]) == (11, "… og 20 til (ændrede). Få dem alle med --report FIL.")
    assert len(lists(second)["changed"]) == 30


def test_confirmed_again_is_told_once(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    path = files["actors"]
    path.write_text(path.read_text().replace("2026-01-05,2026-02-01", "2026-01-05,2026-02-20"))
    [line] = bring(seeded, files.values()).differences.sentences()
    assert line == "ændret: Herberg (actors.csv, række 2): Bekræftet: 2026-02-01 er nu 2026-02-20"


def edited(store: GraphStore, *edits: Set | Clear) -> None:
    commit(store, edits, Stamp("2026-02-03T08:00:00+00:00", "own", "prøve"))


def test_the_actors_own_word_stays_and_the_report_says_so(seeded: GraphStore, files: Files) -> None:
    """Also when the file says again what it said before: seen red without each of the two that look."""
    bring(seeded, files.values())
    edited(seeded, Set(HERBERG, own_source(HERBERG), Rank.OWN, "phone", "+4575629999", "2026-02-03"))
    edited(seeded, Clear(BOLIG, own_source(BOLIG), Rank.OWN, "phone", "2026-02-03"))
    again = bring(seeded, files.values())
    assert not again.changed
    assert [(one["name"], one["stays"], one["file_says"], one["row"]) for one in lists(again)["stays"]] == [
        ("Boligsocial enhed", "ingen", "75 62 00 01", 3),
        ("Herberg", "75 62 99 99", "75 62 00 00", 2),
    ]
    path = files["actors"]
    path.write_text(path.read_text().replace("75 62 00 00", "75 62 00 08"))
    report = bring(seeded, files.values())
    assert seeded.get([HERBERG])[HERBERG].text("phone") == "+4575629999"
    said = list(report.differences.sentences())
    assert (
        "bliver: Herberg (actors.csv, række 2), Telefon: 75 62 99 99. Det siger aktøren selv; filen siger: "
        "75 62 00 08"
    ) in said
    english = "\n".join(report.differences.sentences(ENGLISH))
    assert "stays: Herberg (actors.csv, row 2), Telephone: 75 62 99 99. So says the actor itself" in english


def test_where_file_and_actor_agree_nothing_stays(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    edited(seeded, Set(HERBERG, own_source(HERBERG), Rank.OWN, "phone", "+4575620000", "2026-02-03"))
    assert lists(bring(seeded, files.values()))["stays"] == []


def test_a_relation_that_the_actors_own_people_deny_stays_denied_and_the_report_says_so(
    seeded: GraphStore, files: Files
) -> None:
    """Also when the file says it again word for word: seen red with repeated relations passed over."""
    bring(seeded, files.values())
    group = edge_id(EdgeKind.REACHES, HERBERG, term_id("rg_rus"))
    notice = edge_id(EdgeKind.RELATES, HERBERG, BOLIG, "rel_adviserer")
    edited(
        seeded,
        Set(group, own_source(HERBERG), Rank.OWN, EXISTS, False, "2026-02-03"),
        Set(notice, own_source(HERBERG), Rank.OWN, "since", "2026-01-01", "2026-02-03"),
    )
    again = bring(seeded, files.values())
    assert not again.changed
    assert [(one["name"], one["label"], one["stays"], one["file_says"]) for one in lists(again)["stays"]] == [
        ("Herberg", "Målgruppe Borgere med rusmiddelproblemer", "nej", "ja"),
        ("Herberg", "Giver besked om en overgang Boligsocial enhed, Siden", "2026-01-01", "2025-01-01"),
    ]
    path = files["relations"]
    path.write_text(path.read_text().replace("2025-01-01", "2024-01-01"))
    said = "\n".join(bring(seeded, files.values()).differences.sentences())
    assert "Målgruppe Borgere med rusmiddelproblemer: nej. Det siger aktøren selv; filen siger: ja" in said
    assert "Siden: 2026-01-01. Det siger aktøren selv; filen siger: 2024-01-01" in said


def all_words(report: Report) -> str:
    sentences = [*report.differences.sentences(), *report.differences.sentences(ENGLISH), *report.sentences()]
    return "\n".join([report.text(), report.text(ENGLISH), *sentences])


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_address_that_becomes_secret_is_in_no_report(
    seeded: GraphStore, write: Write, dry_run: bool
) -> None:
    """Neither the old street nor a new one, nor that of a place which this file does not hold.

    Seen red without hushed rows, and with what was before taken as the claim had it.
    """

    def day(street: str, secret: str, place: str = "hus") -> list[Path]:
        at = f"{place},{street},8700,Horsens,0615\n" if place else ""
        return [
            write("places.csv", f"id,address,postal_code,city,municipality\n{at}"),
            write(
                "actors.csv",
                f"id,name,kind,place,secret_address,description\na,Huset,civ_ngo,{place},{secret},"
                f"Vi bor i {street}.\n",
            ),
        ]

    bring(seeded, day("Lærkevej 7", "nej"))
    report = bring(seeded, day("Lærkevej 7", "ja")[1:], dry_run=dry_run)
    assert "rkevej" not in all_words(report)
    assert {"Huset", "et sted"} <= set(names(report, "changed"))
    report = bring(seeded, day("Lærkevej 9", "ja"), dry_run=dry_run)
    assert "rkevej" not in all_words(report)
    report = bring(seeded, day("Lærkevej 7", "ja", place=""), dry_run=dry_run)
    assert "rkevej" not in all_words(report)


@pytest.mark.parametrize("seen_by", ["professionals", "municipality"])
def test_what_is_not_for_all_and_names_of_persons_are_in_no_report(
    seeded: GraphStore, files: Files, write: Write, seen_by: str
) -> None:
    """Seen red with each of the two asked for alone."""
    bring(seeded, files.values())
    head = "actor,role,phone,note,person,person_reason,person_until,visibility\n"

    def contacts(phone: str, person: str, visibility: str) -> Path:
        person_row = f"herberg,Vagten,{phone},,{person},Ene om det,2027-01-01,public\n"
        row = f"herberg,Chefen,{phone},Kun for os {phone[-2:]},,,,{visibility}\n"
        return write("contacts.csv", head + person_row + row)

    first = bring(seeded, [contacts("75 62 00 55", "Karla Krog", seen_by)])
    second = bring(seeded, [contacts("75 62 00 66", "Bodil Bro", seen_by)])
    gone = bring(seeded, [write("contacts.csv", head)])
    for report in (first, second, gone):
        for secret in ("Karla", "Bodil", "Ene om", "Kun for os", "Chefen"):
            assert secret not in all_words(report)
    changed = {one["name"]: one for one in lists(second)["changed"]}
    assert {field["field"]: field["withheld"] for field in changed["Vagten"]["fields"]} == {
        "phone": False,
        "person": True,
    }
    assert all(field["withheld"] for field in changed["noget, der ikke vises for alle"]["fields"])


def test_the_command_tells_it_as_lists_or_as_json(
    seeded_file: Path,
    files: Files,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "town.db").write_bytes(seeded_file.read_bytes())
    monkeypatch.setenv("BROBYGGER_STORE", f"sqlite:///{tmp_path / 'town.db'}")
    words = ("import", "directory", *map(str, files.values()), "--source", SOURCE)
    code, out, _ = call(monkeypatch, capfd, *words, "--dry-run")
    assert (code, "nye aktører: Boligsocial enhed, Herberg" in out) == (0, True)
    report = tmp_path / "report.json"
    code, out, err = call(monkeypatch, capfd, *words, "--json", "--report", str(report))
    assert (code, err.strip()) == (0, "")
    assert json.loads(out) == json.loads(report.read_text(encoding="utf-8"))
    assert len(json.loads(out)["new"]) == 5
