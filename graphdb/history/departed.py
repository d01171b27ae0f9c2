"""Of whom some source once spoke, and who is not shown any more."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from graphdb.claims import Claim
from graphdb.errors import Gone, Moved, NotFound
from graphdb.fields.hours import COPENHAGEN
from graphdb.history import chain
from graphdb.identity.judgements import read_linker
from graphdb.message import message
from graphdb.model import Id
from graphdb.store import Change, GraphStore, every
from graphdb.view import view_of


def no_actor(store: GraphStore, actor: Id) -> NotFound:
    """The error for an actor that is not there.

    ``Moved`` when it is shown under another id, ``Gone`` with the day it went when it was there once.
    Called by: graphdb.directory.profile.material.gather, graphdb.network.routes.ego.
    """
    shown = read_linker(store).canonical(actor)
    if shown != actor and store.get([shown]):
        return Moved(actor, shown)
    changes = list(every(lambda at: store.changes(after=int(at), target=actor), "0"))
    if not changes or not actor.startswith("actor:") or view_of(store.claims([actor]).get(actor, ())):
        return NotFound(message("directory.no_actor"))
    commits = store.commits(after=_went(changes) - 1, limit=1).items
    return Gone(message("directory.gone", since=danish_day(commits[0].at)))


def _went(changes: Sequence[Change]) -> int:
    """The number of the commit since which too little is said to show it, as far as the history tells."""
    went, claims = changes[-1].seq, dict[str, Claim]()
    for seq, of_commit in groupby(changes, key=attrgetter("seq")):
        sides = {change.source: chain.sides(change) for change in of_commit if change.body}
        before = claims | {source: claim for source, (claim, _) in sides.items() if claim is not None}
        now = before | {source: claim for source, (_, claim) in sides.items()}
        claims = {source: claim for source, claim in now.items() if claim is not None}
        if view_of(before.values()) is not None and view_of(claims.values()) is None:
            went = seq
    return went


def danish_day(moment: str) -> date:
    """The day in Denmark of a moment (ISO, UTC)."""
    return datetime.fromisoformat(moment).astimezone(COPENHAGEN).date()
