"""The order of a run: what something needs comes before it, and its own relations right after it."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from random import Random

from graphdb.claims import Claim, Rank, relation
from graphdb.connect import Spool, entry
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.writing.plan import Drop, Edit, Put
from importers.importer import about
from importers.running.sequence import in_order, put_in_order, stage

DAY = "2026-11-23"
TOP, MIDDLE, UNIT = "actor:x:c", "actor:x:b", "actor:x:a"
HELP, PLACE = "service:x:s", "place:x:p"


def thing(target: Id, kind: NodeKind) -> Claim:
    return Claim(target, "x", Rank.DIRECTORY, kind, {})


def tie(kind: EdgeKind, src: Id, dst: Id) -> Claim:
    return relation("x", Rank.DIRECTORY, kind, (src, dst), {}, dates=(DAY, DAY))


CLAIMS = [
    *(thing(one, NodeKind.ACTOR) for one in (TOP, MIDDLE, UNIT)),
    thing(HELP, NodeKind.SERVICE),
    thing(PLACE, NodeKind.PLACE),
    tie(EdgeKind.PART_OF, UNIT, MIDDLE),
    tie(EdgeKind.PART_OF, MIDDLE, TOP),
    tie(EdgeKind.LOCATED_AT, UNIT, PLACE),
    tie(EdgeKind.OFFERS, TOP, HELP),
    tie(EdgeKind.IN, PLACE, "area:0101"),
    tie(EdgeKind.REACHES, HELP, "term:rg_rus"),
    tie(EdgeKind.RELATES, TOP, UNIT),
]


def edits(folder: Path, claims: Iterable[Claim], gone: Iterable[Id] = ()) -> list[Edit]:
    """What a run writes that says these claims, and no more those that are gone."""
    with closing(Spool(folder, "x", Rank.DIRECTORY)) as spool:
        spool.put(entry(claim, about(claim), 1, "", (), stage(claim), False, False) for claim in claims)
        spool.add_gone(gone)
        count = put_in_order(spool)
        edits = list(in_order(spool, "x"))
    assert len(edits) == count
    return edits


def order(folder: Path, claims: list[Claim]) -> list[Id]:
    Random(1).shuffle(claims)
    return [edit.claim.target for edit in edits(folder, claims) if isinstance(edit, Put)]


def test_who_is_above_comes_first_and_each_with_its_own_relations(tmp_path: Path) -> None:
    assert order(tmp_path, list(CLAIMS)) == [
        PLACE,
        f"IN|{PLACE}|area:0101",
        TOP,
        MIDDLE,
        f"PART_OF|{MIDDLE}|{TOP}",
        UNIT,
        *sorted((f"LOCATED_AT|{UNIT}|{PLACE}", f"PART_OF|{UNIT}|{MIDDLE}")),
        HELP,
        *sorted((f"OFFERS|{TOP}|{HELP}", f"REACHES|{HELP}|term:rg_rus")),
        f"RELATES|{TOP}|{UNIT}",
    ]


def test_units_in_a_ring_have_an_order_too(tmp_path: Path) -> None:
    ring = [tie(EdgeKind.PART_OF, UNIT, TOP), tie(EdgeKind.PART_OF, TOP, UNIT)]
    assert len(order(tmp_path, [*ring, thing(TOP, NodeKind.ACTOR), thing(UNIT, NodeKind.ACTOR)])) == 4


def test_relations_go_before_the_things_they_tie(tmp_path: Path) -> None:
    gone = [UNIT, f"PART_OF|{UNIT}|{TOP}"]
    assert edits(tmp_path, (), gone) == [Drop(f"PART_OF|{UNIT}|{TOP}", "x"), Drop(UNIT, "x")]
