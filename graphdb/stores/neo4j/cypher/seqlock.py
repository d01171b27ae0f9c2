"""Statements of the sequence lock; see ``neo4j.seqlock``."""

from typing import Final, LiteralString

from graphdb.stores.neo4j.cypher.planning import ONCE

# (:Meta {id: 'seqlock'})
BEGIN: Final[LiteralString] = (
    ONCE
    + """
    MATCH (s:Meta {id: 'seqlock'})
    SET s.turn = $seq
    WITH s WHERE s.begun < $seq
    SET s.begun = $seq"""
)
"""A commit that was written before, and is only asked for again, begins nothing."""

# (:Meta {id: 'seqlock'})
END: Final[LiteralString] = (
    ONCE
    + """
    MATCH (s:Meta {id: 'seqlock'})
    SET s.turn = $seq
    WITH s WHERE s.done < $seq
    SET s.done = $seq"""
)
"""The next writer may have ended first; the lock that ``turn`` takes keeps its number from being lost."""

# (:Meta {id: 'seqlock'})
MARK: Final[LiteralString] = ONCE + "MATCH (s:Meta {id: 'seqlock'}) RETURN s.begun AS begun, s.done AS done"

# (:Meta {id: 'meta'})
WAIT: Final[LiteralString] = ONCE + "MATCH (m:Meta {id: 'meta'}) SET m.turn = ''"
"""Takes the lock of writers. What is there now is read in the next statement."""

# (:Meta {id: 'meta'}), (:Meta {id: 'seqlock'})
SETTLE: Final[LiteralString] = (
    ONCE
    + """
    MATCH (m:Meta {id: 'meta'})
    MATCH (s:Meta {id: 'seqlock'})
    SET s.begun = m.version, s.done = m.version"""
)


def whole(reading: LiteralString) -> LiteralString:
    """A reading that ends in ``RETURN collect(...) AS collected``, and whether that belongs to one version.

    The WITH before and the ``collect`` in the middle make the server finish each step before the next.
    Nothing is read while a commit is being applied, for it would be read again.

    Its parameters are members of ``$asked``. For a list that is one itself the server has a plan for none,
    one, up to ten, up to a hundred and so on, and to make each takes it twenty times as long as to answer.
    """
    return _BEFORE + reading.replace("$", "$asked.") + _AFTER


# (:Meta {id: 'seqlock'})
_BEFORE: Final[LiteralString] = (
    ONCE
    + """
    MATCH (s:Meta {id: 'seqlock'})
    WITH s.begun AS begun, s.done AS done
    CALL (begun, done) {
        WITH 1 AS still WHERE begun = done"""
)

_AFTER: Final[LiteralString] = """
    }
    MATCH (s:Meta {id: 'seqlock'})
    RETURN collected, begun = done AND s.begun = begun AS whole"""
