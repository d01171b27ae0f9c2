"""What holds for every source, also for one that is added tomorrow: it is never taken for a confirmation, and
each of its runs can be taken back whole."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from graphdb.claims import Rank
from graphdb.codec import to_json
from graphdb.model import Edge, Entry, Node
from graphdb.runs import runs
from graphdb.store import GraphStore, What
from graphdb.upkeep import check
from importers import discovery
from tests.importers.sources import samples
from tests.importers.sources.samples import SOURCES

TODAY: Final = "2026-03-02"
AT: Final = "2026-03-03T08:00:00+00:00"
UNDATED: Final[Mapping[str, Mapping[str, str]]] = {
    "areas": {"areas.csv": "code,name,level\n9990,Prøvestad,municipality\n"},
    "asked": {
        "asked.csv": "municipality,actor_type,state\n0615,civ_gaeld,as_ikke_spurgt\n",
    },
    "directory": {
        "places.csv": "id,address,postal_code,city,municipality\nhus,Broen 1,8700,Horsens,0615\n",
        "actors.csv": "id,name,kind,place,municipalities,risk_groups,phone\n"
        "a,Herberget,bo_110,hus,0615,rg_rus,75620000\nb,Enheden,kom_bolig,,0615,,\n",
        "services.csv": "id,actor,name,needs\ns,a,Seng for natten,need_akutbolig\n",
        "contacts.csv": "actor,role,phone\na,Vagten,75620001\n",
        "relations.csv": "from,kind,to\na,rel_adviserer,b\n",
    },
    "indicators": {"indicators.csv": "area,measure,period,value\n0615,Hjemløse i uge 6,2026,41\n"},
    "national": {
        "national.csv": "id,name,kind,scope,phone\nlinje,Prøvelinjen,civ_raadgivning,dk,33330047\n",
    },
    "vocabulary": {"methods.csv": "code,label_da,label_en\nm_proeve,En metode til prøve,A method\n"},
}
"""Files in our own formats that say nothing about dates; the samples of the others have theirs."""
CASES: Final = (*SOURCES, *UNDATED)


@pytest.fixture
def paths(seeded: GraphStore, case: str, tmp_path: Path) -> list[Path]:
    """The files of a case; whom they speak of is there."""
    if case not in UNDATED:
        samples.prepare(seeded, case)
        return samples.files(case)
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in UNDATED[case].items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def view(store: GraphStore) -> bytes:
    """All that people see, without the numbers of the commits that wrote it."""
    lines = []
    for what in (What.NODES, What.EDGES, What.ENTRIES):
        for item in store.scan(what):
            assert isinstance(item, Node | Edge | Entry)
            values = {
                name: value for name, value in to_json(item).items() if name not in ("version", "ordinal")
            }
            lines.append(json.dumps(values, ensure_ascii=False, sort_keys=True))
    return "\n".join(lines).encode()


def test_no_source_is_left_out() -> None:
    assert {case.partition("-")[0] for case in CASES} == set(discovery.discover())


@pytest.mark.parametrize("case", CASES)
def test_only_a_day_that_stands_in_the_files_confirms_anything(
    seeded: GraphStore, case: str, paths: list[Path]
) -> None:
    """Seen red with what is stated taken for confirmed."""
    samples.bring(seeded, case, *paths)
    claims = samples.claims(seeded, case)
    days = {fact.confirmed_on for claim in claims for fact in claim.facts.values()} - {""}
    assert TODAY not in days
    if case in UNDATED:
        assert not days
    files = [file for path in paths for file in (path, *path.rglob("*")) if file.is_file()]
    text = " ".join(file.read_bytes().replace(b"\0", b"").decode("latin-1") for file in files)
    for day in days:
        year, month, number = day.split("-")
        assert re.search(rf"{day}|0?{int(number)}[-./]0?{int(month)}[-./](?:{year}|{year[2:]})", text), day


@pytest.mark.parametrize("case", CASES)
def test_a_run_is_taken_back_and_people_see_what_they_saw_before(
    seeded: GraphStore, case: str, paths: list[Path]
) -> None:
    """First one that says all of it anew, with another weight, then the first; byte for byte each time.

    Seen red with the last edit of an undo left away.
    """
    before = view(seeded)
    first = samples.bring(seeded, case, *paths)
    between = view(seeded)
    assert between != before
    usual = discovery.discover()[case.partition("-")[0]].rank
    other = Rank.MUNICIPALITY if usual is Rank.DIRECTORY else Rank.DIRECTORY
    second = samples.bring(seeded, case, *paths, rank=other, today="2026-03-09")
    assert second.total("changed") == first.total("new")
    assert runs.undo(seeded, second.run, AT, "test").kept == []
    assert view(seeded) == between
    runs.undo(seeded, first.run, AT, "test")
    assert view(seeded) == before
    assert list(samples.claims(seeded, case)) == []
    assert check.check(seeded).faults == ()
