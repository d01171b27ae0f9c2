"""How much a gap weighs, 1 to 5, by a formula that anybody can work out again by hand.

====================================================  =====
a core expectation misses it                              3
another expectation or a duty does                        2
it is a fact or a relation that is out of order           1
a number above zero is known of a group it affects       +1
no other municipality of the region has the kind         +1
the facts behind it are past their shelf life            -1
====================================================  =====

The last but one counts for gaps in which a kind of actor is missing. It says what to look at first, and is no
grade of a municipality: a gap of a kind that nobody has counted weighs no less for that.
"""

from typing import Final

from graphdb.gaps.rule import Finding, Inputs

_STRENGTHS: Final = {"core": 3, "expected": 2}
_FACT: Final = 1
LOWEST, HIGHEST = 1, 5
CORE: Final = 3
"""A gap of a core expectation weighs at least this, unless its facts are old."""


def severity(inputs: Inputs, finding: Finding) -> int:
    """The weight of a gap."""
    weight = _STRENGTHS.get(finding.strength, _FACT)
    weight += not inputs.demand.isdisjoint(finding.groups)
    weight += bool(finding.kinds) and not any(inputs.elsewhere.get(kind) for kind in finding.kinds)
    weight -= finding.unsure
    return min(HIGHEST, max(LOWEST, weight))
