"""The sheet for the citizen: actors that can help without any permission, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from graphdb.cards.card import Card, Phase
from graphdb.directory.profile import PlaceLine, Profile, ServiceLine, profiles
from graphdb.fields.registry import answers
from graphdb.fields.schedules import called
from graphdb.language.text import fold
from graphdb.message import Text, say
from graphdb.model import EdgeKind, NodeKind
from graphdb.rules.situation import names_a_gender, wording
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
"""Neither do these on a sheet that the person whom the citizen must get away from may see."""

_MOST: Final = 6
_TONIGHT: Final = 3
_NEEDS: Final = 3
_FEW: Final = 2
_READ: Final = (EdgeKind.OFFERS, EdgeKind.LOCATED_AT, EdgeKind.CONTACTED_AT, EdgeKind.REACHES)
_CLOSED: Final = "temporarily_closed"
_PHONE: Final = "phone"
_OPENING: Final = "opening_hours"
_ANSWERS: Final = {True: "yes", False: "no"}


class HoursOf(StrEnum):
    """Whose hours stand on a line: the service's own, those of the house it is in, the telephone's."""

    SERVICE = "service"
    HOUSE = "house"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class Helper:
    """One line of the citizen's sheet: a card without what is never said to the citizen.

    Its name is "" when it holds such a word: then the kind stands for it; ``service`` is the service that the
    citizen can turn to, "" likewise. ``hours`` is OSM syntax, "" while they do not hold, and ``hours_of``
    whose they are. ``ways`` are codes of ways in, ``helps`` of needs; ``address`` is "" when it is secret or
    not for visits. ``only`` says that it is for women, or for men. ``unsure``: the number or the hours are
    past their shelf life.
    """

    card: Card
    service: str
    hours: str
    ways: tuple[str, ...]
    helps: tuple[str, ...]
    address: str
    tonight: bool
    unsure: bool
    hours_of: HoursOf = HoursOf.SERVICE
    only: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hours:
    """The hours on a line, OSM syntax, "" when none hold; ``past``: past their shelf life."""

    text: str = ""
    of: HoursOf = HoursOf.SERVICE
    past: bool = False


@dataclass(frozen=True, slots=True)
class _Terms:
    """What the vocabulary says about ways in, needs, kinds and groups. ``minorities`` are by group the words,
    folded, by which an entry says that it is there for that group; ``genders`` by answer (exclusion, yes or
    no) the words for whom alone a service is.
    """

    open_to_all: frozenset[str]
    round_the_clock: frozenset[str]
    referral: frozenset[str]
    visit: frozenset[str]
    unsaid: frozenset[str]
    bed: frozenset[str]
    secret: frozenset[str]
    never: frozenset[str]
    minorities: Mapping[str, tuple[str, ...]]
    genders: Mapping[tuple[str, str], Text]


def plain(text: str) -> bool:
    """True when a text holds none of the words that are never said to the citizen."""
    folded = text.casefold()
    return not any(word in folded for word in NEVER)


def helpers(store: GraphStore, touch_map: TouchMap, *, now: datetime) -> tuple[Helper, ...]:
    """Whom the citizen can turn to alone: tonight first, then as on the map. Three calls to the store.

    Where there is violence whom to ring comes before a bed, and who helps everybody before who helps women
    or men only while nobody said which the citizen is. At most six, and no actor that the citizen cannot
    use: closed, for others, or for a minority that is not ticked.
    """
    terms = _terms(catalogue.read(store))
    beds = {bed.card.id: bed for bed in touch_map.tonight if bed.open_tonight and not bed.folded}
    beds = dict(list(beds.items())[:_TONIGHT])
    calls = {call.id: call.service for call in touch_map.call if call.id}
    near = [*calls, *(partner.id for partner in touch_map.touched if partner.id)]
    likely = [partner.card.id for partner in touch_map.likely if partner.card and partner.card.phone]
    first = {*near, *beds}
    entries = profiles(store, dict.fromkeys((*near, *beds, *likely)), now=now, kinds=_READ)
    lines = (
        _helper_of(entry, terms, touch_map, beds.get(actor), calls.get(actor, ""), actor in near)
        for actor, entry in entries.items()
        if _belongs(entry, terms, touch_map)
    )
    sheet = [helper for helper in lines if helper is not None]
    if not touch_map.careful:
        ranks = {actor: rank for rank, actor in enumerate(beds)}
        sheet.sort(key=lambda helper: ranks[helper.card.id] if helper.tonight else len(ranks))
    if touch_map.refusals.isdisjoint(terms.genders):
        sheet.sort(key=lambda helper: helper.card.id not in first and bool(helper.only))
    return tuple(sheet[:_MOST])


def _terms(vocabulary: Vocabulary) -> _Terms:
    groups = vocabulary.terms.get(NodeKind.RISK_GROUP, {})
    minorities = vocabulary.marked(NodeKind.RISK_GROUP, "minority")
    words = {code: (groups[code].text("label_da"), *groups[code].items("synonyms_da")) for code in minorities}
    return _Terms(
        open_to_all=vocabulary.marked(NodeKind.ACCESS_ROUTE, "open_to_all"),
        round_the_clock=vocabulary.marked(NodeKind.ACCESS_ROUTE, "round_the_clock"),
        referral=vocabulary.marked(NodeKind.ACCESS_ROUTE, "referral"),
        visit=vocabulary.marked(NodeKind.ACCESS_ROUTE, "visit"),
        unsaid=vocabulary.marked(NodeKind.NEED, "unsaid_on_paper"),
        bed=vocabulary.marked(NodeKind.NEED, "bed"),
        secret=vocabulary.marked(NodeKind.ACTOR_TYPE, "secret_by_default"),
        never=vocabulary.marked(NodeKind.ACTOR_TYPE, "unsaid_on_paper"),
        minorities={code: tuple(filter(None, map(fold, texts))) for code, texts in words.items()},
        genders={
            (row.text("code"), row.text("blocks_on")): wording(row, "warning")
            for row in vocabulary.terms.get(NodeKind.EXCLUSION, {}).values()
            if names_a_gender(row)
        },
    )


def _belongs(entry: Profile, terms: _Terms, touch_map: TouchMap) -> bool:
    """Whether it is no landlord, court or authority, is not closed, and is not there for a minority."""
    if entry.card.kind in terms.never or entry.status == _CLOSED:
        return False
    own = {reached.code for reached in entry.risk_groups if not reached.service}
    return not _for_a_minority(own, f"{entry.card.name} {entry.description}", terms, touch_map)


def _for_a_minority(groups: set[str], text: str, terms: _Terms, touch_map: TouchMap) -> bool:
    """Whether it is there for a minority that is not ticked, in its own words or by the groups it reaches.

    An actor that reaches several minorities, or a minority among many groups, is there for every citizen.
    """
    minorities = groups.intersection(terms.minorities)
    if not minorities or minorities.intersection(touch_map.risk_groups):
        return False
    if len(minorities) > 1:
        return groups == minorities
    (minority,) = minorities
    folded = f" {fold(text)}"
    return len(groups) <= _FEW or any(f" {word}" in folded for word in terms.minorities[minority])


def _helper_of(
    entry: Profile, terms: _Terms, touch_map: TouchMap, bed: Tonight | None, rung_for: str, near: bool
) -> Helper | None:
    """The line of an actor; None when the citizen cannot turn to it alone, or needs something else.

    Of one that is rung, or open tonight, the service that this is for; the night is promised for no other.
    """
    services = [service for service in entry.services if _open_to(service, terms, touch_map)]
    if bed is not None and bed.service and all(service.card.name != bed.service for service in services):
        bed = None
    wanted = rung_for if bed is None else bed.service
    meant = [service for service in services if service.card.name == wanted] if wanted else []
    if meant or not near or (wanted and bed is None):
        services = meant or [service for service in services if _meets(service, touch_map)]
    if not services:
        return None
    # A service that is needed, and of those one with hours.
    services.sort(key=lambda service: (not _meets(service, touch_map), not service.hours))
    helper = _helper(entry, services, terms, touch_map, bed)
    return _careful(touch_map, helper if bed is None else replace(helper, helps=(), tonight=True))


def _open_to(service: ServiceLine, terms: _Terms, touch_map: TouchMap) -> bool:
    """Whether a citizen like this one can turn to the service alone, and it is open these days."""
    groups = {group.code for group in service.risk_groups}
    said = _said(service)
    return (
        service.card.id in touch_map.fitting
        and service.phase is Phase.RUNNING
        and service.status != _CLOSED
        and said.isdisjoint(touch_map.refusals)
        and _has_a_way_in({way.code for way in service.access_routes}, terms)
        and (
            not groups.isdisjoint(touch_map.risk_groups)
            or not _for_a_minority(groups, service.card.name, terms, touch_map)
        )
    )


def _said(service: ServiceLine) -> set[tuple[str, str]]:
    """What a service answers: exclusion, and yes or no."""
    return {(code, _ANSWERS[answer]) for code, answer in answers(service.values, "exclusions").items()}


def _has_a_way_in(routes: set[str], terms: _Terms) -> bool:
    """Round the clock is only a way in when no referral is needed first."""
    return bool(terms.open_to_all & routes) or bool(
        terms.round_the_clock & routes and not terms.referral & routes
    )


def _meets(service: ServiceLine, touch_map: TouchMap) -> bool:
    return not touch_map.needs or any(need.code in touch_map.needs for need in service.needs)


def _careful(touch_map: TouchMap, helper: Helper) -> Helper:
    """Without a name or a change that tells what the citizen must not be seen to ask about."""
    if not touch_map.careful:
        return helper
    card = helper.card
    return replace(
        helper,
        card=replace(
            card,
            name="" if _tells(card.name) else card.name,
            phone_note="" if _tells(card.phone_note) else card.phone_note,
            temporary="" if _tells(card.temporary) else card.temporary,
        ),
        service="" if _tells(helper.service) else helper.service,
    )


def _tells(text: Text) -> bool:
    return any(word in say(text).casefold() for word in _CAREFUL)


def _helper(
    entry: Profile, services: list[ServiceLine], terms: _Terms, touch_map: TouchMap, bed: Tonight | None
) -> Helper:
    """The line of the first service, at the place that is open when only one of several is."""
    first = services[0]
    place = _visited(entry, first, terms, "" if bed is None else bed.card.opening.place)
    card = _with_number(entry.card, first, place, bed)
    needs = dict.fromkeys(need for service in services for need in service.needs)
    shown = [need.code for need in needs if plain(need.label) and need.code not in terms.unsaid]
    ways = tuple(way.code for way in first.access_routes if way.code not in terms.referral)
    name = first.card.name if plain(first.card.name) and first.card.name != card.name else ""
    hours = _Hours() if card.temporary else _hours(entry, first, place, card.phone, named=bool(name))
    return Helper(
        card=replace(
            card,
            name=card.name if plain(card.name) else "",
            phone_note=card.phone_note if plain(say(card.phone_note)) else "",
            temporary=card.temporary if plain(say(card.temporary)) else "",
        ),
        service=name,
        hours=hours.text,
        hours_of=hours.of,
        ways=ways,
        helps=tuple(sorted(shown, key=lambda code: code not in touch_map.needs)[:_NEEDS]),
        address="" if place is None else _line(place),
        tonight=False,
        unsure=hours.past or (bool(card.phone) and _PHONE in card.past),
        only=tuple(text for answer, text in terms.genders.items() if answer in _said(first)),
    )


def _with_number(card: Card, service: ServiceLine, place: PlaceLine | None, bed: Tonight | None) -> Card:
    """The actor's card with the number of the bed, the service or the place, and what is known of it."""
    if bed is not None:
        return card.with_number(bed.card)
    if service.card.phone:
        return card.with_number(service.card)
    if place is None or not place.phone:
        return card
    return card.with_number(replace(card, phone=place.phone, phone_note="", past=_past(place)))


