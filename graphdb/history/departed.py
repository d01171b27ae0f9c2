"""What some source once spoke of, and none does any more."""

from datetime import date, datetime

from graphdb.errors import Gone, NotFound
from graphdb.fields.hours import COPENHAGEN
from graphdb.message import message
from graphdb.model import Id
from graphdb.store import GraphStore, every


def no_actor(store: GraphStore, actor: Id) -> NotFound:
    """The error for an actor that is not there: ``Gone`` with the day it went, if it was there once.

    Called by: graphdb.directory.profile.material.gather, graphdb.network.routes.ego.
    """
    changes = list(every(lambda at: store.changes(after=int(at), target=actor), "0"))
    if not changes or not actor.startswith("actor:") or store.claims([actor]):
        return NotFound(message("directory.no_actor"))
    commits = store.commits(after=changes[-1].seq - 1, limit=1).items
    return Gone(message("directory.gone", since=_danish_day(commits[0].at)))


def _danish_day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(COPENHAGEN).date()
