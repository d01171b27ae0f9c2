"""Which stores this version reads and writes."""

from graphdb.errors import SchemaTooNew, SchemaTooOld
from graphdb.store import SCHEMA


def require_schema(schema: int) -> None:
    """Raises SchemaTooNew or SchemaTooOld, unless this version reads and writes stores of this schema."""
    if schema > SCHEMA:
        raise SchemaTooNew("Databasen er skrevet af en nyere udgave af Brobygger. Installér den udgave.")
    if schema < SCHEMA:
        raise SchemaTooOld(
            f"Databasen er skrevet af en ældre udgave af Brobygger (skema {schema}). Skriv den ud med den "
            "udgave (brobygger export FIL), og læs filen ind i en ny database med denne "
            "(brobygger restore FIL)."
        )
