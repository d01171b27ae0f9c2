"""What a feature says of its routes: the right that they ask for."""

from dataclasses import dataclass
from typing import Final

from graphdb.accounts.roles import Right


@dataclass(frozen=True, slots=True)
class Need:
    """The right, and ``of``: the part of the address that names the object it must be for.

    What is ``traceless`` leaves no mark on the session: nothing tells when somebody asked.
    """

    right: Right
    of: str = ""
    traceless: bool = False


OPEN: Final = Need(Right.ENTER)
READ: Final = Need(Right.READ)
TOUCH_MAP: Final = Need(Right.READ, traceless=True)
OWN: Final = Need(Right.OWN)
