"""Who belongs on a map: chosen in memory, before anything is read of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.message import message
from graphdb.model import Id
from graphdb.rules.expectations import Need, covered
from graphdb.rules.ruleset import Rules
from graphdb.rules.situation import Situation
from graphdb.search.index.readmodel import Index
from graphdb.touchmap.candidates import Candidate, Pool, kind_of
from graphdb.touchmap.distance import Found, nearest

SHOWN_OF_A_KIND: Final = 3
_LINKED_OF_A_KIND: Final = 20
_OTHERS: Final = 10
_NIGHT: Final = 24


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """``by_kind`` are the best actors of each wanted kind, ``others`` further ones. ``touched`` are the kinds
    in touch, ``settled`` those and the kinds that they make needless, ``lacking`` what no actor covers, with
    the nearest elsewhere. ``night`` are slots of services for tonight.
    """

    by_kind: Mapping[str, tuple[Candidate, ...]]
    others: tuple[Candidate, ...]
    touched: tuple[str, ...]
    settled: frozenset[str]
    lacking: tuple[tuple[Need, Found | None], ...]
    night: tuple[int, ...]

    def actors(self) -> set[Id]:
        """The actors of which something is shown, but for those tonight."""
        chosen = {one.id for candidates in self.by_kind.values() for one in candidates}
        chosen |= {one.id for one in self.others}
        return chosen | {nearest.id for _, nearest in self.lacking if nearest is not None}


def touched_kinds(index: Index, situation: Situation) -> tuple[str, ...]:
    """The kinds in touch, those of known actors first. Raises InvalidValue for an actor that is not there."""
    known = [kind_of(index, actor) for actor in situation.known_actors]
    if not all(known):
        raise InvalidValue(message("situation.actor"), field="known_actors")
    return tuple(dict.fromkeys((*known, *situation.known_kinds)))


def choose(rules: Rules, pool: Pool, touched: tuple[str, ...], shut_out: frozenset[str]) -> Choice:
    """The actors that belong on the map; none of a kind that is ``shut_out`` unless the kind is in touch."""
    wanted = tuple(kind for kind in rules.wanted() if kind not in shut_out or kind in touched)
    settled = covered(rules.expectations, touched) | set(touched)
    return Choice(
        by_kind={kind: pool.of_kind(kind, SHOWN_OF_A_KIND) for kind in wanted},
        others=pool.others_of({*wanted, *touched, *shut_out}, _OTHERS),
        touched=touched,
        settled=settled,
        lacking=_lacking(rules, pool, settled, shut_out),
        night=pool.tonight()[:_NIGHT] if rules.situation.acute else (),
    )


def linked(choice: Choice, pool: Pool) -> set[Id]:
    """The actors whose relations among each other matter."""
    known = set(pool.situation.known_actors)
    shown = known | {one.id for candidates in choice.by_kind.values() for one in candidates}
    shown |= {one.id for one in choice.others}
    return shown.union(*(pool.ids(kind, _LINKED_OF_A_KIND) for kind in choice.by_kind))


def _lacking(
    rules: Rules, pool: Pool, settled: frozenset[str], shut_out: frozenset[str]
) -> tuple[tuple[Need, Found | None], ...]:
    here = {*pool.here, *settled, rules.situation.from_kind}
    unsaid = shut_out | pool.kinds.various  # that some state office is missing names no office to ring
    missing: dict[str, Need] = {}
    for need in rules.needs:
        if not here & {*need.members} and not unsaid.issuperset(need.members):
            missing.setdefault(need.kind, need)
    return tuple(
        (need, nearest(rules.vocabulary, pool, [kind for kind in need.members if kind not in shut_out]))
        for need in missing.values()
    )
