"""What can go wrong, and what the caller does next.

::

    BrobyggerError
    ├── InvalidValue          this value: show the reason beside the field, keep what was typed
    ├── Refused               this run or command: print the sentence, exit 1
    └── StoreError
        ├── NotFound          the page does not exist: answer 404
        │   ├── Moved         it is shown under another id: answer 301
        │   └── Gone          it did once, and no source has it any more: answer 410 with the reason
        ├── Conflict          another writer was first: read again, apply again
        │   └── Contested     others changed the very fields since they were seen: let a person choose
        ├── TooLarge          ask for less, or in parts
        ├── Busy              wait and try again
        ├── NotEmpty          choose an empty store
        ├── Unavailable       the database does not answer: answer 503, try again later
        │   └── Replaced      it is not the file that was opened: open it anew, as a restart does
        ├── SchemaTooNew      a newer Brobygger wrote this store: install that version
        └── SchemaTooOld      an older one did: export with that version, restore with this one

What an error carries is a message for people. It never repeats a refused value: it may be a CPR number.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graphdb.message import Message, message, say


class BrobyggerError(Exception):
    """Any error Brobygger raises on purpose; its ``reason`` can be shown to people in their language."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        """The reason in Danish, for traces."""
        return say(self.reason)


class InvalidValue(BrobyggerError, ValueError):
    """One value cannot be used. The caller shows ``reason`` at ``field`` and loses nothing."""

    def __init__(self, reason: Message, *, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


class Refused(BrobyggerError):
    """A whole run or command is refused, nothing was changed. The caller shows the sentence and stops."""


class StoreError(BrobyggerError):
    """Something about the store; see the subclasses for what to do."""


class NotFound(StoreError):
    """The thing asked for is not there."""


class Moved(NotFound):
    """What was asked for by ``old`` is shown under the id ``new``, as somebody judged both to be one."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(message("directory.moved", id=new))
        self.old, self.new = old, new


class Gone(NotFound):
    """No source speaks any more of what some source once spoke of; it may come back."""


class Conflict(StoreError):
    """Something changed since it was read; nothing was written. The caller reads and applies again."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(sorted(ids))
        super().__init__(message("model.conflict", count=len(self.ids)))

    def __reduce__(self) -> tuple[type["Conflict"], tuple[tuple[str, ...]]]:
        """How it goes from one process to another. What is ``Contested`` stays where a person is shown it."""
        return Conflict, (self.ids,)


@dataclass(frozen=True, slots=True)
class Contest:
    """A field whose shown value is neither the one that was seen nor the one that is wanted (None: none)."""

    target: str
    field: str
    seen: object
    shown: object
    wanted: object


class Contested(Conflict):
    """Others changed these very fields since they were seen; nothing was written. A person chooses."""

    def __init__(self, contests: Iterable[Contest]) -> None:
        self.contests = tuple(contests)
        super().__init__({contest.target for contest in self.contests})
        self.reason = message("model.contested", count=len(self.contests))


class TooLarge(StoreError):
    """More was asked for, or written at once, than the store takes. The caller asks in parts."""


class Busy(StoreError):
    """Another process is writing. The caller waits and tries again."""


class NotEmpty(StoreError):
    """The store holds something already. The caller chooses an empty one."""


class Unavailable(StoreError):
    """The database does not answer. The caller says so and tries again later."""


class Replaced(Unavailable):
    """The database's file was deleted or replaced while it was open. The caller says so until a restart."""


class SchemaTooNew(StoreError):
    """The store was written by a newer version. The caller installs that version."""


class SchemaTooOld(StoreError):
    """The store was written by a version whose tables are no longer read. The caller exports and restores."""
