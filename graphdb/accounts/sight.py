"""What somebody may see of the directory, by their roles: the one place that says so."""

from collections.abc import Iterable

from graphdb.accounts.roles import STAFF, Grant, Role
from graphdb.visibility.audience import Audience


def audience(grants: Iterable[Grant]) -> Audience:
    """Staff of a municipality are professionals, and at home there; so is an administrator, everywhere.

    An editor sees of other entries what everybody does: organisations are no colleagues.
    """
    given = tuple(grants)
    municipalities = frozenset(one.of for one in given if one.role in STAFF)
    everywhere = any(one.role is Role.ADMINISTRATOR for one in given)
    return Audience(everywhere or bool(municipalities), municipalities, everywhere)
