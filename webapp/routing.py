"""Routes whose addresses are compiled when the first of them is built.

Werkzeug has Python compile two functions for each route, which was two thirds of what creating the
application takes; a page builds the addresses of a few.
"""

from collections.abc import Callable
from functools import cache, partial

from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]
"""Called with the rule and what stands in its places: domain and path."""


class LateRule(Rule):
    """A rule as Werkzeug makes it, but for when."""

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        compiled = cache(partial(super()._compile_builder, append_unknown))

        def build(*rule: Rule, **places: object) -> tuple[str, str]:
            return compiled()(*rule, **places)

        return build
