"""The two printouts: a sheet for the citizen, and plain text for the case system."""

from dataclasses import dataclass
from typing import Final

from graphdb import directory
from graphdb.directory import PlaceLine, Profile
from graphdb.model import NodeKind
from graphdb.touchmap import TouchMap
from webapp import context

NEVER: Final = (
    "risiko",
    "målgruppe",
    "mangler",
    "faktor",
    "opvækst",
    "misbrug",
    "mislighold",
    "snitflade",
    "belastet",
    "ressourcesvag",
    "anstrengt samarbejde",
)
"""Words that never stand on the citizen's sheet."""

_OPEN_WAYS: Final = frozenset({"ar_selv", "ar_110", "ar_anonym", "ar_telefon", "ar_medlem", "ar_akut"})
_VISITED: Final = frozenset({"ar_selv", "ar_110"})
_MOST: Final = 8
_TONIGHT: Final = 3
_NEEDS: Final = 4


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody on the citizen's sheet. ``name`` is "" when it holds a word that is never said: then the kind
    stands for it. ``helps`` are codes of needs; ``address`` is "" when it is secret or not for visits.
    """

    name: str
    kind: str
    phone: str
    hours: str
    temporary: str
    helps: tuple[str, ...]
    address: str
    tonight: bool
    demo: bool


def plain(text: str) -> bool:
    """True when a text holds none of the words that are never said to the citizen."""
    folded = text.casefold()
    return not any(word in folded for word in NEVER)


def helpers(found: TouchMap) -> tuple[Helper, ...]:
    """Whom the citizen can ring or visit without anybody's permission: tonight first, then as on the map."""
    night = [one.id for one in found.tonight][:_TONIGHT]
    rung = [one.id for one in found.call]
    partners = [one.id for one in (*found.touched, *found.likely) if one.id and one.phone]
    made: list[Helper] = []
    for actor in dict.fromkeys((*night, *rung, *partners)):
        held = directory.profile(context.store(), actor, now=context.now())
        if _is_open(held):
            made.append(_helper(held, actor in night))
        if len(made) == _MOST:
            break
    return tuple(made)


def _is_open(held: Profile) -> bool:
    return any(_OPEN_WAYS & {way.code for way in one.access_routes} for one in held.services)


def _helper(held: Profile, tonight: bool) -> Helper:
    needs = (need for service in held.services for need in service.needs)
    return Helper(
        name=held.name if plain(held.name) else "",
        kind=held.kind,
        phone=held.phone or next((one.phone for one in held.services if one.phone), ""),
        hours=_hours(held),
        temporary=held.temporary if plain(held.temporary) else "",
        helps=tuple(one.code for one in dict.fromkeys(needs) if plain(one.label))[:_NEEDS],
        address=_address(held),
        tonight=tonight,
        demo=held.demo,
    )


def _hours(held: Profile) -> str:
    return held.hours_text or next((one.hours_text for one in held.services if one.hours_text), "")


def _address(held: Profile) -> str:
    """Where to go, only for those one may visit; a secret address has no places at all."""
    visited = any(_VISITED & {way.code for way in one.access_routes} for one in held.services)
    kind = context.vocabulary().find(NodeKind.ACTOR_TYPE, held.kind)
    if held.secret or not visited or (kind is not None and kind.flag("secret_by_default")):
        return ""
    places = (*held.places, *(place for one in held.services for place in one.places))
    return next((_line(place) for place in places if place.address), "")


def _line(place: PlaceLine) -> str:
    return ", ".join(part for part in (place.address, f"{place.postal_code} {place.city}".strip()) if part)
