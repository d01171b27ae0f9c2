"""What the session's Neo4j still holds from the test before: loaded anew only when it is another."""

from pathlib import Path

from graphdb.store import GraphStore
from tests import neo4j_server as neo4j_for_tests
from tests.contract.samples import everything
from tests.files import opened


def load_unless_there(
    store: GraphStore, server: neo4j_for_tests.Server, file: Path, fingerprints: set[str]
) -> None:
    """Have the store hold what a SQLite file holds, taken over as ``restore`` does it.

    ``fingerprints`` are those that the store has had with the file's contents, and get the new one.
    """
    store.prepare()
    if store.status().fingerprint not in fingerprints:
        neo4j_for_tests.wipe(server)
        store.prepare()
        for source in opened(file):
            store.load(everything(source))
        fingerprints.add(store.status().fingerprint)
