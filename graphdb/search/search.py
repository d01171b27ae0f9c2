"""Finding actors: one page of those that match, best first, with the facets of all of them."""

from datetime import datetime

from graphdb.fields.hours import COPENHAGEN
from graphdb.search import index as indexes
from graphdb.search.alternatives import list_alternatives
from graphdb.search.hits import list_hits
from graphdb.search.index.readmodel import Filters, Index
from graphdb.search.matching import ask
from graphdb.search.ranking import Selection, select
from graphdb.search.results import Coded, Results
from graphdb.store import GraphStore, stable


def search(store: GraphStore, query: Filters, *, now: datetime, page: int = 1, per_page: int = 20) -> Results:
    """One page of the actors that match, best first; ``now`` is aware of its time zone."""
    return stable(store, lambda: _search(store, query, now, (page - 1) * per_page, per_page), strict=False)


def local_day(now: datetime) -> str:
    """The day it is in Denmark, ISO."""
    return now.astimezone(COPENHAGEN).date().isoformat()


def _search(store: GraphStore, query: Filters, now: datetime, first: int, per_page: int) -> Results:
    index = indexes.current(store, local_day(now))
    asked = ask(store, index, query.q) if query.q.strip() else None
    found = select(index, query, now, asked)
    suggestion, elsewhere = (None, ()) if found.total else list_alternatives(store, found, now)
    return Results(
        version=index.version,
        total=found.total,
        page=first // per_page + 1,
        per_page=per_page,
        facets=found.facets(),
        concepts=_concepts(index, found),
        items=list_hits(store, found, found.ordered(first, per_page), now),
        suggestion=suggestion,
        elsewhere=elsewhere,
    )


def _concepts(index: Index, found: Selection) -> tuple[Coded, ...]:
    codes = () if found.asked is None else found.asked.codes
    return tuple(Coded(code, index.terms.label_da(code)) for code in codes)