def _past(place: PlaceLine) -> dict[str, str]:
    """What is past its shelf life of the hours and the number of a place, as a card has it."""
    return {name: origin.confirmed_on for name, origin in place.sources.items() if origin.stale}


def _hours(
    entry: Profile, service: ServiceLine, place: PlaceLine | None, number: str, *, named: bool
) -> _Hours:
    """The hours of a service where it is visited, else of the house, else of the telephone that is shown."""
    if place is not None and place.hours:
        return _Hours(place.hours, HoursOf.SERVICE, _OPENING in _past(place))
    if service.hours:
        return _Hours(service.hours, HoursOf.SERVICE, _OPENING in service.card.past)
    if house := str(entry.values.get(_OPENING, "")):
        return _Hours(house, HoursOf.HOUSE if named else HoursOf.SERVICE, _OPENING in entry.card.past)
    if entry.card.phone_note or number != entry.card.phone:
        return _Hours()
    return _Hours(entry.hours, HoursOf.TELEPHONE, bool(entry.hours) and "phone_hours" in entry.card.past)


def _visited(entry: Profile, service: ServiceLine, terms: _Terms, open_place: str) -> PlaceLine | None:
    """Where to go, only for what one may visit; never where the address is or ought to be secret.

    ``open_place`` names the places that are open when not all are: of the others none is named.
    """
    visited = terms.visit.intersection(way.code for way in service.access_routes)
    if entry.secret or not visited or entry.card.kind in terms.secret:
        return None
    places = (place for place in (*service.places, *entry.places) if place.address)
    return next((place for place in places if not open_place or _is_among(place, open_place)), None)


def _is_among(place: PlaceLine, names: str) -> bool:
    return f", {called(place.name, place.address, place.city)}, " in f", {names}, "


def _line(place: PlaceLine) -> str:
    return ", ".join(part for part in (place.address, f"{place.postal_code} {place.city}".strip()) if part)
