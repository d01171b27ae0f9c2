"""What one source says about one thing, and what a commit keeps of it.

A claim holds facts: ``{field: (value, stated_on, confirmed_on)}``. A relation is a claim too; its fact
``exists`` says that the relation is there (or, when false, that a source denies it).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from graphdb.model import EdgeKind, Id, NodeKind, Value, edge_id
from graphdb.value import value

EXISTS: Final = "exists"
_OWN: Final = "own:"
_COORDINATOR: Final = "coordinator:"
RULE: Final = "rule:identifiers"
"""The source of judgements that follow from a register's number alone."""


def own_source(actor: Id) -> str:
    """The one source of an actor's own people, all of them together."""
    return f"{_OWN}{actor}"


def coordinator_source(municipality: str) -> str:
    """The one source of a municipality's coordinators, by the municipality's code."""
    return f"{_COORDINATOR}{municipality}"


def is_own(source: str) -> bool:
    """Whether a source is an actor's own people."""
    return source.startswith(_OWN)


def is_coordinator(source: str) -> bool:
    """Whether a source is a municipality's coordinators."""
    return source.startswith(_COORDINATOR)


class Rank(IntEnum):
    """How much a source's word weighs; the lowest number wins, see ``graphdb.view.merge``."""

    COORDINATOR = -1
    OWN = 0
    MUNICIPALITY = 1
    REGISTER = 2
    DIRECTORY = 3
    START = 4


NONE: Final = ()
"""The value of a field of which a source says that there is none: it beats what lower ranks say."""


@value(frozen=True, slots=True)
class Fact:
    """One value as a source states it; dates are ISO, and ``confirmed_on`` is "" when it is unknown.

    ``after`` is set on what a person says of one field: the number of the last commit that had touched the
    thing before. It tells which of two such facts came later; facts of imports have 0.
    """

    value: Value
    stated_on: str
    confirmed_on: str
    after: int = 0


@value(frozen=True, slots=True)
class Claim:
    """What ``source`` says about ``target``. ``src`` and ``dst`` are set for relations only.

    ``run`` is the import run that wrote it and ``version`` the commit; the store stamps the version.
    """

    target: Id
    source: str
    rank: Rank
    kind: NodeKind | EdgeKind
    facts: Mapping[str, Fact]
    src: Id = ""
    dst: Id = ""
    run: str = ""
    version: int = 0

    def __hash__(self) -> int:
        return hash((self.target, self.source))

    def of_run(self, run: str) -> "Claim":
        """The same, written by another run."""
        return Claim(
            *(self.target, self.source, self.rank, self.kind, self.facts, self.src, self.dst),
            run,
            self.version,
        )

    def says_the_same(self, other: "Claim") -> bool:
        """True when the two differ at most in the run and commit that wrote them."""
        mine = (self.target, self.source, self.rank, self.kind, self.src, self.dst, self.facts)
        return mine == (other.target, other.source, other.rank, other.kind, other.src, other.dst, other.facts)


def relation(
    source: str,
    rank: Rank,
    kind: EdgeKind,
    ends: tuple[Id, Id],
    facts: Mapping[str, Fact],
    *,
    mark: str = "",
    dates: tuple[str, str],
) -> Claim:
    """The claim that a relation is there, as of ``dates`` (stated_on, confirmed_on)."""
    src, dst = ends
    all_facts = {EXISTS: Fact(True, *dates), **facts} if facts else _only_there(*dates)
    return Claim(edge_id(kind, src, dst, mark), source, rank, kind, all_facts, src, dst)


@lru_cache(maxsize=1024)
def _only_there(stated_on: str, confirmed_on: str) -> Mapping[str, Fact]:
    """The facts of a relation that says no more: most of a large import, so they share one mapping a day."""
    return MappingProxyType({EXISTS: Fact(True, stated_on, confirmed_on)})


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
