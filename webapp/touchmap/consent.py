"""What may be said: once for all that are rung, and on a card only what differs."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from graphdb.touchmap import RuleLine, TouchMap

_SEVERAL: Final = 2


@dataclass(frozen=True, slots=True)
class Consent:
    """``shared`` is the rule of the first to ring that most others have too; None when there is no such rule.

    ``rules`` are by kind what is left to say on a card; a kind in ``instead`` does not have the shared rule.
    """

    shared: RuleLine | None
    rules: dict[str, tuple[RuleLine, ...]]
    instead: frozenset[str]


def consent(touch_map: TouchMap) -> Consent:
    """What stands above the cards, and what on them; a duty to say something stays on its card."""
    rules = {line.kind: line.rules for line in touch_map.sharing}
    kinds = list(dict.fromkeys(call.kind for call in touch_map.call))
    called = [kind for kind in kinds if rules.get(kind)]
    # It stands beside the first card, where it is read as what may be said to that actor.
    of_first = {rule for kind in kinds[:1] for rule in rules.get(kind, ()) if rule.rule != "must"}
    counts = Counter(rule for kind in called for rule in rules[kind] if rule in of_first)
    shared, count = counts.most_common(1)[0] if counts else (None, 0)
    if shared is None or count < min(_SEVERAL, len(called)):
        return Consent(None, rules, frozenset())
    return Consent(
        shared,
        {kind: tuple(rule for rule in lines if rule != shared) for kind, lines in rules.items()},
        frozenset(kind for kind, lines in rules.items() if shared not in lines),
    )
