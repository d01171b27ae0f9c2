"""The street of a secret address in other words: the names, texts and ids that would tell it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from graphdb.claims import Claim
from graphdb.history import past
from graphdb.language.danish import fold
from graphdb.model import Id, NodeKind, spelt
from graphdb.store import Readable

_NUMBER: Final = re.compile(r"[0-9]")
_WORD: Final = re.compile(r"\w+")
_LONG: Final = 8
"""Letters from which on a street's name run together is no word by chance."""
_UNNAMED: Final = "Kontakt"
"""What a contact point is called when its role named the street: nothing is there without one."""


Street = tuple[str, str]
"""The folded words of a street's name: in a row with a blank before each, and run together."""


def streets_of(addresses: Iterable[str]) -> tuple[Street, ...]:
    """The streets that these addresses name: what stands before a number, between commas."""
    streets = set[Street]()
    for address in addresses:
        pieces = [piece for piece in address.split(",") if _NUMBER.search(piece)] or address.split(",")[:1]
        for piece in pieces:
            words = [fold(word) for word in _WORD.findall(_NUMBER.split(piece)[0])]
            streets |= {(_spaced(words), "".join(words))} if any(words) else set()
    return tuple(sorted(streets))


def spells(target: Id, streets: Iterable[Street]) -> bool:
    """Whether an id spells one of these streets."""
    made_of = fold(spelt(target))
    return any(together in made_of for _, together in streets)


def betrays(place: Id, address: str) -> bool:
    """Whether a place's id spells the street it stands in."""
    return spells(place, streets_of([address]))


def names_street(text: str, streets: Iterable[Street]) -> bool:
    """Whether a text names one of these streets, also with an ending, or run together with other words."""
    spaced, together = _spaced([fold(word) for word in _WORD.findall(text)]), fold(text)
    return any(words in spaced or (len(run) >= _LONG and run in together) for words, run in streets)


def without_streets(claim: Claim, streets: Collection[Street]) -> tuple[Claim, frozenset[str]]:
    """The claim without what names one of these streets, and the fields that did."""
    kept = dict(claim.facts)
    for name, fact in claim.facts.items():
        if isinstance(fact.value, tuple):
            items = tuple(item for item in fact.value if not names_street(item, streets))
            if items != fact.value:
                kept.pop(name)
                kept |= {name: replace(fact, value=items)} if items else {}
        elif isinstance(fact.value, str) and names_street(fact.value, streets):
            kept.pop(name)
    names = frozenset(name for name, fact in claim.facts.items() if kept.get(name) != fact)
    if claim.kind is NodeKind.CONTACT_POINT and "role" in names:
        kept["role"] = replace(claim.facts["role"], value=_UNNAMED)
    return (replace(claim, facts=kept) if names else claim), names


def forget_streets(claim: Claim, streets: Collection[Street]) -> Claim:
    """The claim without what names one of these streets, but with its name: nothing is there without one."""
    bare, names = without_streets(claim, streets)
    if "name" not in names:
        return bare
    return replace(bare, facts={**bare.facts, "name": claim.facts["name"]})


def addresses_of(store: Readable, place: Id) -> Iterable[str]:
    """What the history, that is not erased yet, says the address of a place is or was."""
    return _addresses_in(past.statements(store, place))


def streets_told(store: Readable, places: Iterable[Id], claims: Iterable[Claim]) -> tuple[Street, ...]:
    """The streets of all addresses in these claims, and in the history of these places that is not erased."""
    former = (address for place in sorted(places) for address in addresses_of(store, place))
    return streets_of((*former, *_addresses_in(claims)))


def tells_street(store: Readable, target: Id, streets: Collection[Street]) -> bool:
    """Whether the history of an actor, a service or a relation says anything that names one of these."""
    return any(claim != forget_streets(claim, streets) for claim in past.statements(store, target))


def _spaced(words: Iterable[str]) -> str:
    return "".join(f" {word}" for word in words if word)


def _addresses_in(claims: Iterable[Claim]) -> Iterable[str]:
    return (str(claim.facts["address"].value) for claim in claims if "address" in claim.facts)
