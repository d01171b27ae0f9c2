"""The sheet for the citizen: who can help without anybody's permission, in plain words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from graphdb.card import Phase
from graphdb.directory.profile import PlaceLine, Profile, ServiceLine, profiles
from graphdb.fields.hours import describe_hours
from graphdb.message import Text, say
from graphdb.model import EdgeKind, NodeKind
from graphdb.store import GraphStore
from graphdb.touchmap.answer import Tonight, TouchMap
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary

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
_CAREFUL: Final = ("vold",)
"""Neither do these on a sheet that may be seen by the one whom the citizen must get away from."""

_MOST: Final = 8
_TONIGHT: Final = 3
_NEEDS: Final = 4
_READ: Final = (EdgeKind.OFFERS, EdgeKind.LOCATED_AT)


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody on the citizen's sheet. ``name`` is "" when it holds a word that is never said: then the kind
    stands for it. ``helps`` are codes of needs; ``address`` is "" when it is secret or not for visits.
    """

    name: str
    kind: str
    phone: str
    hours: str
    temporary: Text
    helps: tuple[str, ...]
    address: str
    tonight: bool
    demo: bool
    phone_note: Text = ""


@dataclass(frozen=True, slots=True)
class _Ways:
    """What the vocabulary says about ways in, needs and kinds."""

    open_to_all: frozenset[str]
    round_the_clock: frozenset[str]
    referral: frozenset[str]
    visit: frozenset[str]
    unsaid: frozenset[str]
    bed: frozenset[str]
    secret: frozenset[str]


def plain(text: str) -> bool:
    """True when a text holds none of the words that are never said to the citizen."""
    folded = text.casefold()
    return not any(word in folded for word in NEVER)


def helpers(store: GraphStore, touch_map: TouchMap, *, now: datetime) -> tuple[Helper, ...]:
    """Whom the citizen can turn to alone: tonight first, then as on the map. Three calls to the store."""
    ways = _ways(catalogue.read(store))
    beds = {bed.id: bed for bed in touch_map.tonight if bed.open_tonight and not bed.folded}
    beds = dict(list(beds.items())[:_TONIGHT])
    near = [call.id for call in touch_map.call if call.id] + [
        partner.id for partner in touch_map.touched if partner.id
    ]
    likely = [partner.id for partner in touch_map.likely if partner.id and partner.phone]
    entries = profiles(store, dict.fromkeys((*beds, *near, *likely)), now=now, kinds=_READ)
    sheet: list[Helper] = []
    for actor, entry in entries.items():
        helper = _helped_by(entry, ways, touch_map, beds.get(actor), actor in near)
        if helper is not None:
            sheet.append(helper)
    return tuple(sheet[:_MOST])


def _ways(vocabulary: Vocabulary) -> _Ways:
    return _Ways(
        open_to_all=vocabulary.marked(NodeKind.ACCESS_ROUTE, "open_to_all"),
        round_the_clock=vocabulary.marked(NodeKind.ACCESS_ROUTE, "round_the_clock"),
        referral=vocabulary.marked(NodeKind.ACCESS_ROUTE, "referral"),
        visit=vocabulary.marked(NodeKind.ACCESS_ROUTE, "visit"),
        unsaid=vocabulary.marked(NodeKind.NEED, "unsaid_on_paper"),
        bed=vocabulary.marked(NodeKind.NEED, "bed"),
        secret=vocabulary.marked(NodeKind.ACTOR_TYPE, "secret_by_default"),
    )


def _helped_by(
    entry: Profile, ways: _Ways, touch_map: TouchMap, bed: Tonight | None, near: bool
) -> Helper | None:
    """The lines of an actor; None when the citizen cannot turn to it alone, or needs something else."""
    services = [
        service
        for service in entry.services
        if service.phase is Phase.RUNNING and _is_open({way.code for way in service.access_routes}, ways)
    ]
    if not services:
        return None
    if bed is not None:
        return _careful(touch_map, _bed(entry, services, bed, ways))
    if near or _meets(services, touch_map.needs):
        return _careful(touch_map, _helper(entry, services, ways, touch_map.needs))
    return None


def _careful(touch_map: TouchMap, helper: Helper) -> Helper:
    """Without a name or a change that tells what the citizen must not be seen to ask about."""
    if not touch_map.careful:
        return helper
    texts = (helper.name, say(helper.temporary))
    tells = [any(word in text.casefold() for word in _CAREFUL) for text in texts]
    return replace(
        helper,
        name="" if tells[0] else helper.name,
        temporary="" if tells[1] else helper.temporary,
    )


def _is_open(routes: set[str], ways: _Ways) -> bool:
    """Round the clock is only a way in when nobody has to refer the citizen first."""
    return bool(ways.open_to_all & routes) or bool(
        ways.round_the_clock & routes and not ways.referral & routes
    )


def _meets(services: list[ServiceLine], needs: Collection[str]) -> bool:
    return not needs or any(need.code in needs for service in services for need in service.needs)


def _bed(entry: Profile, services: list[ServiceLine], bed: Tonight, ways: _Ways) -> Helper:
    """For tonight: the telephone and the hours of what is open now, not of the office."""
    own = [service for service in services if f"{service.name}." in bed.reasons]
    helper = _helper(entry, own or services, ways, ways.bed)
    if own:
        place = _visited(entry, own, ways)
        helper = replace(helper, hours=_in_words(own[0].hours or ("" if place is None else place.hours)))
    return replace(helper, phone=bed.phone, helps=(), tonight=True)


def _helper(entry: Profile, services: list[ServiceLine], ways: _Ways, wanted: Collection[str]) -> Helper:
    needs = dict.fromkeys(need for service in services for need in service.needs)
    place = _visited(entry, services, ways)
    shown = [need.code for need in needs if plain(need.label) and need.code not in ways.unsaid]
    return Helper(
        name=entry.name if plain(entry.name) else "",
        kind=entry.kind,
        phone=entry.phone or next((service.phone for service in services if service.phone), ""),
        hours=_hours(entry, services, place),
        temporary=entry.temporary if plain(say(entry.temporary)) else "",
        helps=tuple(sorted(shown, key=lambda code: code not in wanted)[:_NEEDS]),
        address="" if place is None else _line(place),
        tonight=False,
        demo=entry.demo,
        phone_note=entry.phone_note if entry.phone else "",
    )


def _hours(entry: Profile, services: Iterable[ServiceLine], place: PlaceLine | None) -> str:
    """Its telephone hours, else the hours of a service, else those of the place where one goes."""
    hours = entry.hours or next((service.hours for service in services if service.hours), "")
    return _in_words(hours or ("" if place is None else place.hours))


def _in_words(hours: str) -> str:
    return describe_hours(hours) if hours else ""


def _visited(entry: Profile, services: Iterable[ServiceLine], ways: _Ways) -> PlaceLine | None:
    """Where to go, only for what one may visit; never where the address is or ought to be secret."""
    visited = [service for service in services if ways.visit & {way.code for way in service.access_routes}]
    if entry.secret or not visited or entry.kind in ways.secret:
        return None
    places = (*(place for service in visited for place in service.places), *entry.places)
    return next((place for place in places if place.address), None)


def _line(place: PlaceLine) -> str:
    return ", ".join(part for part in (place.address, f"{place.postal_code} {place.city}".strip()) if part)
