"""How long the server keeps its plan for a statement."""

from typing import Final, LiteralString

ONCE: Final[LiteralString] = "CYPHER replan=skip "
"""Before a statement that finds all it needs by unique keys and named indexes, so its plan never gets better.

The server otherwise plans each statement anew, up to every ten seconds, when the number of nodes has moved
much since: that took a third of its processor in an import, and a commit did it with the lock of writers.
"""
