"""Which role a form names, and what it holds for, as people write it: by a name, a number or an address."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

import numpy as np

from graphdb.accounts.roles import BOUND, Bound, Grant, Role, grant
from graphdb.errors import InvalidValue
from graphdb.fields.cpr import refuse_cpr
from graphdb.language.text import fold
from graphdb.message import message
from graphdb.search import index
from webapp import context

_PAGE: Final = "/actors/"
_LONGEST: Final = 500


def role_of(form: Mapping[str, str], municipality: str) -> Grant:
    """The role of a form; a caseworker's is of the ``municipality`` of the page where it has one.

    InvalidValue with the field at fault.
    """
    name, text = form.get("role", ""), form.get("of", "")[:_LONGEST].strip()
    if name not in {str(role) for role in BOUND}:
        raise InvalidValue(message("people.no_role"), field="role")
    refuse_cpr(text, "of")
    role = Role(name)
    match BOUND[role]:
        case Bound.MUNICIPALITY:
            return grant(role, municipality or _municipality(text))
        case Bound.ACTOR:
            return grant(role, _actor(text))
        case _:
            return grant(role)


def _municipality(text: str) -> str:
    towns = context.vocabulary().municipalities(context.today())
    for town in towns:
        if text and text.casefold() in (town.text("code"), town.text("name").casefold()):
            return town.text("code")
    raise InvalidValue(message("people.which_municipality"), field="of")


def _actor(text: str) -> str:
    if _PAGE in text:
        text = unquote(text.partition(_PAGE)[2].partition("?")[0].partition("#")[0].strip("/"))
    if text.startswith("actor:"):
        return text
    entries = index.current(context.store(), context.today())
    whole, _ = entries.named(text) if fold(text) else (np.zeros(0, np.bool_), None)
    slots = np.flatnonzero(whole).tolist()
    if len(slots) != 1:
        raise InvalidValue(message("people.which_actor"), field="of")
    return entries.id(slots[0])
