"""What tests of the stores share."""

from collections.abc import Iterator

import neo4j
import pytest

from tests.conftest import Address


@pytest.fixture
def cypher(neo4j_address: Address) -> Iterator[neo4j.Session]:
    """Somebody who asks the database without us."""
    login = (neo4j_address.user, neo4j_address.password)
    with (
        neo4j.GraphDatabase.driver(neo4j_address.url, auth=login, telemetry_disabled=True) as driver,
        driver.session() as session,
    ):
        yield session
