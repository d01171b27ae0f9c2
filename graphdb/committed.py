"""What a store keeps of each write: its commit, and what that did to each claim."""

from dataclasses import dataclass

from graphdb.model import Id
from graphdb.value import value


@dataclass(frozen=True, slots=True)
class Commit:
    """One write, linked to the one before by ``prev`` (its digest); see ``graphdb.history.chain``.

    ``sealed`` is the digest of ``salt`` and ``why``: one whose reason was erased has lost both ("") and keeps
    it. ``forgets`` are the numbers of the commits whose reasons this one erased, with commas.
    """

    seq: int
    id: str
    at: str
    by: str
    why: str
    run: str
    prev: str
    digest: str
    salt: str = ""
    sealed: str = ""
    forgets: str = ""


@value(frozen=True, slots=True)
class Change:
    """What a commit did to one source's claim on one target. ``body`` is canonical JSON ``{before, after}``.

    An erased change has lost body and salt ("") and keeps its digest. The store stamps ``seq``.
    """

    target: Id
    source: str
    body: str
    salt: str
    digest: str
    seq: int = 0
