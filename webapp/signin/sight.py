"""The directory as the one who is asking may see it: visitors what is public, staff what more is for them.

A view that reads from ``context.store`` shows what is public, whoever asks.
"""

from graphdb.accounts.sight import OWN_ENTRY, audience
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.visibility.audience import Audience
from webapp import context
from webapp.signin.gate import signed_in


def is_wider() -> bool:
    """Whether the one who is asking may see more than visitors do."""
    return store() is not context.store()


def store() -> GraphStore:
    """The store to read from for an answer to this request. What depends on it is for nobody else."""
    person = signed_in()
    return context.store() if person is None else _seen(audience(person.grants))


def of_own_entry() -> GraphStore:
    """The store to read an entry from for its own people, whom the gate lets in to that one alone."""
    return _seen(OWN_ENTRY)


def _seen(who: Audience) -> GraphStore:
    whole, day, sights = context.store(), context.today(), context.context().sights
    seen = sights.get(who)
    if seen is None or seen[0] != day:
        seen = sights[who] = (day, index.seen(whole, who, day))
    return seen[1]
