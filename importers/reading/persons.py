"""Telling persons from roles: in mailboxes (``fornavn.efternavn@``) and in short texts ("Karla Prik")."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from graphdb.language.danish import PARTS, fold, split_word, token_of
from importers.reading.seeded import municipality_called

_MAILBOX: Final = re.compile(r"\s*(?:mailto:)?([^@\s]+)@([^@\s]+)\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[._-]")
_MOST_NAMES: Final = 4
_NAME: Final = r"[A-ZÆØÅ][a-zæøåéüöä]+"
_WRITTEN: Final = re.compile(rf"{_NAME}(?:[ -](?:{_NAME}|[A-ZÆØÅ]\.?)){{1,3}}")
_LEADING: Final = re.compile(
    r"(?:att\.?:?|v/|c/o|kontakt:|ring til|spørg efter|ask for|call)\s*", re.IGNORECASE
)
"""What stands before a name."""
_WORDS: Final = """
info post mail mailbox kontakt admin adm administration booking reception service support hotline leder
ledelse drift sekretariat sekretaer formand bestyrelse kasserer presse job hr web webmaster noreply viden
hoved hovednummer nummer telefon tlf mobil fax sms linje omstilling direkte lokal dag nat aften weekend
doegn aabent lukket nord syd oest vest midt by land dk danmark region kommune kommunen den det de og i paa
ved for til alle borger borgere social socialt boern unge voksne kvinder maend center hjem team faelles ny
visit visitation vejledning raadgiver modtagelse venteliste tidsbestilling akut vagten
the of and office main front desk intake helpline general enquiries phone contact team after hours
"""
_ROLES: Final = frozenset(_WORDS.split())
"""Folded words of roles, places and times, beside the parts of Danish compounds."""
_HEADS: Final = frozenset((*map(fold, PARTS), "cafe"))


def is_persons(mailbox: str, *names: str) -> bool:
    """Whether a mail address is called after a person: two words or more, of which none is a role or a town.

    ``names``: what the owner is called; a mailbox of its own name is its own.
    """
    address = _MAILBOX.fullmatch(mailbox)
    if address is None:
        return False
    words = [fold(word) for word in _BETWEEN.split(address[1])]
    if not 1 < len(words) <= _MOST_NAMES or not all(word.isalpha() for word in words):
        return False
    own = {fold(word) for name in (*names, *address[2].split(".")[:-1]) for word in re.split(r"[\s.-]", name)}
    return not (any(map(_is_role, words)) or all(word in own for word in words))


def is_name(text: str) -> bool:
    """Whether a short text is the name of a person alone: two to four capitalised words, none of a role."""
    written = _WRITTEN.fullmatch(_LEADING.sub("", text.strip(), count=1))
    return written is not None and not any(_is_role(fold(word)) for word in re.split(r"[\s-]", written[0]))


def first_shared(mailboxes: Iterable[str], *names: str) -> str:
    """The first mailbox that is no person's, else the first; "" of none."""
    listed = list(mailboxes)
    return next((one for one in listed if not is_persons(one, *names)), listed[0] if listed else "")


def _is_role(word: str) -> bool:
    parts = _parts()
    return (
        word in _ROLES
        or word.startswith(parts.get(token_of(word), "?"))
        or bool(split_word(word, _HEADS, parts))
        or bool(municipality_called(word))
    )


@cache
def _parts() -> Mapping[str, str]:
    """The parts of Danish compounds of this field, folded, by their tokens."""
    return {token_of(part): part for part in _HEADS}
