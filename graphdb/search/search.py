"""Finding actors: one page of those that match, best first, with the facets of all of them."""

from datetime import datetime
from typing import Final

from graphdb.concurrency.stable import stable
from graphdb.fields.hours import COPENHAGEN
from graphdb.model import NodeKind
from graphdb.search import index as indexes
from graphdb.search.alternatives import list_alternatives
from graphdb.search.hits import list_hits
from graphdb.search.index.readmodel import Filters, Index
from graphdb.search.matching import IN_NAME, Asked, ask, ask_some
from graphdb.search.ranking import Selection, select
from graphdb.search.results import Coded, CrisisLine, Results
from graphdb.search.situations import Pointed
from graphdb.store import GraphStore, Status

_SENTENCE: Final = 4
"""Words as they are typed."""
_ENOUGH: Final = 3
"""Actors that make a choice."""


def search(
    store: GraphStore,
    query: Filters,
    *,
    now: datetime,
    page: int = 1,
    per_page: int = 20,
    municipalities: bool = True,
) -> Results:
    """One page of the actors that match, best first; ``now`` is aware of its time zone.

    ``municipalities``: whether those who match are counted by municipality too, beside the other facets.
    """
    cut = ((page - 1) * per_page, per_page)

    def read(status: Status, index: Index) -> Results:
        return _search(store, status, index, query, now, cut, municipalities=municipalities)

    said, today = indexes.meanwhile(store), local_day(now)
    results = read(said.status, indexes.recent(store, today, said))
    # Beside a run, which commits again soon, the first answer will do.
    if said.at_work or store.status() == said.status:
        return results
    return stable(store, lambda status: read(status, indexes.current(store, today, status)), strict=False)


def local_day(now: datetime) -> str:
    """The day it is in Denmark, ISO."""
    return now.astimezone(COPENHAGEN).date().isoformat()


def _search(
    store: GraphStore,
    status: Status,
    index: Index,
    query: Filters,
    now: datetime,
    cut: tuple[int, int],
    *,
    municipalities: bool,
) -> Results:
    first, per_page = cut
    asked = ask(index, query.q) if query.q.strip() else None
    whole = select(index, query, now, asked)
    pointed = _pointed(whole)
    selection = _fuller(whole, now)
    version, total = status.version, selection.total
    suggestion, elsewhere = (None, ()) if total else list_alternatives(store, version, selection, now)
    return Results(
        version=index.version,
        total=total,
        page=first // per_page + 1,
        per_page=per_page,
        facets=selection.facets(municipalities=municipalities),
        concepts=_concepts(index, selection),
        items=list_hits(store, version, selection, selection.ordered(first, per_page), now),
        suggestion=suggestion,
        elsewhere=elsewhere,
        partly=selection is not whole,
        situations=tuple(Coded(code, index.terms.label_da(code)) for code in pointed.codes),
        violence=pointed.violence,
        crisis_lines=_crisis_lines(index) if pointed.violence else (),
        age=asked.circumstances.age if asked is not None and query.age is None else None,
        circumstances=_circumstances(index, asked),
    )


def _fuller(whole: Selection, now: datetime) -> Selection:
    """The selection, or where hardly anybody has all words, those who have what matters most of them.

    An age or a weekday shuts nobody out; for a sentence actors with some of its concepts will do, most first,
    and so they will for a word that is no concept but points to a situation.
    """
    asked = whole.asked
    if asked is None or whole.total >= _ENOUGH or (whole.tiers[whole.actors] <= IN_NAME).any():
        return whole
    selection = _larger(whole, asked.without_circumstances(), now)
    if selection.total >= _ENOUGH:
        return selection
    sentence = len(asked.text.split()) >= _SENTENCE
    if not sentence and (selection.total or asked.codes or not asked.pointed.codes):
        return selection
    return _larger(selection, ask_some(whole.index, asked), now)


def _larger(selection: Selection, asked: Asked, now: datetime) -> Selection:
    other = select(selection.index, selection.filters, now, asked)
    return other if other.total > selection.total else selection


def _pointed(whole: Selection) -> Pointed:
    """What the words point to; nothing when the first of the list is an actor that they call by its name.

    Who writes "natcafé Under Buen" looks for that one. Words of violence always count.
    """
    asked = whole.asked
    if asked is None:
        return Pointed()
    if not asked.pointed.codes or asked.pointed.violence or not whole.total:
        return asked.pointed
    return Pointed() if asked.calls_by_name(whole.ordered(0, 1)[0]) else asked.pointed


def _crisis_lines(index: Index) -> tuple[CrisisLine, ...]:
    """Whom to ring at once, as the rows of the situations say."""
    rows = index.terms.list_terms(NodeKind.STARTING_POINT, index.today)
    lines = (CrisisLine(row.text("crisis_line"), row.text("crisis_phone")) for row in rows)
    return tuple(line for line in lines if line.phone)


def _circumstances(index: Index, asked: Asked | None) -> tuple[Coded, ...]:
    rows = () if asked is None else asked.circumstances.exclusions
    return tuple(Coded(row.text("code"), index.terms.label_da(row.text("code"))) for row in rows)


def _concepts(index: Index, selection: Selection) -> tuple[Coded, ...]:
    codes = () if selection.asked is None else selection.asked.codes
    return tuple(Coded(code, index.terms.label_da(code)) for code in codes)
