"""Which roles the claims of the identity provider give: a mapping that the settings hold as a line of text.

``groups: bb-drift=administrator; bb-bolig=coordinator:0751; bb-sag=caseworker:{kommune}``: the claim that
names groups, and per group a role, for a municipality's code or for the one that another claim names.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self

from graphdb.accounts.roles import STAFF, Grant, Role, grant
from graphdb.errors import Refused

Claims = Mapping[str, Any]
GIVEN: Final = STAFF | {Role.ADMINISTRATOR}
"""Roles that a provider can give: an editor is for one actor, and the municipality's provider knows none."""
_CODE: Final = re.compile(r"[0-9]{3}")
"""A municipality's code as some write it: without the nought before it."""
_CLAIM: Final = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A role for those whose claim holds ``value``. ``of`` is a code, a claim in braces, or ""."""

    value: str
    role: Role
    of: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``VALUE=ROLE`` or ``VALUE=ROLE:WHERE``; a value may hold "=" and ":". Raises ValueError."""
        value, equals, given = text.rpartition("=")
        role, _, of = given.strip().partition(":")
        rule = cls(value.strip(), Role(role), of)
        if not (rule.value and equals) or rule.role not in GIVEN:
            raise ValueError("no value with a role of staff")
        if not rule.claim:
            try:
                rule.grant({})
            except Refused as error:
                raise ValueError("no role for that") from error
        return rule

    @property
    def claim(self) -> str:
        """The claim that names the municipality, "" for none."""
        match = _CLAIM.fullmatch(self.of)
        return "" if match is None else match[1]

    def grant(self, claims: Claims) -> Grant:
        """The role for its municipality. Refused when there is none, or it is no code."""
        if not self.claim:
            return grant(self.role, self.of)
        code = next(iter(_texts(_claim(claims, self.claim))), "")
        return grant(self.role, code if _CODE.fullmatch(code) is None else code.rjust(4, "0"))


@dataclass(frozen=True, slots=True)
class RoleMapping:
    """The rules, by the values of one claim."""

    claim: str
    rules: tuple[Rule, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``CLAIM: RULE; RULE``. ValueError for what is none."""
        claim, colon, rules = text.partition(": ")
        parsed = tuple(Rule.parse(rule) for rule in re.split(r"[;\n]", rules) if rule.strip())
        if not (colon and claim.strip() and parsed):
            raise ValueError("no claim with rules")
        return cls(claim.strip(), parsed)

    def is_complete(self, claims: Claims) -> bool:
        """Whether every claim that the rules read is there."""
        wanted = {self.claim, *(rule.claim for rule in self.rules if rule.claim)}
        return all(_claim(claims, name) is not None for name in wanted)

    def grants(self, claims: Claims) -> tuple[Grant, ...]:
        """The roles that a person with these claims has; none for a municipality that is no code."""
        return tuple(sorted({*self._grants(claims)}))

    def _grants(self, claims: Claims) -> Iterator[Grant]:
        values = {*_texts(_claim(claims, self.claim))}
        for rule in self.rules:
            if rule.value in values:
                with suppress(Refused):
                    yield rule.grant(claims)


def _claim(claims: Claims, name: str) -> Any:
    """The claim of that name, or what a name with dots leads to ("realm_access.roles")."""
    value: Any = claims
    for part in (name,) if name in claims else name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]
