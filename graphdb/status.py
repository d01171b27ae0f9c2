"""What a store says about itself, and what was written beside runs at work."""

from dataclasses import dataclass

from graphdb.model import Id


@dataclass(frozen=True, slots=True)
class Status:
    """What a store says about itself: ``version`` is its newest commit's number, ``head`` that one's digest.

    ``fingerprint`` names these very contents: a copy loaded anew has another, so a cache of one version is
    never taken for the same version of another store. ``loading`` is true while ``load`` runs or was cut
    short.
    """

    version: int
    schema: int
    fingerprint: str
    loading: bool
    head: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What a store says about itself, and what others than the runs at work wrote since the commit ``after``.

    ``newest`` is their last commit, or ``after``; ``targets`` are what these commits said or took back. Both
    are only given while a run is ``at_work``.
    """

    status: Status
    after: int
    at_work: bool
    newest: int
    targets: frozenset[Id]
