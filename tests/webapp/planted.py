"""A house with facts for professionals and for the own municipality, and the world as it is without them.

All that is for professionals carries the word NARROW, all for the own municipality HOME.
"""

import re
from pathlib import Path
from typing import Final

from graphdb.store import GraphStore
from importers import discovery
from importers.running import frame
from tests.graphdb.world import NOW

NARROW, HOME = "Smalsporet", "Ravnsbjerg"
GROUP, HOME_GROUP, NEAR_GROUP = "rg_lgbt", "rg_loesladt", "rg_rus"
HOUSE, FREE, TOP = "actor:x:hus", "actor:x:fri", "actor:x:top"
HIDDEN, AT_HOME = "actor:x:gemt", "actor:x:hjemme"
KEPT_BACK: Final = ("gemt", "hjemme", "smal", "hjem", "under")
NUMBERS: Final = {"33121204": NARROW, "33121211": NARROW, "33121205": HOME, "33121207": HOME}
"""Telephones that are not for all, and for whom they are."""

_PLANTED: Final = {
    "places": f"id,municipality,address\nskur,9901,Åbnevej 1\nsted,9901,{NARROW} 1\n",
    "actors": "id,name,kind,municipalities,risk_groups,phone,visibility,description,parent,place\n"
    f"hus,Huset,civ_vaerested,9901|9902={NARROW}=visibility:professionals,"
    f"rg_rus|{GROUP}={NARROW}=visibility:professionals|{HOME_GROUP}={HOME}=visibility:municipality,"
    "33121200,,Åbent,top=professionals,sted=visibility:professionals\n"
    "fri,Frihuset,civ_vaerested,9901,rg_rus,33121203,public,Åbent,,skur\n"
    "top,Paraplyen,civ_vaerested,9901,,33121206,,Åbent,,\n"
    f"gemt,{NARROW} Hus,civ_vaerested,9901,rg_rus,33121211,professionals,{NARROW},,\n"
    f"hjemme,{HOME} Hus,civ_vaerested,9901,rg_rus,33121207,municipality,{HOME},,\n",
    "contacts": "actor,service,place,role,phone,visibility,note\n"
    f"hus,,,{NARROW} vagt,33121204,professionals,{NARROW}\nhus,,,{HOME} leder,33121205,municipality,\n"
    "hus,,,Cafeen,33121202,public,\n",
    "services": "id,actor,name,visibility,needs\n"
    f"kaffe,hus,Kaffe,,\nsmal,hus,{NARROW} kaffe,professionals,\nhjem,hus,{HOME} kaffe,municipality,\n"
    f"under,gemt,{NARROW} te,,\n",
    "relations": "from,kind,to,note,visibility\n"
    f"hus,rel_samarbejder,top,{NARROW} note,professionals\nhus,rel_henviser,gemt,{NARROW} note,\n"
    f"hus,rel_henviser,fri,{HOME} note,municipality\nfri,rel_samarbejder,hus,Åben note,\n",
}
_ONLY: Final = (NARROW, HOME, "gemt", "hjemme")


def _public(name: str, text: str) -> str:
    """The same file without what is not for all."""
    head, *rows = text.splitlines()
    if name == "actors":
        rows[0] = "hus,Huset,civ_vaerested,9901,rg_rus,33121200,,Åbent,,"
    return "\n".join([head, *(row for row in rows if not any(word in row for word in _ONLY))]) + "\n"


def _open(text: str) -> str:
    """The same file where nothing says whom it is for."""
    head, rows = text.split("\n", 1)
    return "\n".join([head, re.sub("(=visibility:|=|)(professionals|municipality)", "", rows)])


FILES: Final = _PLANTED
OPENED: Final = {name: _open(text) for name, text in FILES.items()}
"""The same where all of it is for everybody."""
WITHOUT: Final = {name: _public(name, text) for name, text in FILES.items()}


def plant(store: GraphStore, folder: Path, files: dict[str, str]) -> GraphStore:
    """The store with the house, as these files tell of it."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    order = frame.Order(source="x", at=NOW.isoformat(), today=NOW.date().isoformat())
    report = frame.run(
        store, discovery.importer("directory"), [folder / f"{name}.csv" for name in files], order
    )
    assert not report.problems, report.problems
    return store
