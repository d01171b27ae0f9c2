"""The judgements that stand, as the store keeps them beside their claims: with each its two ends.

Nothing of a judgement is in the view. So that a change knows what is joined without reading every claim,
there is a record of each, written in the transaction of the commit that says it; ``check`` works them out
anew from the claims and compares.

Between the reading of a commit and its writing another may judge, or make an address secret. So each commit
that does writes one further record, and all others expect that it has not moved: what they add is shown as
the judgements say that stand, and hidden under the flags that are set.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from graphdb.claims import EXISTS, Claim
from graphdb.fields.relation import VERDICT
from graphdb.identity.linker import Judgement, Linker
from graphdb.model import JUDGED, Id, ends_of
from graphdb.records import Record, RecordWrite
from graphdb.store import Readable, every
from graphdb.view import winners

KIND: Final = "judgement"
NEWEST: Final = (KIND, "NEWEST")
"""The record whose version is that of the newest commit that changed any, or made something secret that was
open; it stands before all others."""
_BEGINNINGS: Final = tuple(f"{kind}|" for kind in sorted(JUDGED))


def is_judgement(target: Id) -> bool:
    """Whether claims on this are judgements."""
    return target.startswith(_BEGINNINGS)


def read_judgements(store: Readable) -> tuple[Linker, int]:
    """The linker of the judgements that stand in the store, and the version of ``NEWEST``, 0 for none."""
    records = list(every(lambda at: store.records.list(KIND, after=at, limit=1000, now="")))
    newest = next((record.version for record in records if record.key == NEWEST), 0)
    judged = (
        Judgement(one.id, one.keys.get("k1", ""), one.keys.get("k2", ""), one.keys.get("k3", ""))
        for one in records
        if one.key != NEWEST
    )
    return Linker(judged), newest


def read_linker(store: Readable) -> Linker:
    """The linker alone."""
    return read_judgements(store)[0]


def standing(target: Id, claims: Iterable[Claim]) -> Judgement | None:
    """What these claims on a judgement come to; None when it does not stand."""
    best = winners(claims)
    if VERDICT not in best or (EXISTS in best and best[EXISTS][1].value is False):
        return None
    return Judgement(target, *ends_of(target), str(best[VERDICT][1].value))


def written(
    judged: Mapping[Id, Judgement | None], expect: int, *, hides: bool = False
) -> tuple[RecordWrite, ...]:
    """What a commit writes by which these stand from now on, or do not; ``expect``: ``NEWEST`` when read.

    ``hides``: it makes something secret that was open.
    """
    if not judged and not hides:
        return ()
    writes = (_write(target, judgement) for target, judgement in sorted(judged.items()))
    return (RecordWrite(Record(*NEWEST, "{}"), expect), *writes)


def _write(target: Id, judgement: Judgement | None) -> RecordWrite:
    if judgement is None:
        return RecordWrite(Record(KIND, target, ""), gone=True)
    keys = {"k1": judgement.src, "k2": judgement.dst, "k3": judgement.verdict}
    return RecordWrite(Record(KIND, target, "{}", keys))
