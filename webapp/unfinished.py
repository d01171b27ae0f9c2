"""Saying on every page that an import is at work, or was cut short: the page may show half of it."""

import time
from contextlib import suppress
from typing import Final, cast

from flask import Flask, current_app, g

from graphdb.errors import BrobyggerError
from graphdb.runs import runs
from webapp import context

EVERY: Final = 1.0
"""Seconds between two questions to the store, in one process; most pages cost no further one."""
_NAME: Final = "unfinished"
"""Of it in templates."""


class Notice:
    """What the store said of unfinished runs when it was last asked."""

    def __init__(self, every: float = EVERY) -> None:
        self._every = every
        self._asked = -every
        self._open = False

    def __call__(self) -> bool:
        """Whether to say it. A page that has not read the store, as one that says it is away, does not."""
        if "vocabulary" not in g:
            return False
        if time.monotonic() - self._asked >= self._every:
            # The page is complete already: a database that is lost at this moment is the next page's trouble.
            with suppress(BrobyggerError):
                self._open = runs.unfinished(context.store())
                self._asked = time.monotonic()
        return self._open


def set_up(app: Flask) -> None:
    """Give the frame of all pages its question."""
    app.jinja_env.globals[_NAME] = Notice()


def is_said() -> bool:
    """Whether the page of this request says it."""
    return cast("Notice", current_app.jinja_env.globals[_NAME])()
