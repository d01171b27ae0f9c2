"""What each role may do: one table, which every route of the pages is tested against."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graphdb.errors import Refused
from graphdb.message import Text, message


class Role(StrEnum):
    """What a person is here. A visitor has not signed in."""

    VISITOR = "visitor"
    CASEWORKER = "caseworker"
    EDITOR = "editor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a route asks for."""

    ENTER = "enter"
    """To come as far as the sign-in."""
    READ = "read"
    """To read the directory and to use the touch map."""
    DOUBT = "doubt"
    """To say that something is wrong, or that an entry is one's own."""
    OWN = "own"
    """To see and end one's own sessions."""
    EDIT = "edit"
    """To speak for an actor and its units."""
    COORDINATE = "coordinate"
    """To decide for a municipality: about proposals, the state of gaps, and the actors that belong to it."""
    RESTORE = "restore"
    """To say again what an entry said before: for its own people and for its coordinator."""
    ADMINISTER = "administer"
    """To say who may do what, and to run imports."""


class Bound(StrEnum):
    """What a role holds for: a municipality (its four digits), an actor (its id), or everything."""

    MUNICIPALITY = "municipality"
    ACTOR = "actor"
    EVERYTHING = ""


_SIGNED_IN: Final = frozenset({Right.ENTER, Right.READ, Right.DOUBT, Right.OWN})
MAY: Final[Mapping[Role, frozenset[Right]]] = {
    Role.VISITOR: frozenset({Right.ENTER, Right.READ, Right.DOUBT}),
    Role.CASEWORKER: _SIGNED_IN,
    Role.EDITOR: _SIGNED_IN | {Right.EDIT, Right.RESTORE},
    Role.COORDINATOR: _SIGNED_IN | {Right.COORDINATE, Right.RESTORE},
    Role.ADMINISTRATOR: _SIGNED_IN | {Right.COORDINATE, Right.RESTORE, Right.ADMINISTER},
}
CLOSED: Final = frozenset({Right.ENTER})
"""What a visitor may where the directory is not public."""
OF_OBJECT: Final[frozenset[Right]] = frozenset({Right.EDIT, Right.COORDINATE, Right.RESTORE})
"""Rights that a role gives for its own object alone, and an administrator's for every one."""
BOUND: Final[Mapping[Role, Bound]] = {
    Role.CASEWORKER: Bound.MUNICIPALITY,
    Role.EDITOR: Bound.ACTOR,
    Role.COORDINATOR: Bound.MUNICIPALITY,
    Role.ADMINISTRATOR: Bound.EVERYTHING,
}
"""The roles that an account can have."""
STAFF: Final = frozenset({Role.CASEWORKER, Role.COORDINATOR})
"""Employees of a municipality: its own sign-in lets them in, and they have no password here."""
NAMES: Final[Mapping[Role, Text]] = {
    Role.CASEWORKER: message("accounts.caseworker"),
    Role.EDITOR: message("accounts.editor"),
    Role.COORDINATOR: message("accounts.coordinator"),
    Role.ADMINISTRATOR: message("accounts.administrator"),
}


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role that an account has, for one object: a municipality's code or an actor's id, "" for all."""

    role: Role
    of: str = ""


def grant(role: Role, of: str = "") -> Grant:
    """A role for what it holds for. Refused when that is missing, or is of another sort."""
    sort = BOUND[role]
    if sort is Bound.EVERYTHING and of:
        raise Refused(message("accounts.for_everything"))
    is_code = len(of) == 4 and of.isascii() and of.isdecimal()
    if sort is Bound.MUNICIPALITY and not is_code:
        raise Refused(message("accounts.for_municipality"))
    if sort is Bound.ACTOR and not of.startswith("actor:"):
        raise Refused(message("accounts.for_actor"))
    return Grant(role, of)


def may(grants: Iterable[Grant], right: Right, objects: Collection[str] = (), *, public: bool = True) -> bool:
    """Whether somebody with these roles, none of them for a visitor, has a right to an object.

    ``objects``: those whose roles hold for it (``graphdb.accounts.objects``). ``public``: whether the
    directory is open to visitors.
    """
    if right in (MAY[Role.VISITOR] if public else CLOSED):
        return True
    return any(right in MAY[given.role] and _holds(given, right, objects) for given in grants)


def _holds(given: Grant, right: Right, objects: Collection[str]) -> bool:
    return right not in OF_OBJECT or BOUND[given.role] is Bound.EVERYTHING or given.of in objects
