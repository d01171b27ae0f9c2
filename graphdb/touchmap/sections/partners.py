"""Who is in touch, and who probably is: actors with their reasons in words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graphdb.message import Text, Words, all_of, apart, message
from graphdb.model import Id
from graphdb.rules.expectations import STRENGTHS
from graphdb.rules.ruleset import Rules
from graphdb.rules.situation import wording
from graphdb.touchmap.answer import Partner
from graphdb.touchmap.candidates import Candidate, Pool
from graphdb.touchmap.choice import SHOWN_OF_A_KIND, Choice
from graphdb.touchmap.relations import Relations, expired, sentence
from graphdb.touchmap.sections.tonight import LAPSED
from graphdb.touchmap.shown import Shown

_OWES, _PASSES, _RELATED, _REACHES = 0, 1, len(STRENGTHS), len(STRENGTHS) + 1
"""Tiers beside those of expectations (core, expected, optional): who owes something ranks with core."""


@dataclass(frozen=True, slots=True)
class _Tier:
    weight: int
    unsure: bool


def touched(rules: Rules, pool: Pool, shown: Shown) -> tuple[Partner, ...]:
    """The known actors, then the known kinds (without an id), each with what makes it matter."""
    situation = rules.situation
    known = (
        _partner(shown, actor, kind, reasons_for_kind(rules, kind))
        for actor in situation.known_actors
        for kind in (pool.kind_of(actor),)
    )
    kinds = (
        Partner(kind, shown.words(kind), None, reasons_for_kind(rules, kind))
        for kind in situation.known_kinds
    )
    return (*known, *kinds)


def likely(
    rules: Rules, pool: Pool, choice: Choice, relations: Relations, shown: Shown
) -> tuple[Partner, ...]:
    """Who is probably in touch, the first of each kind before the second of any, best first."""
    placed = list(_placed(choice, rules.situation.from_kind))
    kinds = {candidate.kind for _, candidate in placed}
    tiers = {kind: _tier(rules, choice, kind) for kind in kinds}
    shared = {kind: reasons_for_kind(rules, kind) for kind in kinds}
    order = list(choice.by_kind)

    def rank(item: tuple[int, Candidate]) -> tuple[object, ...]:
        return _rank(pool, order, *item, tiers[item[1].kind])

    return tuple(
        _partner(
            shown,
            candidate.id,
            candidate.kind,
            (*shared[candidate.kind], *_own_reasons(pool, choice, relations, shown, candidate)),
        )
        for _, candidate in sorted(placed, key=rank)
    )


def _placed(choice: Choice, from_kind: str) -> Iterator[tuple[int, Candidate]]:
    """Each candidate with its place among those of its kind."""
    for kind, candidates in choice.by_kind.items():
        if kind != from_kind:
            # A kind in touch is settled: neither its known actors are suggested nor others unrelated to them.
            yield from enumerate(one for one in candidates if one.related or kind not in choice.settled)
    seen: Counter[str] = Counter()
    for candidate in choice.others:
        if candidate.kind != from_kind:
            yield seen[candidate.kind], candidate
            seen[candidate.kind] += 1


def reasons_for_kind(rules: Rules, kind: str) -> tuple[Text, ...]:
    """Why a kind of actor belongs here: what it is expected for, what it owes, the passage it stands in."""
    return tuple(dict.fromkeys(_kind_reasons(rules, kind)))


def _kind_reasons(rules: Rules, kind: str) -> Iterator[Text]:
    for expectation in rules.expectations:
        if expectation.kind == kind:
            yield from expectation.reasons
    for duty in rules.duties:
        if kind in rules.owners(duty):
            yield message("touchmap.owes", kind=duty.kind_label, duty=duty.text)
    passage = rules.situation.transition
    if passage is not None and kind in rules.passage("to_actor_types"):
        yield message("touchmap.should_hear", passage=wording(passage, "label"))
    elif passage is not None and kind in rules.passage("from_actor_types"):
        yield message("touchmap.gives_notice", passage=wording(passage, "label"))


def _own_reasons(
    pool: Pool, choice: Choice, relations: Relations, shown: Shown, candidate: Candidate
) -> Iterator[Text]:
    for tie in relations.known:
        if candidate.id in (tie.src, tie.dst) and not expired(tie, shown.situation.today):
            yield sentence(shown, tie)
    if candidate.reaches:
        yield message("touchmap.reaches", groups=apart(map(shown.words, candidate.reaches)))
    if candidate.meets:
        yield message("touchmap.helps", needs=tuple(_lower(shown.words(code)) for code in candidate.meets))
    if candidate.serves:
        yield message("touchmap.serves", areas=all_of(map(shown.words, candidate.serves)))
    if pool.has_lapsed(candidate.slot):
        yield LAPSED
    more = pool.count(candidate.kind) - SHOWN_OF_A_KIND
    if more > 0 and candidate.kind in choice.by_kind:
        yield message("touchmap.one_more") if more == 1 else message("touchmap.more", count=more)


def _lower(text: Text) -> Text:
    """A label inside a sentence."""
    return replace(text, da=text.da.lower(), en=text.en.lower()) if isinstance(text, Words) else text


def _tier(rules: Rules, choice: Choice, kind: str) -> _Tier:
    for expectation in rules.expectations:
        if expectation.kind == kind and kind not in choice.settled:
            return _Tier(expectation.strength, expectation.unsure)
    if any(kind in rules.owners(duty) for duty in rules.duties):
        return _Tier(_OWES, False)
    if kind in rules.passage("to_actor_types") or kind in rules.passage("from_actor_types"):
        return _Tier(_PASSES, False)
    return _Tier(_RELATED, False)


def _rank(pool: Pool, kinds: list[str], place: int, candidate: Candidate, tier: _Tier) -> tuple[object, ...]:
    weight = tier.weight if candidate.related or tier.weight < _RELATED else _REACHES
    sinks = candidate.stale or pool.has_lapsed(candidate.slot)
    return (
        place,
        weight,
        tier.unsure,
        not candidate.related,
        sinks and candidate.kind not in pool.kinds.statutory,
        -len(candidate.reaches),
        kinds.index(candidate.kind) if candidate.kind in kinds else len(kinds),
        int(pool.index.rank[candidate.slot]),
        candidate.id,
    )


def _partner(shown: Shown, actor: Id, kind: str, reasons: tuple[Text, ...]) -> Partner:
    return Partner(kind, shown.words(kind), shown.card(actor), reasons)
