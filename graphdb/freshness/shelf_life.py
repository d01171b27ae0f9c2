"""How long each field holds after it was confirmed, by the table ``shelf_life``.

A fact past its shelf life is marked where it stands. An entry is stale, and sinks, when a fact that can
spoil the call is past twice its shelf life, or was never confirmed. The table is data: a municipality
may change it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

from graphdb.claims import EXISTS
from graphdb.fields.field import Field
from graphdb.fields.registry import FIELDS, Kind, family
from graphdb.model import Edge, EdgeKind, Node, NodeKind, Value
from graphdb.rules.days import add_months
from graphdb.vocabulary.catalogue import Vocabulary

DEFAULT_MONTHS: Final = 12
"""For a field without a row; it is then not one that can spoil a call."""
RELATED: Final[Mapping[EdgeKind, str]] = {
    EdgeKind.SERVES: "municipalities",
    EdgeKind.REACHES: "risk_groups",
    EdgeKind.LOCATED_AT: "place",
    EdgeKind.MEETS: "needs",
    EdgeKind.USES: "methods",
    EdgeKind.UNDER: "legal_basis",
    EdgeKind.VIA: "access_routes",
}
"""What the table and the files call the relations that an actor or service has."""
_ENTITIES: Final[Mapping[Kind, str]] = {
    NodeKind.ACTOR: "actor",
    NodeKind.SERVICE: "service",
    NodeKind.CONTACT_POINT: "contact",
    EdgeKind.RELATES: "relation",
    EdgeKind.ASKED: "asked",
}


@dataclass(frozen=True, slots=True)
class ShelfLife:
    """Of one field, as of a day: what was confirmed before ``good_since`` is past its shelf life, and before
    ``usable_since`` past twice of it (ISO days). ``call_critical``: it can spoil the call.
    """

    good_since: str
    usable_since: str
    call_critical: bool = False

    def within(self, since: str) -> "ShelfLife":
        """The same, where nothing that was confirmed before this day (ISO) is good."""
        return self if since <= self.good_since else replace(self, good_since=since)

    def past(self, confirmed_on: str) -> bool:
        """Whether the fact is to be marked; never confirmed ("") is past."""
        return confirmed_on < self.good_since

    def spoils(self, confirmed_on: str) -> bool:
        """Whether the fact makes the whole entry stale."""
        return self.call_critical and confirmed_on < self.usable_since


@dataclass(frozen=True, slots=True)
class ShelfLives:
    """The table as of one day."""

    today: str
    table: Mapping[tuple[str, str], ShelfLife]
    answers: Mapping[str, ShelfLife] = field(default_factory=dict)
    """Of a term that says itself how long it holds as an answer, by code."""
    _lives: dict[tuple[Kind, str], ShelfLife] = field(default_factory=dict, compare=False, repr=False)
    _past: dict[tuple[Kind, str], Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, kind: Kind, name: str) -> ShelfLife:
        """The shelf life of a field, or of a relation by what files call it; of a family, its row's.

        Looked up once for each name: a page of hits asks for hundreds.
        """
        known = self._lives.get((kind, name))
        if known is None:
            known = self._lives[kind, name] = self._life_of(kind, family(name))
        return known

    def _life_of(self, kind: Kind, name: str) -> ShelfLife:
        known = self.table.get((_ENTITIES.get(kind, ""), name))
        if known is not None:
            return known
        row = FIELDS.get(kind, {}).get(name)
        return _life(self.today, months=DEFAULT_MONTHS if row is None else row.months)

    def spoilt(self, kind: Kind, confirmed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Of fields with their days of confirmation those that make an entry stale, in order."""
        lives = (
            (name, day, self.table.get((_ENTITIES.get(kind, ""), family(name)))) for name, day in confirmed
        )
        return tuple(sorted({name for name, day, life in lives if life is not None and life.spoils(day)}))

    def stale_before(self, kind: Kind, name: str) -> str:
        """An entry is stale with a field that was confirmed before this day (ISO); "" where no call hangs
        on it.
        """
        life = self.of(kind, name)
        return life.usable_since if life.call_critical else ""

    def past_of(self, kind: Kind, confirmed: str) -> Mapping[str, str]:
        """Which of fields with their day ("2026-05-03:name,phone") are past their shelf life, each with the
        day. Worked out once: a thousand entries say the same.
        """
        known = self._past.get((kind, confirmed))
        if known is None:
            day, names = read_confirmed(confirmed)
            known = {name: day for name in names if self.of(kind, name).past(day)}
            self._past[kind, confirmed] = known
        return known


