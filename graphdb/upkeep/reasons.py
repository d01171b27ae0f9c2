"""The reasons that people gave for what they wrote: found by their words, and erased."""

from collections.abc import Iterable, Iterator
from typing import Final
from unicodedata import normalize

from graphdb.errors import Refused
from graphdb.message import message, say
from graphdb.page import in_pieces
from graphdb.store import MAX_TARGETS, Commit, GraphStore, every
from graphdb.writing.plan import Stamp, commit

_ERASED: Final = message("writing.reasons_erased")


def with_reason(store: GraphStore, words: str) -> Iterator[Commit]:
    """The commits in whose reason these words stand, oldest first; of blank ones none.

    Small and capital letters are alike, and so are the ways in which Unicode writes one letter.
    """
    sought = _folded(words).strip()
    for one in every(lambda at: store.commits(after=int(at)), "0") if sought else ():
        if sought in _folded(one.why):
            yield one


def _folded(text: str) -> str:
    return normalize("NFC", text.casefold())


def erase_reasons(store: GraphStore, commits: Iterable[Commit], at: str, by: str) -> int:
    """Take the reasons of these out for good, as ``by`` at that moment (ISO, UTC); answers how many went.

    What they wrote stands, and so does the chain of digests. Refused for one that has its reason in the chain
    itself, as all had before schema 3; nothing is erased then.
    """
    erasable = [one for one in commits if one.why]
    if rigid := [one.seq for one in erasable if not one.sealed]:
        raise Refused(message("writing.reason_in_chain", numbers=tuple(map(str, rigid))))
    for part in in_pieces(erasable, MAX_TARGETS):
        commit(store, (), Stamp(at, by, say(_ERASED), forgets=tuple(one.seq for one in part)))
    return len(erasable)
