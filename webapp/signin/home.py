"""Where a person works: the page to land on after signing in, and the municipality that is chosen there."""

from collections.abc import Iterable

from flask import url_for

from graphdb.accounts.roles import BOUND, Bound, Grant, Role
from graphdb.model import code_of
from webapp import context
from webapp.signin.gate import signed_in


def address(grants: Iterable[Grant]) -> str:
    """A coordinator's week, the search of a caseworker, an editor's own entry; one's own page for others."""
    of_role = {role: sorted(given.of for given in grants if given.role is role) for role in BOUND}
    towns = [code for code in of_role[Role.COORDINATOR] if code in _towns()]
    if towns:
        return url_for("municipality.show", code=towns[0])
    if of_role[Role.CASEWORKER]:
        return url_for("find.front")
    actors = of_role[Role.EDITOR]
    if len(actors) == 1 and actors[0] in context.store().get(actors):
        return url_for("edit.show", actor_id=actors[0])
    return url_for("signin.me")


def municipality() -> str:
    """The code of the municipality that is chosen until another is; "" for none.

    That of the person's roles where they hold for one alone, else the one that is set for the directory.
    """
    person = signed_in()
    grants = () if person is None else person.grants
    codes = {given.of for given in grants if BOUND[given.role] is Bound.MUNICIPALITY}
    of_all = context.municipality()
    return min(codes & _towns(), default=of_all) if len(codes) == 1 else of_all


def _towns() -> set[str]:
    return {code_of(area.id) for area in context.vocabulary().municipalities(context.today())}
