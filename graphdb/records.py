"""The contract for what is no fact about partners: accounts, sessions, tokens, suggestions, counters.

- Records have a counter of their own: writing one never moves the graph's version, so no reading is run
  again, no index refreshed and no export or check disturbed.
- A record is written whole, compared and set by its version; a commit may carry records, in one transaction.
- A store never asks for the time: callers say what ``now`` is, and what has expired by then is not there.
- Values are frozen, and moments ISO strings in UTC, all of one shape, so that they can be compared as text.
- Errors are those of ``graphdb.errors``. ``Unavailable`` may come from every method, ``Busy`` from those that
  write, and nothing else but what "Raises" names.

Each record is kept with its SHA-256 and the store with the sum of them all: ``damage`` names a record that
was changed by hand, and tells when one was taken out or an older one put back. There is no key: it would have
to lie where every process and every restore can read it, and would stop no hand that writes to the database.
A record whose digest does not fit is never answered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from graphdb.page import Page

KEYS: Final = ("k1", "k2", "k3")
"""The keys that a record can be asked for by; a kind of record says what it keeps in which."""
NOT_EXPORTED: Final = frozenset(
    {
        "session",
        "token",
        "credential",
        "confirmation_link",
        "disowning_link",
        "sign_in_link",
        "used",
        "example_mail",
    }
)
"""Kinds that no backup holds: after a restore all sign in again, with a new password where they had one."""


@dataclass(frozen=True, slots=True)
class Record:
    """``body`` is JSON; ``expires`` is the moment from which it is not there any more, "" for never."""

    kind: str
    id: str
    body: str
    keys: Mapping[str, str] = field(default_factory=dict)
    expires: str = ""
    version: int = 0

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> "RecordKey":
        """What it is known by."""
        return self.kind, self.id

    def there(self, now: str) -> bool:
        """Whether it has not expired yet."""
        return not self.expires or self.expires > now


RecordKey = tuple[str, str]
"""Kind and id."""
NOTHING_EXPECTED: Final[Mapping[RecordKey, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RecordWrite:
    """A record to put, or with ``gone`` to take away. ``expect``: its version when read, 0 for not there.

    A commit names a record once; twice is a ValueError.
    """

    record: Record
    expect: int | None = None
    gone: bool = False


class ReadableRecords(Protocol):
    """What ``writing.plan`` reads of the records: ``writing.dry_run`` pretends to have some."""

    def get(self, kind: str, record_id: str, *, now: str) -> Record | None:
        """The record, None when it is not there or has expired. Quick: at each request of who is signed in.

        Called by: graphdb.runs.runs, graphdb.writing.absence.newest, graphdb.accounts.sessions.signed_in.
        """
        ...

    def list(
        self, kind: str, *, where: Mapping[str, str] = {}, after: str = "", limit: int = 100, now: str
    ) -> Page[Record]:
        """Records of a kind whose keys equal ``where``, in id order. Quick: by any key.

        Each record is whole; one that is written meanwhile may be there as it was or as it is.
        Called by: graphdb.runs.runs, graphdb.writing.secrecy.marks.read_marks,
        graphdb.writing.absence.read_hidden, graphdb.identity.judgements.read_judgements,
        graphdb.upkeep.check, graphdb.gaps.states.read_decisions, graphdb.accounts.accounts.list_all.
        Raises: ValueError for another key.
        """
        ...


class Records(ReadableRecords, Protocol):
    """The records of one store, as ``GraphStore.records``."""

    def write(
        self, *writes: RecordWrite, expect: Mapping[RecordKey, int] = NOTHING_EXPECTED
    ) -> tuple[Record, ...]:
        """Put some and take some away, all or nothing; answers those put, with their new versions.

        ``expect`` has the versions of further records that must stand as they are: of a lock, say.
        Called by: graphdb.runs.runs.Run, graphdb.upkeep.upgrade, graphdb.accounts.accounts.create.
        Raises: Conflict, ValueError, InvalidValue, as ``put``.
        """
        ...

    def put(self, record: Record, *, expect: int | None = None) -> Record:
        """Write it whole; answers it with its new version.

        ``expect``: only when its version is this, 0 for not there; expired or not. Of any number that expect
        the same version exactly one is not refused. Should the line break while it is written, it is written
        again and may then be refused though it stands: read it again.
        Called by: graphdb.gaps.states.decide, graphdb.accounts.sessions.begin, graphdb.accounts.once.use.
        Raises: Conflict, ValueError for another key, InvalidValue for what reads as a CPR number in its id,
        its keys or its body; a digest or token of 32 letters and digits or more is none.
        """
        ...

    def delete(self, kind: str, record_id: str, *, expect: int | None = None) -> None:
        """Take it away; ``expect`` as for ``put``, so a token that is used once is used by one.

        Called by: graphdb.accounts.sessions.end.
        Raises: Conflict.
        """
        ...

    def purge(self, now: str) -> int:
        """Take away what has expired; answers how many. Quick: when nothing has.

        Called by: webapp.warming._keep.
        """
        ...

    def add(self, counter: str, n: int = 1) -> None:
        """Count something that is tied to no person.

        Called by: graphdb.gaps.ended.flush.
        """
        ...

    def counters(self, prefix: str) -> Mapping[str, int]:
        """The counters whose name begins with ``prefix``.

        Called by: graphdb.gaps.ended.read.
        """
        ...


def require_keys(keys: Iterable[str]) -> None:
    """ValueError for a key that no record has."""
    if not set(keys) <= set(KEYS):
        raise ValueError("the keys of a record are k1, k2 and k3")
