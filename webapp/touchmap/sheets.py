"""The two printouts: a sheet for the citizen, and plain text for the case system."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from graphdb.directory.profile import PlaceLine, Profile, ServiceLine, profile
from graphdb.model import NodeKind
from graphdb.touchmap import Tonight, TouchMap
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

_OPEN_WAYS: Final = frozenset({"ar_selv", "ar_110", "ar_anonym", "ar_telefon", "ar_medlem"})
_ROUND_THE_CLOCK: Final = "ar_akut"
_REFERRED: Final = frozenset(
    {"ar_visitation", "ar_laege", "ar_psyk", "ar_kriminal", "ar_skole", "ar_myndighed"}
)
_VISITED: Final = frozenset({"ar_selv", "ar_110"})
_MOST: Final = 8
_TONIGHT: Final = 3
_NEEDS: Final = 4
_BED: Final = "need_akutbolig"
_UNSAID: Final = frozenset({"need_vold"})
"""Not said on paper: whom the citizen must get away from may find it."""


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
    phone_note: str = ""


def plain(text: str) -> bool:
    """True when a text holds none of the words that are never said to the citizen."""
    folded = text.casefold()
    return not any(word in folded for word in NEVER)


def helpers(found: TouchMap) -> tuple[Helper, ...]:
    """Whom the citizen can ring or visit without anybody's permission: tonight first, then as on the map."""
    beds = {one.id: one for one in found.tonight[:_TONIGHT]}
    near = [one.id for one in found.call] + [one.id for one in found.touched if one.id]
    likely = [one.id for one in found.likely if one.id and one.phone]
    made: list[Helper] = []
    for actor in dict.fromkeys((*beds, *near, *likely)):
        held = profile(context.store(), actor, now=context.now())
        services = _open_to_all(held)
        if services and actor in beds:
            made.append(_bed(held, services, beds[actor]))
        elif services and (actor in near or _meets(services, found.needs)):
            made.append(_helper(held, services, found.needs))
        if len(made) == _MOST:
            break
    return tuple(made)


def _open_to_all(held: Profile) -> list[ServiceLine]:
    """The services that the citizen can turn to alone."""
    return [one for one in held.services if _is_open({way.code for way in one.access_routes})]


def _is_open(ways: set[str]) -> bool:
    """Round the clock is only a way in when nobody has to refer the citizen first."""
    return bool(_OPEN_WAYS & ways) or (_ROUND_THE_CLOCK in ways and not _REFERRED & ways)


def _meets(services: list[ServiceLine], needs: Collection[str]) -> bool:
    return not needs or any(need.code in needs for one in services for need in one.needs)


def _bed(held: Profile, services: list[ServiceLine], one: Tonight) -> Helper:
    """For tonight: the telephone and the hours of what is open now, not of the office."""
    own = [service for service in services if f"{service.name}." in one.reasons]
    hours = own[0].hours_text if own else _hours(held, services)
    helper = _helper(held, own or services, (_BED,))
    return replace(helper, phone=one.phone, hours=hours, helps=(), tonight=True)


def _helper(held: Profile, services: list[ServiceLine], wanted: Collection[str]) -> Helper:
    needs = dict.fromkeys(need for one in services for need in one.needs)
    shown = [one.code for one in needs if plain(one.label) and one.code not in _UNSAID]
    return Helper(
        name=held.name if plain(held.name) else "",
        kind=held.kind,
        phone=held.phone or next((one.phone for one in services if one.phone), ""),
        hours=_hours(held, services),
        temporary=held.temporary if plain(held.temporary) else "",
        helps=tuple(sorted(shown, key=lambda code: code not in wanted)[:_NEEDS]),
        address=_address(held, services),
        tonight=False,
        demo=held.demo,
        phone_note=held.phone_note if held.phone else "",
    )


def _hours(held: Profile, services: Iterable[ServiceLine]) -> str:
    return held.hours_text or next((one.hours_text for one in services if one.hours_text), "")


def _address(held: Profile, services: Iterable[ServiceLine]) -> str:
    """Where to go, only for what one may visit; never where the address is or ought to be secret."""
    visited = [one for one in services if _VISITED & {way.code for way in one.access_routes}]
    kind = context.vocabulary().find(NodeKind.ACTOR_TYPE, held.kind)
    if held.secret or not visited or (kind is not None and kind.flag("secret_by_default")):
        return ""
    places = (*(place for one in visited for place in one.places), *held.places)
    return next((_line(place) for place in places if place.address), "")


def _line(place: PlaceLine) -> str:
    return ", ".join(part for part in (place.address, f"{place.postal_code} {place.city}".strip()) if part)
