"""Use case: whether a directory is there to be tried out, and for nothing else."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial
from itertools import takewhile
from typing import Final, cast

from graphdb.accounts import accounts
from graphdb.cards.card import NATIONAL, is_demo
from graphdb.model import Node
from graphdb.runs import runs
from graphdb.store import GraphStore, What

DOMAIN: Final = "@brobygger.example"
"""How the addresses of the accounts end that the roles are tried out by: nobody can own one."""
_ACTORS: Final = "actor:"


def only_examples(store: GraphStore) -> bool:
    """Whether all actors are examples or the country's, and there are some of the fictional ones.

    Asks the store. The id tells what is fictional: who corrects a fictional actor becomes a source of it, and
    it stays fictional. An example is also what an example account imported, to see how that goes.
    """
    nodes = cast("Iterator[Node]", store.scan(What.NODES, after=_ACTORS))
    schemes, tried_out = set[str](), cache(partial(_tried_out, store))
    for node in takewhile(lambda node: node.id.startswith(_ACTORS), nodes):
        scheme = node.id.split(":")[1]
        if not is_demo(scheme) and scheme != NATIONAL and scheme not in tried_out():
            return False
        schemes.add(scheme)
    return any(map(is_demo, schemes))


def _tried_out(store: GraphStore) -> set[str]:
    """The sources that example accounts imported, and nobody else."""
    writers = defaultdict[str, set[str]](set)
    for run in runs.list_runs(store):
        writers[str(run["source"])].add(str(run["by"]))
    return {source for source, by in writers.items() if all(_is_example(store, writer) for writer in by)}


def _is_example(store: GraphStore, writer: str) -> bool:
    account = accounts.find_writer(store, writer)
    return account is not None and account.address.endswith(DOMAIN)
