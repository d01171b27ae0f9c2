"""Whom to ring first: who can act for the citizen, chosen from the rows of ``first_calls``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graphdb.cards.card import Card
from graphdb.fields.schedules import Opening, Schedule, opening
from graphdb.message import Text, in_a_row, message
from graphdb.model import Id, Node, NodeKind
from graphdb.rules.conditions import Conditions
from graphdb.rules.first_calls import CallPlan
from graphdb.rules.situation import Situation, codes, wording
from graphdb.search.index.columns import NONE
from graphdb.touchmap.answer import Call, Information
from graphdb.touchmap.callers import Caller, Callers, kinds_of_row
from graphdb.touchmap.candidates import Pool
from graphdb.touchmap.opening import at_night
from graphdb.touchmap.shown import SHUT_OUT, Shown
from graphdb.vocabulary.catalogue import Vocabulary

_MOST: Final = 3
_OWN_UNITS: Final = 1
_UNKNOWN: Final = 1
_OPEN: Final = {True: 0, None: _UNKNOWN, False: 2}
LAPSED: Final = message("touchmap.lapsed")
ASK_WHO: Final = message("touchmap.ask_who")
YOURSELVES: Final = message("touchmap.yourselves")
AGREE: Final = message("touchmap.agree")


_AHEAD: Final = 2
"""So many of each row are read before it is known whether the first has a number."""
_Ranked = tuple[tuple[bool, int, int, bool, int], int, Caller]
"""How good a caller is, the smaller the better; its place among those of its row."""


@dataclass(frozen=True, slots=True)
class Rung:
    """The calls, the own departments that came too late for a card, and what only informs."""

    calls: tuple[Call, ...]
    own: tuple[Card, ...]
    information: tuple[Information, ...]


@dataclass(slots=True)
class _Chosen:
    """What has been chosen so far: kinds by purpose, and actors."""

    calls: list[Call] = field(default_factory=list)
    own: list[Card] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    departments: int = 0


class Desk:
    """Chooses the actor that each row means in one situation: its candidates, what is shown, and the hour."""

    def __init__(
        self, situation: Situation, pool: Pool, conditions: Conditions, callers: Callers, shown: Shown
    ) -> None:
        self._situation, self._pool, self._shown = situation, pool, shown
        self._conditions, self._callers = conditions, callers
        terms = pool.index.terms
        self._own_units = terms.marked(NodeKind.ACTOR_TYPE, "own_unit")
        self._open_first = terms.marked(NodeKind.CALL_PURPOSE, "open_first")
        self._asking = _asking_kinds(terms, situation.from_kind)
        self._order: dict[tuple[Id, str], tuple[_Ranked, ...]] = {}

    def first(self) -> Iterator[Id]:
        """The actors to be read ahead: of each row those that come first by what is known in memory, for they
        nearly always have a number; all where more hangs on what is read.
        """
        for row, kind in self._callers.by_row:
            if (row, kind) in self._callers.read_whole:
                yield from (caller.id for caller in self._callers.by_row[row, kind])
            else:
                yield from (caller.id for _, _, caller in self._ranked(row, kind)[:_AHEAD])

    def ring(self, plan: CallPlan) -> Rung:
        """At most three, one own department among them when an own unit asks; the others in a line."""
        chosen = _Chosen()
        for row in plan.rows:
            self._take(row, chosen)
        own = tuple(unit for unit in chosen.own if unit.kind not in chosen.kinds)
        return Rung(tuple(chosen.calls), own, tuple(self._information(plan.information)))

    def first_of(self, row: Node) -> Call | None:
        """The call that a row means, whatever was chosen; None when no actor is here."""
        picked = self._pick(row, frozenset())
        return None if picked is None else self._call(row, *picked)

    def _take(self, row: Node, chosen: _Chosen) -> None:
        kinds, purpose = codes(row, "actor_type"), row.text("purpose")
        if any(chosen.kinds.get(kind) == purpose for kind in kinds):
            return
        picked = self._pick(row, frozenset(chosen.kinds))
        if picked is None:
            return
        kind, caller = picked
        limited = row.flag("own") and not row.flag("only_door") and self._asks_from_within()
        if len(chosen.calls) == _MOST or (limited and chosen.departments == _OWN_UNITS):
            if row.flag("own") and caller is not None and kind not in {unit.kind for unit in chosen.own}:
                chosen.own.append(self._shown.cards[caller.id])
            return
        chosen.calls.append(self._call(row, kind, caller))
        chosen.kinds[kind] = purpose
        chosen.departments += limited

    def _asks_from_within(self) -> bool:
        return self._situation.from_kind in self._own_units

    def _pick(self, row: Node, taken: frozenset[str]) -> tuple[str, Caller | None] | None:
        """The kind and the actor that a row means, no actor when only its kind is known; None: neither."""
        known = self._conditions.facts.known
        options: list[tuple[tuple[object, ...], str, Caller | None]] = []
        for place, kind in enumerate(kinds_of_row(row, self._conditions)):
            if kind == self._situation.from_kind or kind in taken or kind in self._pool.kinds.tick_only:
                continue
            caller, state = self._best(row, kind)
            if self._is_vague(row, kind, caller):
                options.append(((kind not in known, _UNKNOWN, place), kind, None))
            elif caller is not None:
                options.append(((kind not in known, state, place), kind, caller))
        if not options:
            return None
        _, kind, caller = min(options, key=lambda option: option[0])
        return kind, caller

    def _is_vague(self, row: Node, kind: str, best: Caller | None) -> bool:
        """Whether the row means the citizen's own, and nobody knows which, or it has no number."""
        here = self._callers.by_row.get((row.id, kind), ())
        return (row.id, kind) in self._callers.unnamed and bool(here) and (len(here) > 1 or best is None)

    def _best(self, row: Node, kind: str) -> tuple[Caller | None, int]:
        """The best of a kind, and its rank among the row's kinds: open before closed where that is asked."""
        ranked = self._ranked(row.id, kind)
        for at, ((_, obstacle, state, _, _), _, caller) in enumerate(ranked):
            if at == _AHEAD:
                self._shown.cards.read(other.id for *_, other in ranked[at:])
            if self._may_be_rung(row, caller):
                first = state if row.text("purpose") in self._open_first or self._situation.acute else 0
                return caller, first + len(_OPEN) * obstacle
        return None, 0

    def _may_be_rung(self, row: Node, caller: Caller) -> bool:
        if self._is_about_tonight(row) and self._open_at_night(caller) is False:
            return False
        return not self._turns_away(row, caller) and self._answers(caller)

    def _ranked(self, row: Id, kind: str) -> tuple[_Ranked, ...]:
        """Who may be meant, best first; nothing is read of callers without services of their own."""
        if (row, kind) not in self._order:
            here = map(self._with_best_service, self._callers.by_row.get((row, kind), ()))
            term = self._callers.rows[row]
            ranked = ((self._rank(term, caller), place, caller) for place, caller in enumerate(here))
            self._order[row, kind] = tuple(sorted(ranked, key=lambda one: one[:2]))
        return self._order[row, kind]

    def _rank(self, row: Node, caller: Caller) -> tuple[bool, int, int, bool, int]:
        state = _OPEN[self._opening(caller).open_now]
        if state and self._situation.acute and self._open_at_night(caller):
            state = _UNKNOWN if row.text("purpose") in self._open_first else 0
        sinks = bool(self._pool.index.stale()[caller.slot]) and not row.flag("own")
        return not caller.known, self._obstacle(caller), state, sinks, self._days(caller)

    def _answers(self, caller: Caller) -> bool:
        card = self._shown.card(caller.id)
        return card is not None and self._number(caller) is not None and not card.closed

    def _with_best_service(self, caller: Caller) -> Caller:
        """With the one service that the card speaks of: with least against it, then open, then soonest.

        A card never mixes the number of one service with the hours or warnings of another.
        """

        def rank(slot: int) -> tuple[int, int, int]:
            alone = replace(caller, services=(slot,))
            return self._obstacle(alone), _OPEN[self._opening(alone).open_now], self._days(alone)

        return replace(caller, services=(min(caller.services, key=rank),)) if caller.services else caller

    def _days(self, caller: Caller) -> int:
        """How many days one waits for the service that would do."""
        nodes = (self._shown.node(slot) for slot in caller.services)
        return max((int(node.number("waiting_days") or 0) for node in nodes if node is not None), default=0)

    def _obstacle(self, caller: Caller) -> int:
        """What stands between the citizen and the service that would do."""
        nodes = (self._shown.node(slot) for slot in caller.services)
        return max((self._shown.obstacle(node) for node in nodes if node is not None), default=0)

    def _turns_away(self, row: Node, caller: Caller) -> bool:
        """Whether it shuts the citizen out of a bed or of safety; who is in touch already is rung still."""
        urgent = row.text("purpose") in self._open_first or self._is_about_tonight(row)
        return urgent and not caller.known and self._obstacle(caller) == SHUT_OUT

    def _opening(self, caller: Caller) -> Opening:
        return opening(self._hours(caller), self._shown.now)

    def _is_about_tonight(self, row: Node) -> bool:
        beds = self._pool.index.terms.marked(NodeKind.NEED, "bed")
        return self._situation.acute and not row.flag("own") and not beds.isdisjoint(codes(row, "need"))

    def _open_at_night(self, caller: Caller) -> bool | None:
        return at_night(self._hours(caller), self._shown.now).open_now

    def _hours(self, caller: Caller) -> tuple[Schedule, ...]:
        """The hours of the services that fill the row, else the actor's own; of one that is rung for all it
        offers those of all.
        """
        offers = caller.services or self._pool.units_of(caller.slot)
        own = self._pool.hours(caller.slot)
        return self._hours_of(offers) or own if caller.services else own or self._hours_of(offers)

    def _hours_of(self, services: Iterable[int]) -> tuple[Schedule, ...]:
        return tuple(schedule for slot in services for schedule in self._pool.hours(slot))

    def _number(self, caller: Caller) -> Card | None:
        """The card with the number to ring: of a service that fills the row, else its own; None without."""
        services = (self._shown.card(self._pool.index.id(slot)) for slot in caller.services)
        cards = (card for card in (*services, self._shown.card(caller.id)) if card is not None)
        return next((card for card in cards if card.phone), None)

    def _call(self, row: Node, kind: str, caller: Caller | None) -> Call:
        if caller is None:
            return self._vague(row, kind)
        card = self._shown.cards[caller.id]
        hours = Opening() if card.temporary else self._opening(caller)
        by_service = caller.services[:1] if self._hours_of(caller.services) else ()
        timed = next((self._shown.cards[self._pool.index.id(slot)] for slot in by_service), card)
        nodes = [node for slot in caller.services if (node := self._shown.node(slot)) is not None]
        lapsed = (LAPSED,) if self._pool.has_lapsed(caller.slot) else ()
        return Call(
            kind=kind,
            words=self._shown.words(kind),
            card=card.with_number(self._number(caller) or card).with_hours(hours, timed),
            say=self._shown.sharing(kind).say,
            reasons=(wording(row, "why"), *self._which(kind, caller), *lapsed),
            purpose=row.text("purpose"),
            row=row.text("code"),
            against=tuple(self._shown.against(nodes, kind)),
            service=next((node.text("name") for node in nodes), ""),
        )

    def _vague(self, row: Node, kind: str) -> Call:
        """Only the kind is known: no number, and the list to choose from."""
        callers = self._callers.by_row[row.id, kind]
        cards = [self._shown.cards.get(caller.id) for caller in callers]
        return Call(
            kind=kind,
            words=self._shown.words(kind),
            card=None,
            say=self._shown.sharing(kind).say,
            reasons=(wording(row, "why"), ASK_WHO),
            purpose=row.text("purpose"),
            row=row.text("code"),
            choose=tuple((card.id, card.name) for card in cards if card is not None),
        )

    def _which(self, kind: str, caller: Caller) -> Iterator[Text]:
        """A word of care where it may be the one who asks, or it is not known which of several is meant."""
        if kind in self._asking and not caller.known:
            yield YOURSELVES
        several = self._pool.count(kind) > 1 and not caller.known
        if several and kind in self._conditions.facts.known and kind not in self._pool.kinds.authority:
            yield in_a_row([message("touchmap.several"), ASK_WHO])

    def _information(self, rows: Sequence[Node]) -> Iterator[Information]:
        for row in rows:
            for kind in kinds_of_row(row, self._conditions):
                caller = self._informant(row, kind)
                if kind != self._situation.from_kind and caller is not None:
                    yield Information(self._shown.cards[caller.id], wording(row, "why"))
                    break

    def _informant(self, row: Node, kind: str) -> Caller | None:
        """The actor that informs; one without a number is named too, for its page says how to reach it."""
        caller, _ = self._best(row, kind)
        callers = self._callers.by_row.get((row.id, kind), ())
        named = (other for other in callers if (card := self._shown.card(other.id)) and not card.closed)
        return caller or next(named, None)


def _asking_kinds(terms: Vocabulary, from_kind: str) -> frozenset[str]:
    """The kinds of which one asks while only its group is known; departments of one house know each other."""
    groups = (group for group in terms.list_terms(NodeKind.ACTOR_GROUP) if not group.flag("municipal"))
    return frozenset(
        kind for group in groups if group.text("asks_as") == from_kind for kind in codes(group, "members")
    )


def only(pool: Pool, situation: Situation, kind: str) -> Id | None:
    """The actor of a kind when it can be only one: the known one, or the only one here."""
    known = [actor for actor in situation.known_actors if pool.kind_of(actor) == kind]
    ids = known or pool.ids(kind, 2)
    return ids[0] if len(ids) == 1 and pool.index.columns.find(ids[0]) != NONE else None
