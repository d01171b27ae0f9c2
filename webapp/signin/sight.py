"""The directory as the one who is asking may see it: visitors what is public, staff what more is for them.

A view that reads from ``context.store`` shows what is public, whoever asks.
"""

from graphdb.accounts.sight import audience
from graphdb.search import index
from graphdb.store import GraphStore
from webapp import context
from webapp.signin.gate import signed_in


def is_wider() -> bool:
    """Whether the one who is asking may see more than visitors do."""
    return store() is not context.store()


def store() -> GraphStore:
    """The store to read from for an answer to this request. What depends on it is for nobody else."""
    person, whole = signed_in(), context.store()
    if person is None:
        return whole
    who = audience(person.grants)
    day, sights = context.today(), context.context().sights
    seen = sights.get(who)
    if seen is None or seen[0] != day:
        seen = sights[who] = (day, index.seen(whole, who, day))
    return seen[1]
