"""What may be said to whom: the sharing rules that fit, from the vocabulary."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as shown. ``rule`` is must, may, consent or general_only; ``legal_basis`` are codes."""

    code: str
    rule: str
    text: str
    legal_basis: tuple[str, ...]
    verified: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """What ``from_kind`` may say to ``kind``: every "must" that fits first, then the most specific other."""

    kind: str
    kind_label: str
    rules: tuple[RuleLine, ...]

    @property
    def say(self) -> str:
        """All rules as one text."""
        return " ".join(rule.text for rule in self.rules)
