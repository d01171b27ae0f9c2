"""Days that a file tells by the day it is read, as examples do that are never to grow old: ``today-400``."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

_RELATIVE: Final = re.compile(r"today([+-]\d{1,5})?")
_LONGEST: Final = len("today+12345")


def absolute(text: str, today: Callable[[], str]) -> str:
    """A relative day as the day (ISO) it is; anything else as it is, and ``today`` is not asked."""
    relative = _RELATIVE.fullmatch(text) if len(text) <= _LONGEST else None
    if relative is None:
        return text
    return (date.fromisoformat(today()) + timedelta(days=int(relative[1] or 0))).isoformat()
