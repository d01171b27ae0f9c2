"""``brobygger gap``, ``brobygger network`` and ``brobygger whatif`` as they are typed."""

from datetime import UTC
from pathlib import Path

import pytest

from commands import console
from tests.graphdb.world import NOW
from tests.test_asked_command import store_file
from tests.test_brobygger import Run, run

__all__ = ["run", "store_file"]
OWED = "owed.9903.dl_stof"


@pytest.fixture(autouse=True)
def when_the_demo_was_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says grows old. Seen red with the clock of February 2027, when a hostel no longer covered."""
    moment = NOW.astimezone(UTC).isoformat(timespec="seconds")
    monkeypatch.setattr(console, "moment", lambda: moment)


def test_a_municipality_s_gaps_stand_beside_how_much_was_asked(run: Run, store_file: Path) -> None:
    code, out, err = run("gap", "9903")
    assert (code, err) == (0, "")
    first, *gaps = out.splitlines()
    assert "forventede slags er spurgt i Kærsund" in first
    assert any(OWED in line and "nyt" in line for line in gaps)


def test_one_is_shown_whole_and_decided_about(run: Run, store_file: Path) -> None:
    code, out, _ = run("gap", OWED)
    assert (code, "Vi kender ingen forbindelse mellem" in out, "Serviceloven § 101" in out) == (0, True, True)
    code, out, _ = run(
        "gap", OWED, "--in-work", "--why", "mødes i maj", "--by", "leder", "--until", "2027-05-01"
    )
    assert (code, "Skrevet: i gang" in out) == (0, True)
    assert "i gang" in next(line for line in run("gap", "9903")[1].splitlines() if f"({OWED})" in line)
    assert "Status: i gang (leder, " in run("gap", OWED)[1]
    code, out, _ = run("gap", OWED, "--reopen", "--why", "mødet blev aflyst")
    assert (code, "Skrevet: nyt" in out) == (0, True)


def test_wrong_use_says_what_to_do(run: Run, store_file: Path) -> None:
    code, _, err = run("gap", "nobody.9903.x", "--accept", "--why", "fordi")
    assert (code, "Hullet findes ikke, eller det er lukket" in err) == (1, True)
    code, _, err = run("gap", "9903", "--accept", "--why", "fordi")
    assert (code, "Hullet findes ikke" in err) == (1, True)
    code, _, err = run("gap", OWED, "--accept")
    assert (code, "--why" in err) == (1, True)
    code, _, err = run("gap", OWED, "--accept", "--reopen", "--why", "x")
    assert (code, "kun ét" in err) == (2, True)
    code, _, err = run("gap", "0999")
    assert (code, "fire cifre" in err) == (1, True)


def test_what_if_says_who_loses_cover_and_writes_nothing(run: Run, store_file: Path) -> None:
    before = store_file.read_bytes()
    code, out, err = run("whatif", "9902", "--without", "actor:demo:herberg-mosegaarden")
    assert (code, err) == (0, "")
    assert "Herberg og forsorgshjem (§ 110) går fra «dækket» til «spurgt: findes ikke»." in out
    assert "Nyt hul: " in out
    assert "Intet er skrevet" in out
    assert store_file.read_bytes() == before
    code, _, err = run("whatif", "9902", "--without", "actor:demo:nobody")
    assert (code, "ikke her" in err) == (1, True)


def test_the_network_is_said_in_sentences_that_begin_with_the_coverage(run: Run, store_file: Path) -> None:
    code, out, err = run("network", "9903")
    assert (code, err) == (0, "")
    first, *lines = out.splitlines()
    assert "forventede slags er spurgt i Kærsund" in first
    for begins in ("Uden ", "Den eneste forbindelse ", "Uden forbindelser: ", "Kunne tale sammen: "):
        assert any(line.startswith(begins) for line in lines), begins
    assert lines[-1].endswith("par til kunne tale sammen.")
    code, _, err = run("network", "0999")
    assert (code, "fire cifre" in err) == (1, True)


def test_what_comes_and_which_links_break_is_said_too(run: Run, store_file: Path) -> None:
    before = store_file.read_bytes()
    adults, hostel = "actor:demo:kaersund-voksen", "actor:demo:herberg-mosegaarden"
    code, out, err = run("whatif", "9903", "--without-link", adults, hostel)
    assert (code, err) == (0, "")
    assert "forventede slags er spurgt i Kærsund" in out.splitlines()[0]
    assert "Væk: Voksenteamet Kærsund – Henviser til – Herberg Mosegården" in out
    code, out, _ = run("whatif", "9903", "--with", "actor:demo:herberg-broen")
    assert (code, "Intet er skrevet" in out) == (0, True)
    link = (adults, "rel_samarbejder", "actor:demo:aamose-rus")
    code, out, _ = run("whatif", "9903", "--with-link", *link)
    assert (code, "Lukker: " in out) == (0, True)
    assert store_file.read_bytes() == before
    for wrong in (
        ("--without-link", adults, adults),
        ("--with", hostel),
        ("--with-link", adults, "x", hostel),
    ):
        code, _, err = run("whatif", "9903", *wrong)
        assert (code, bool(err)) == (1, True)
    code, _, err = run("whatif", "9903")
    assert (code, "--with-link" in err) == (2, True)


def test_they_speak_english(run: Run, store_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    assert "We know of no link between" in run("gap", "9903")[1]
    assert "Nothing is written" in run("whatif", "9902", "--without", "actor:demo:herberg-mosegaarden")[1]


def test_one_says_what_other_municipalities_do(run: Run, store_file: Path) -> None:
    code, out, _ = run("gap", "single.9903.actor:demo:kaersund-vaerested")
    assert (code, "det er ingen rangliste" in out) == (0, True)
    assert "Brostad (" in out or "Åmose (" in out


def test_it_says_so_when_nobody_else_has_it_and_names_methods_instead(
    run: Run, store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = run("gap", OWED)[1]
    assert "Ingen af de kommuner, der ligner, har det heller." in out
    assert "Skadesreduktion: " in out
    assert "Læs mere: https://" in out
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    out = run("gap", OWED)[1]
    assert "What do other municipalities do?" in out
    assert "Harm reduction: " in out
    assert "none of the municipalities" in out.lower()


def test_an_agreement_of_others_is_named_with_both_its_ends(run: Run, store_file: Path) -> None:
    out = run("gap", "single.9903.actor:demo:kaersund-vaerested")[1]
    agreements = [line for line in out.splitlines() if line.startswith("Aftale: ")]
    assert agreements
    assert "Aftale: Brostad Hjemløseteam har medarbejder hos Den Blå Dør (fremskudt)." in agreements
    assert not any("(fremskudt) Den" in line for line in agreements)


def test_what_is_too_old_asks_nobody_else(run: Run, store_file: Path) -> None:
    listed = run("gap", "9903")[1].splitlines()
    stale = next(line for line in listed if "(stale.9903." in line)
    gap = stale.rpartition("(")[2].removesuffix(")")
    code, out, _ = run("gap", gap)
    assert (code, "andre kommuner" in out) == (0, False)


def test_two_days_are_compared_only_for_a_municipality_and_within_the_history(
    run: Run, store_file: Path
) -> None:
    code, _, err = run("gap", "9903", "--since", "2020-01-01")
    assert (code, "Den begynder" in err) == (1, True)
    code, _, err = run("gap", "9903", "--since", "2999-01-01")
    assert (code, "en dag før i dag" in err) == (1, True)
    code, _, err = run("gap", OWED, "--since", "2026-01-01")
    assert (code, "fire cifre" in err) == (2, True)
