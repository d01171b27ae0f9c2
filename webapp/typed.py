"""What somebody typed in a form that cannot be taken: it is shown again, so nothing is lost."""

from typing import Final

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from graphdb.fields.cpr import without_numbers

_FIELDS: Final = frozenset({"text", "why", "note", "value", "name", "address", "cvr"})
"""The fields of our forms in which people write; no password is one."""
_ANSWERS: Final = ("text:", "typed:")
"""How those begin that have the fact in their names which is asked about."""
_SEPARATOR: Final = "|"
_NOW, _WAS = "f:", "w:"
"""How the fields of an entry's form begin, and what stood in them before."""
_LONGEST: Final = 5_000


def is_from_here() -> bool:
    """Whether one of our own pages sent the form, by the browser's word: no other site has its text shown."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def texts() -> tuple[tuple[str, str], ...]:
    """What was typed, without citizens' numbers, and the field of an entry's form that it stood in, "" for
    another form's; none of another site's form, or of one too large.
    """
    if not is_from_here():
        return ()
    try:
        sent = request.form.items(multi=True)
    except RequestEntityTooLarge:
        return ()
    kept = ((without_numbers(text[:_LONGEST]).strip(), name) for name, text in sent if _is_typed(name, text))
    return tuple(
        (text, name.removeprefix(_NOW) if name.startswith(_NOW) else "") for text, name in kept if text
    )


def _is_typed(name: str, text: str) -> bool:
    if name.startswith(_NOW):
        before = request.form.get(_WAS + name.removeprefix(_NOW), "")
        return text not in (before, *before.split(_SEPARATOR))
    return name in _FIELDS or name.startswith(_ANSWERS)
