"""What a feature says of its routes: the right that they ask for."""

from dataclasses import dataclass
from typing import Final

from graphdb.accounts.roles import Right


@dataclass(frozen=True, slots=True)
class Need:
    """The right, and ``of``: the part of the path that names the object it must be for, an actor or a
    municipality. A right of that sort without it is nobody's but the administrator's.

    What is ``traceless`` leaves no mark on the session: nothing tells when somebody asked. What is
    ``by_link`` asks for the link of an object: its feature looks at the link and at the token of forms
    itself, so that what was typed can be shown again.
    """

    right: Right
    of: str = ""
    traceless: bool = False
    by_link: bool = False


OPEN: Final = Need(Right.ENTER)
BY_LINK: Final = Need(Right.ENTER, by_link=True)
READ: Final = Need(Right.READ)
TOUCH_MAP: Final = Need(Right.READ, traceless=True)
DOUBT: Final = Need(Right.DOUBT)
OWN: Final = Need(Right.OWN)
EDIT: Final = Need(Right.EDIT, of="actor_id")
COORDINATE: Final = Need(Right.COORDINATE, of="code")
COORDINATE_ACTOR: Final = Need(Right.COORDINATE, of="actor_id")
RESTORE: Final = Need(Right.RESTORE, of="actor_id")
ADMINISTER: Final = Need(Right.ADMINISTER)
