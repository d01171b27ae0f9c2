"""Whether the directory has what a role is to hold for: asked of the store, for a command has no index."""

from graphdb.accounts.roles import BOUND, Bound, Grant
from graphdb.errors import NotFound
from graphdb.message import message
from graphdb.model import area_id
from graphdb.store import GraphStore
from graphdb.vocabulary.catalogue import valid


def require(store: GraphStore, given: Grant, today: str) -> None:
    """Raise NotFound unless the directory has what a new role holds for."""
    match BOUND[given.role]:
        case Bound.MUNICIPALITY:
            area = store.get([area_id(given.of)]).get(area_id(given.of))
            if area is None or area.text("level") != "municipality" or not valid(area, today):
                raise NotFound(message("directory.no_municipality", code=given.of))
        case Bound.ACTOR if given.of not in store.get([given.of]):
            raise NotFound(message("accounts.no_actor", id=given.of))
