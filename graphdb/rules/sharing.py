"""What may be said to whom: the sharing rules that fit, from the vocabulary."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from graphdb.message import Text, in_a_row, message
from graphdb.model import Node, NodeKind
from graphdb.rules.situation import Situation, codes, wording
from graphdb.vocabulary.catalogue import Vocabulary, valid

DEFAULT: Final = message("sharing.default")
DANGER: Final = "akut_fare"
"""The word in ``sharing_rules.situation`` for a life in danger; no term of any vocabulary."""
_ANY: Final = "*"
_ANYBODY: Final = 1_000
_STRICT: Final = {"general_only": 0, "consent": 1, "may": 2}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as shown. ``rule`` is must, may, consent or general_only; ``legal_basis`` are codes."""

    code: str
    rule: str
    text: Text
    legal_basis: tuple[str, ...]
    verified: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """What ``from_kind`` may say to ``kind``: every "must" that fits first, then the most specific other."""

    kind: str
    rules: tuple[RuleLine, ...]

    @property
    def say(self) -> Text:
        """All rules as one text."""
        return in_a_row([rule.text for rule in self.rules]) or DEFAULT


def sharing(vocabulary: Vocabulary, situation: Situation, kind: str) -> Sharing:
    """What the one who asks may say to a kind of actor in this situation."""
    passage = () if situation.transition is None else (situation.transition.text("code"),)
    danger = (DANGER,) if situation.danger else ()
    applicable = rules(
        vocabulary,
        situation.from_kind,
        kind,
        situations=(*passage, *situation.groups, *danger),
        child=situation.person.minor,
        today=situation.day,
        concern=situation.person.child,
    )
    return Sharing(kind, tuple(_line(rule) for rule in applicable))


def rules(
    vocabulary: Vocabulary,
    from_kind: str,
    to_kind: str,
    *,
    situations: Collection[str],
    child: bool,
    today: str,
    concern: bool = False,
) -> tuple[Node, ...]:
    """Every "must" that fits, then the most specific other rule, then those of danger, then those ``beside``.

    ``child``: the citizen is one; ``concern``: there is one in the household, so that only the duties
    ("must") about children hold. A rule ``beside`` the others never pushes one aside that says less.
    """
    ends = _names(vocabulary, from_kind), _names(vocabulary, to_kind)
    fitting = [
        rule
        for rule in vocabulary.terms.get(NodeKind.SHARING_RULE, {}).values()
        if _fits(rule, ends, situations, child or (concern and _is_must(rule))) and valid(rule, today)
    ]
    musts = sorted((rule for rule in fitting if _is_must(rule)), key=lambda rule: _weight(rule, ends))
    others = [rule for rule in fitting if not _is_must(rule)]
    chosen = _best([rule for rule in others if not rule.flag("beside")], ends)
    chosen += _best([rule for rule in others if rule.text("situation") == DANGER], ends)
    chosen += _best([rule for rule in others if rule.flag("beside")], ends)
    return tuple(dict.fromkeys((*musts, *chosen)))


def _names(vocabulary: Vocabulary, kind: str) -> dict[str, int]:
    """What a rule may call this kind, and how many kinds that name covers: the fewer, the more specific."""
    groups = vocabulary.terms.get(NodeKind.ACTOR_GROUP, {})
    members_by_group = ((code, codes(node, "members")) for code, node in groups.items())
    return {
        _ANY: _ANYBODY,
        **{code: len(members) for code, members in members_by_group if kind in members},
        kind: 0,
    }


def _fits(
    rule: Node, ends: tuple[dict[str, int], dict[str, int]], situations: Collection[str], child: bool
) -> bool:
    senders, receivers = ends
    return (
        rule.text("from_type") in senders
        and rule.text("to_type") in receivers
        and rule.text("situation") in (_ANY, *situations)
        and (rule.text("age") == _ANY or child)
    )


def _is_must(rule: Node) -> bool:
    return rule.text("rule") == "must"


def _best(applicable: list[Node], ends: tuple[dict[str, int], dict[str, int]]) -> list[Node]:
    return [min(applicable, key=lambda rule: _weight(rule, ends))] if applicable else []


def _weight(rule: Node, ends: tuple[dict[str, int], dict[str, int]]) -> tuple[object, ...]:
    """The smaller, the more specific: situation, then age, then who to whom, the more exact end first."""
    senders, receivers = ends
    width = sorted((senders[rule.text("from_type")], receivers[rule.text("to_type")]))
    return (
        rule.text("situation") == _ANY,
        rule.text("age") == _ANY,
        width,
        _STRICT.get(rule.text("rule"), 0),
        rule.id,
    )


def _line(rule: Node) -> RuleLine:
    code = rule.text("code") or rule.id.rpartition(":")[2]
    return RuleLine(
        code, rule.text("rule"), wording(rule, "text"), codes(rule, "legal_basis"), rule.text("verified")
    )
