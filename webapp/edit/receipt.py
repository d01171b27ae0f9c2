"""What the overview says after Send. It stands in the address, with a proof for the session that sent it."""

import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import request, url_for

from graphdb.model import Id
from webapp.signin import cookies

ITEMS: Final = ("vist", "venter", "fortrudt", "ikke")
"""What the address calls items that are shown, that wait, that were taken back, and that were not."""
NAMES: Final = (*ITEMS, "svar")
"""These, and what became of anything else."""
_LENGTH: Final = 32
"""Letters of the proof."""


def address(actor: Id, thing: Id = "", *, seq: int = 0, anchor: str = "sendt", **items: Sequence[str]) -> str:
    """The overview that says what was sent of a thing, by the commit ``seq``; 0: none to take back."""
    said = {name: list(items.get(name, ())) for name in NAMES}
    query: dict[str, Any] = {**said, "om": thing, "bevis": _proof(actor, thing, seq, said)}
    return url_for("edit.show", actor_id=actor, nr=seq or None, _anchor=anchor, **query)


def read(actor: Id) -> tuple[Id, int, Mapping[str, list[str]]]:
    """The thing, the commit and the items that the address tells; without its proof nothing."""
    thing, seq = request.args.get("om", ""), request.args.get("nr", 0, type=int)
    said = {name: request.args.getlist(name) for name in NAMES}
    proof = request.args.get("bevis", "")
    if hmac.compare_digest(_proof(actor, thing, seq, said).encode(), proof.encode()):
        return thing, seq, said
    return "", 0, {name: [] for name in NAMES}


def _proof(actor: Id, thing: Id, seq: int, said: Mapping[str, list[str]]) -> str:
    text, key = json.dumps([actor, thing, seq, said]), cookies.read(cookies.SESSION)
    return hmac.digest(key.encode(), text.encode(), "sha256").hex()[:_LENGTH]
