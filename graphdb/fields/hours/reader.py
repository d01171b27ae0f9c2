"""What ``phrases`` reads from and fills: tokens one after the other, and the phrases made of them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from graphdb.fields.hours.words import Days, Kind, Token

JOINS: Final = frozenset({Kind.COMMA, Kind.AND})
_NO_DAYS: Final = Days()


class Sort(StrEnum):
    """What a phrase says; one letter each, so that a clause's shape is a word such as "DT"."""

    DAYS = "D"
    TIMES = "T"
    SEASON = "S"
    CLOSED = "C"
    NOTE = "N"


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes after midnight. ``end`` None is open-ended, ``start`` None "til kl. 17" of what else holds."""

    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """``apart``: something stands between it and the phrase before; ``linked``: that is "og".
    ``instead``: said with "dog".
    """

    sort: Sort
    days: Days = _NO_DAYS
    spans: tuple[Span, ...] = ()
    season: tuple[str, ...] = ()
    note: str = ""
    apart: bool = False
    linked: bool = False
    instead: bool = False


class NotUnderstood(Exception):
    """The words may be Danish, but they are no opening hours that we read."""


@dataclass(slots=True)
class Reader:
    """Tokens being read; ``fallback`` is what holds outside the hours ("eller efter aftale")."""

    tokens: list[Token]
    english: bool
    at: int = 0
    phrases: list[Phrase] = field(default_factory=list)
    fallback: str = ""

    def kind(self, ahead: int = 0) -> Kind | None:
        """The kind of a token ahead, None beyond the end."""
        at = self.at + ahead
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def take(self) -> Token:
        """The next token; NotUnderstood when there is none."""
        if self.at >= len(self.tokens):
            raise NotUnderstood
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, *kinds: Kind) -> bool:
        """Step over one token of these kinds, if one stands here."""
        if self.kind() not in kinds:
            return False
        self.at += 1
        return True

    def joined(self, *kinds: Kind) -> bool:
        """Step over "," or "og" when something of these kinds follows."""
        ahead = 0
        while self.kind(ahead) in JOINS:
            ahead += 1
        if self.kind(ahead) not in kinds or (not ahead and self.kind() not in (Kind.DAYS, Kind.NTH)):
            return False
        self.at += ahead
        return True
