"""What somebody may see of the directory, by their roles: the one place that says so."""

from collections.abc import Iterable
from typing import Final

from graphdb.accounts.roles import STAFF, Grant, Role
from graphdb.visibility.audience import Audience

OWN_ENTRY: Final = Audience(professional=True)
"""An actor's own people before their own entry: they correct what professionals alone see of it, too."""


def audience(grants: Iterable[Grant]) -> Audience:
    """Staff of a municipality are professionals, and at home there; so is an administrator, everywhere.

    An editor sees of other entries what everybody does: organisations are no colleagues.
    """
    given = tuple(grants)
    municipalities = frozenset(one.of for one in given if one.role in STAFF)
    everywhere = any(one.role is Role.ADMINISTRATOR for one in given)
    return Audience(everywhere or bool(municipalities), municipalities, everywhere)
