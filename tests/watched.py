"""How long the texts are that reach our normalisers and patterns: the slow ones may only meet short ones."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, cast
from unittest.mock import patch

_OURS: Final = ("graphdb", "importers", "webapp")
_METHODS: Final = {"match": 0, "fullmatch": 0, "search": 0, "findall": 0, "finditer": 0, "split": 0, "sub": 1}
"""Where the text stands among the arguments of a compiled pattern's method."""


class _Pattern:
    """A compiled pattern that notes the length of each text it is asked about."""

    def __init__(self, pattern: re.Pattern[str], lengths: list[int]) -> None:
        self._pattern = pattern
        self._lengths = lengths

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        return _noting(method, _METHODS[name], self._lengths) if name in _METHODS else method


def _noting(call: Callable[..., Any], at: int, lengths: list[int]) -> Callable[..., Any]:
    def noted(*args: Any, **named: Any) -> Any:
        if sys._getframe(1).f_globals["__name__"].startswith(_OURS):
            lengths.append(len(args[at]))
        return call(*args, **named)

    return noted


@contextmanager
def watched() -> Iterator[list[int]]:
    """The lengths of all texts that meet a pattern or ``unicodedata.normalize`` in our modules meanwhile."""
    lengths: list[int] = []
    patches = [patch.object(unicodedata, "normalize", _noting(unicodedata.normalize, 1, lengths))]
    patches += [
        patch.object(re, name, _noting(getattr(re, name), at + 1, lengths)) for name, at in _METHODS.items()
    ]
    for module in [it for name, it in sys.modules.items() if name.startswith(_OURS)]:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                patches.append(patch.object(module, name, cast("Any", _Pattern(value, lengths))))
    for one in patches:
        one.start()
    try:
        yield lengths
    finally:
        for one in reversed(patches):
            one.stop()
