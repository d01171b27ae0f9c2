"""What is to be written, by whom and why, and what comes of it."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graphdb.claims import Claim, Rank
from graphdb.message import Text
from graphdb.model import Edge, Id, Value
from graphdb.records import RecordKey, RecordWrite
from graphdb.store import WriteSet
from graphdb.value import value

_SALTS: Final = 64
"""Salts drawn at a time: 1 kB."""


@value(frozen=True, slots=True)
class Put:
    """The source now says this about the target, and nothing else; ``again``: of the run it came with."""

    claim: Claim
    again: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """The source says nothing about the target any more."""

    target: Id
    source: str


@dataclass(frozen=True, slots=True)
class Set:
    """A person says this of one field, for ``source``, on a day (``on``, ISO)."""

    target: Id
    source: str
    rank: Rank
    field: str
    value: Value
    on: str


@dataclass(frozen=True, slots=True)
class Clear:
    """A person says that there is none: lower ranks that say otherwise are not shown."""

    target: Id
    source: str
    rank: Rank
    field: str
    on: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """A person says that the value shown, of any source, holds: it becomes the word of ``source`` too."""

    target: Id
    source: str
    rank: Rank
    field: str
    on: str


@dataclass(frozen=True, slots=True)
class Renew:
    """Nothing is said: what is shown of the target is written again as its claims have it."""

    target: Id


FieldEdit = Set | Clear | Confirm


@dataclass(frozen=True, slots=True)
class Propose:
    """A person would say this, but it waits: nothing is said, and it is contested as ``edit`` would be."""

    edit: FieldEdit

    @property
    def target(self) -> Id:
        """What it is about."""
        return self.edit.target


Edit = Put | Drop | Renew | Propose | FieldEdit


def target_of(edit: Edit) -> Id:
    """What an edit is about."""
    return edit.claim.target if isinstance(edit, Put) else edit.target


@dataclass(frozen=True, slots=True)
class Refusal:
    """An edit, or one field of it, that cannot be taken; ``reason`` is for people and repeats no value."""

    target: Id
    source: str
    reason: Text
    field: str = ""


def _salts() -> Callable[[], str]:
    """Random texts of 32 digits, drawn from the system many at a time.

    Each draw lets another thread run first, and an import needs a salt for each change.
    """

    def drawn() -> Iterator[str]:
        while True:
            digits = secrets.token_hex(_SALTS * 16)
            yield from (digits[at : at + 32] for at in range(0, len(digits), 32))

    return drawn().__next__


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, when (ISO, UTC), why, and in which import run. ``id`` makes the write repeatable.

    ``records`` are written with it or not at all, and so is it with ``forgets``, the numbers of commits that
    lose their reason, and with ``erase``, contact points of which all that was said before is erased.
    ``expect_records`` has the versions of other records that must still stand, else nothing is written
    (Conflict). ``salt`` gives each change and the reason a secret salt; two stores that
    must end up equal are given the same one.
    """

    at: str
    by: str
    why: str
    run: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    salt: Callable[[], str] = field(default_factory=_salts)
    records: tuple[RecordWrite, ...] = ()
    expect_records: Mapping[RecordKey, int] = field(default_factory=dict)
    forgets: tuple[int, ...] = ()
    erase: frozenset[Id] = frozenset()


@dataclass(frozen=True, slots=True)
class Hiding:
    """A relation that is not shown any more since an end of it goes; its claims, of ``sources``, stand.

    ``names`` are what its ends are called.
    """

    edge: Edge
    sources: tuple[str, ...]
    names: tuple[Text, Text]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A thing that is not shown any more: what ``sources`` still say of it does not suffice.

    ``name`` is what it was called.
    """

    target: Id
    name: Text
    sources: tuple[str, ...]


class Departure(NamedTuple):
    """A thing that was shown and is not any more, not as one with another either; what it was called."""

    target: Id
    name: Text


class Effect(NamedTuple):
    """What became of one claim: it is new, changed, gone or unchanged. ``before`` is what it said until now.

    A claim that is gone is as it was; of what is erased ``before`` holds no more than the history does.
    """

    what: str
    claim: Claim
    before: Claim | None = None


class Outweighed(NamedTuple):
    """A field of which people who edit say something else than a claim does, so that theirs is shown.

    ``source`` is whose word that is, ``value`` what it says (``NONE``: that there is none). ``withheld``: the
    thing, or the field, is not for all.
    """

    claim: Claim
    field: str
    source: str
    value: Value
    withheld: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set of edits would do."""

    written: WriteSet
    refused: tuple[Refusal, ...]
    effects: tuple[Effect, ...]
    hidden: tuple[Hiding, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    outweighed: tuple[Outweighed, ...] = ()
    departed: tuple[Departure, ...] = ()

    @property
    def empty(self) -> bool:
        """True when there is nothing to write."""
        written = self.written
        return not (written.changes or written.records or written.forgets)
