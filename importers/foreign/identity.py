"""Ids that a foreign table's rows keep, made from what identifies a thing."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from graphdb.fields.actor import UNIT_SCHEMES
from graphdb.language.danish import fold
from importers.reading.seeded import municipality_about, municipality_called

_LONGEST: Final = 60
_MARK: Final = 8
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*(?::[A-Za-z0-9._~-]+)?")


def actor_id(cells: Mapping[str, str]) -> str:
    """The id in a row's cells, else a number of a register, else name and municipality; "" without any.

    The municipality is the postcode's, else the one that is named. Not the postcode itself: everybody reads
    an id, and of a secret address the municipality is all that is told.
    """
    if own := cells.get("id", ""):
        return own if _PLAIN.fullmatch(own) else slug(own)
    for scheme in UNIT_SCHEMES:
        for identifier in cells.get("identifiers", "").split("|"):
            name, _, number = identifier.partition(":")
            if fold(name) == scheme and (digits := fold(number)):
                return f"{scheme}:{digits}"
    name = cells.get("name", "")
    lies_in = municipality_about(cells.get("postal_code", "")) or municipality_called(
        cells.get("municipality", "")
    )
    return slug(name, lies_in) if name else ""


def slug(*texts: str) -> str:
    """Words in signs that an id holds, with a mark for what is cut off or cannot be spelt."""
    words = [fold(word) for text in texts for word in text.split()]
    plain = "-".join(filter(None, words))
    if plain and len(plain) <= _LONGEST:
        return plain
    mark = blake2b("\n".join(texts).encode("utf-8", "replace"), digest_size=_MARK // 2).hexdigest()
    return "-".join(filter(None, (plain[:_LONGEST], mark)))


def below(owner: str, *texts: str) -> str:
    """The id of what belongs to an owner."""
    return f"{owner}.{slug(*texts)}" if texts else owner
