"""What stores that an older edition filled do not show: things that are not for everybody, and lost names.

Both were kept as claims: neither search entries nor relations showed staff the former, and no search knew who
was joined with another by the name that is not shown. Once in the life of a store all of these are worked out
anew; a record says that it was done.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from graphdb.claims import Claim
from graphdb.codec import canonical
from graphdb.errors import Conflict
from graphdb.identity.judgements import read_linker
from graphdb.model import PUBLIC, VISIBILITY, Id, is_edge
from graphdb.page import in_pieces
from graphdb.records import Record
from graphdb.store import GraphStore, What

KIND: Final = "renewal"
WHY: Final = "shows staff what is for them"
_BY: Final = "start"
_ID: Final = "staff-and-names"
"""Another one for what is renewed from now on."""
_PIECE: Final = 500
_ANY_TIME: Final = ""


def is_done(store: GraphStore) -> bool:
    """Whether it was done in this store."""
    return store.records.get(KIND, _ID, now=_ANY_TIME) is not None


def renew(store: GraphStore, at: str) -> int:
    """Do it, unless it was done; of how many things. Nodes come first: relations need both their ends.

    Reads all claims the first time, and one record from then on.
    """
    if is_done(store):
        return 0
    from graphdb.writing.plan import Renew, Stamp, commit  # not at each start: a tenth of its time

    targets = sorted({*_not_for_all(store), *_joined(store)}, key=lambda one: (is_edge(one), one))
    for piece in in_pieces(targets, _PIECE):
        commit(store, [Renew(one) for one in piece], Stamp(at, _BY, WHY))
    mark_done(store, at)
    return len(targets)


def mark_done(store: GraphStore, at: str) -> None:
    """Keep that it was done, or that this edition filled the store from the start: there it is not needed."""
    with suppress(Conflict):  # another process did it at the same time
        store.records.put(Record(KIND, _ID, canonical({"at": at})), expect=0)


def _joined(store: GraphStore) -> Iterator[Id]:
    """The ids that others are shown under."""
    linker = read_linker(store)
    for judgement in linker.judgements:
        if judgement.joins:
            yield linker.canonical(judgement.src)


def _not_for_all(store: GraphStore) -> Iterator[Id]:
    for claim in store.scan(What.CLAIMS):
        assert isinstance(claim, Claim)
        fact = claim.facts.get(VISIBILITY)
        if fact is not None and fact.value != PUBLIC:
            yield claim.target
