"""The rules that are there: each file of ``rules`` has one."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from graphdb.gaps import rules
from graphdb.gaps.rule import Rule


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by id."""
    modules = (
        importlib.import_module(f"{rules.__name__}.{entry.name}")
        for entry in pkgutil.iter_modules(rules.__path__)
    )
    available: list[Rule] = [module.RULE for module in modules]
    return {rule.id: rule for rule in sorted(available, key=lambda rule: rule.id)}


def in_history(gap: str) -> bool:
    """Whether history tells of a gap, by its id, what was on past days."""
    return all_rules()[gap.partition(".")[0]].in_history
