"""Which stores this version reads and writes."""

from graphdb.errors import SchemaTooNew, SchemaTooOld
from graphdb.message import message
from graphdb.store import SCHEMA


def require_schema(schema: int) -> None:
    """Raises SchemaTooNew or SchemaTooOld, unless this version reads and writes stores of this schema."""
    if schema > SCHEMA:
        raise SchemaTooNew(message("stores.newer"))
    if schema < SCHEMA:
        raise SchemaTooOld(message("stores.older", schema=schema))