def read_confirmed(text: str) -> tuple[str, list[str]]:
    """The day of an entry's confirmations ("2026-05-03:name,phone"), and the fields and relations."""
    day, _, names = text.partition(":")
    return day, names.split(",")


def no_longer_known(node: Node, lives: ShelfLives) -> dict[str, Value]:
    """The fields that perish and are past their shelf life, with what they said; nothing acts on these.

    They count from the day that the row names as theirs, else from when they were confirmed.
    """
    perishing = [row for row in FIELDS.get(node.kind, {}).values() if row.perishes and row.name in node.props]
    return {
        row.name: node.props[row.name]
        for row in perishing
        if _life_of(node, row, lives).past(node.text(row.dated_by) or confirmed_on(node, row.name))
    }


def _life_of(node: Node, row: Field, lives: ShelfLives) -> ShelfLife:
    return lives.answers.get(node.text(row.name)) or lives.of(node.kind, row.name)


def confirmed_on(node: Node, name: str) -> str:
    """The day (ISO) when a field was confirmed, "" for never."""
    origin = node.prov.get(name)
    return "" if origin is None else origin.confirmed_on


def still_known(node: Node, lives: ShelfLives) -> Node:
    """The node without what is no longer known."""
    lost = no_longer_known(node, lives)
    if not lost:
        return node
    return replace(node, props={name: value for name, value in node.props.items() if name not in lost})


def confirmations(node: Node, out: Iterable[Edge]) -> Iterator[tuple[str, str]]:
    """Each field of an actor or service, and what it is related to, with the day when it was confirmed."""
    yield from _own_confirmations(node, out)
    for edge in out:
        if edge.kind is EdgeKind.LOCATED_AT:  # the hours and the number of a place are its own, too
            yield from ((name, prov.confirmed_on) for name, prov in edge.prov.items() if name != EXISTS)


def _own_confirmations(node: Node, out: Iterable[Edge]) -> Iterator[tuple[str, str]]:
    for name, origin in node.prov.items():
        yield family(name), origin.confirmed_on
    for edge in out:
        if edge.kind in RELATED and EXISTS in edge.prov:
            yield RELATED[edge.kind], edge.prov[EXISTS].confirmed_on


def past(node: Node, out: Iterable[Edge], lives: ShelfLives) -> tuple[dict[str, str], bool]:
    """The fields and relations past their shelf life, each with the oldest day it was confirmed on, "" for
    never; and whether that is all of them.
    """
    days: dict[str, str] = {}
    good = False
    for name, day in _own_confirmations(node, out):
        if lives.of(node.kind, name).past(day):
            days[name] = min(day, days.get(name, day))
        else:
            good = True
    return days, bool(days) and not good


def shelf_lives(terms: Vocabulary, today: str) -> ShelfLives:
    """The shelf lives of a vocabulary on that day; worked out once."""
    known = _kept.get(terms)
    if known is None or known.today != today:
        known = _kept[terms] = ShelfLives(
            today,
            {
                (row.text("entity"), row.text("field")): _life_in(row, today)
                for row in terms.terms.get(NodeKind.SHELF_LIFE, {}).values()
            },
            {
                code: _life_in(row, today)
                for code, row in terms.terms.get(NodeKind.CAPACITY_STATE, {}).items()
                if row.number("days")
            },
        )
    return known


_kept: WeakKeyDictionary[Vocabulary, ShelfLives] = WeakKeyDictionary()


def _life_in(row: Node, today: str) -> ShelfLife:
    months, days = int(row.number("months") or 0), int(row.number("days") or 0)
    return _life(today, months=months, days=days, call_critical=row.flag("call_critical"))


@lru_cache(maxsize=256)
def _life(today: str, *, months: int = 0, days: int = 0, call_critical: bool = False) -> ShelfLife:
    day = date.fromisoformat(today)
    good, usable = (add_months(day, -times * months) - timedelta(days=times * days) for times in (1, 2))
    return ShelfLife(good.isoformat(), usable.isoformat(), call_critical)
