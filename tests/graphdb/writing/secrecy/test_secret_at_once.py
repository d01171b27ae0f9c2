"""A flag that is set while another puts something below it: whichever comes second is worked out again."""

from typing import Final

import pytest

from graphdb.errors import Conflict
from graphdb.model import EdgeKind, NodeKind
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.upkeep.transfer import dump
from graphdb.writing.plan import Edit, Stamp, commit, plan
from tests.contract.samples import AT
from tests.graphdb.identity.twice import DAY, A, B, P, S, actor, said, same, tie, write

STREET: Final = "Storegade"
PLACE: Final = said(P, NodeKind.PLACE, address="Storegade 1", city="Vest")
SERVICE: Final = (said(S, NodeKind.SERVICE, name="Seng"), tie(EdgeKind.LOCATED_AT, S, P), PLACE)
FLAG: Final = (actor(A, website="https://example.org", secret_address=True),)
BELOW: Final[dict[str, tuple[Edit, ...]]] = {
    "service": (tie(EdgeKind.OFFERS, A, S), *SERVICE),
    "unit": (tie(EdgeKind.PART_OF, B, A), tie(EdgeKind.LOCATED_AT, B, P), PLACE),
    "service of a unit": (tie(EdgeKind.OFFERS, B, S), *SERVICE),
    "house": (tie(EdgeKind.LOCATED_AT, A, P), PLACE),
    "same": (same(A, B),),
    "address": (PLACE,),
}
BEFORE: Final[dict[str, tuple[Edit, ...]]] = {
    "same": (tie(EdgeKind.OFFERS, B, S), *SERVICE),
    "service of a unit": (tie(EdgeKind.PART_OF, B, A),),
    "address": (said(P, NodeKind.PLACE, city="Vest"), tie(EdgeKind.LOCATED_AT, A, P)),
}


@pytest.mark.parametrize("flag_first", [True, False])
@pytest.mark.parametrize("below", sorted(BELOW))
def test_no_address_slips_by(store: GraphStore, below: str, flag_first: bool) -> None:
    """Seen red without ``above``, without ``watched``, and with judgements alone moving their record."""
    write(store, actor(A, website="https://example.org"), actor(B), *BEFORE.get(below, ()))
    first, second = (FLAG, BELOW[below]) if flag_first else (BELOW[below], FLAG)
    planned = plan(store, second, Stamp(AT, "tests", "", id="planned"))
    commit(store, first, Stamp(AT, "tests", "", id="first"))
    with pytest.raises(Conflict):
        store.write(planned.written)
    commit(store, second, Stamp(AT, "tests", "", id="again"))
    assert STREET not in dump(store).decode()
    assert check(store).faults == ()


def test_what_is_below_an_open_actor_waits_for_nobody(store: GraphStore) -> None:
    write(store, actor(A), actor(B, DAY))
    planned = plan(store, BELOW["service"], Stamp(AT, "tests", "", id="planned"))
    write(store, actor(B, "2026-03-01", phone="+4571111111"), tie(EdgeKind.PART_OF, B, A))
    store.write(planned.written)
    assert check(store).faults == ()
