"""What is not there: expected kinds without an actor, relations that ought to be, and the ways that are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphdb.message import Text, any_of, message, say
from graphdb.model import Edge, EdgeKind, Id, NodeKind
from graphdb.network.routes import routes as find_routes
from graphdb.rules.expectations import STRENGTHS, Need
from graphdb.rules.ruleset import Rules
from graphdb.search.index.columns import NONE
from graphdb.store import GraphStore
from graphdb.touchmap.answer import LinkLine, Missing, MissingLink, Nearest, Partner, Route, Stop
from graphdb.touchmap.candidates import Pool, kind_at
from graphdb.touchmap.choice import Choice
from graphdb.touchmap.distance import Found
from graphdb.touchmap.relations import Relations, expired, phrased, sentence
from graphdb.touchmap.shown import Shown

_MOST_ROUTES: Final = 5
_SOURCES: Final = 3
_OTHERS: Final = 3
_OPTIONAL: Final = STRENGTHS.index("optional")


@dataclass(frozen=True, slots=True)
class _Needed:
    """A relation that a passage or a duty asks for, from each of its senders to any of its receivers;
    ``relation`` "" for any, ``basis`` codes of law.
    """

    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    relation: str
    basis: tuple[str, ...]


def missing(pool: Pool, choice: Choice, shown: Shown) -> tuple[Missing, ...]:
    """Core and expected kinds without an actor, the strongest first, each with the nearest alternative."""
    return tuple(_missing(pool, shown, need, nearest) for need, nearest in choice.lacking)


def links(relations: Relations, shown: Shown) -> tuple[LinkLine, ...]:
    """How the known actors are linked to each other."""
    known = set(shown.situation.known_actors)
    return tuple(
        LinkLine(
            tie.src,
            shown.name(tie.src),
            tie.dst,
            shown.name(tie.dst),
            tie.text("kind") or str(tie.kind),
            sentence(shown, tie),
        )
        for tie in relations.all
        if {tie.src, tie.dst} <= known
    )


def missing_links(
    rules: Rules, pool: Pool, choice: Choice, relations: Relations, shown: Shown
) -> tuple[MissingLink, ...]:
    """Relations that the passage or a duty asks for, between kinds that are both here; touched first.

    One receiver is enough, and each duty is said once, for the first who lacks it.
    """
    here, touched = {*pool.here, *choice.touched}, set(choice.touched)
    relations_here = set(_held(rules, pool, relations))
    lacking: dict[tuple[str, str], MissingLink] = {}
    for needed in _needed(rules):
        for src in sorted(filter(here.__contains__, needed.senders), key=lambda kind: kind not in touched):
            receivers = [kind for kind in needed.receivers if kind in here and kind != src]
            if receivers and not any((src, kind, needed.relation) in relations_here for kind in receivers):
                text = _said(rules, shown, src, receivers[0], needed.relation)
                link = MissingLink(src, receivers[0], needed.relation, text, needed.basis)
                lacking.setdefault((src, receivers[0]), link)
                break
    return tuple(sorted(lacking.values(), key=lambda link: -len({link.from_kind, link.to_kind} & touched)))


def routes(
    store: GraphStore, pool: Pool, shown: Shown, likely: tuple[Partner, ...], folded: int
) -> tuple[Route, ...]:
    """Ways from the actors in touch (else from the kind that asks) to actors likely to be needed.

    One call to the store, when there is a way.
    """
    situation = shown.situation
    sources = situation.known_actors or tuple(pool.ids(situation.from_kind, _SOURCES))
    targets = [partner.id for partner in likely[:folded] if partner.id]
    paths = find_routes(store, pool.index, sources, targets, most=_MOST_ROUTES)
    return tuple(_route(pool, shown, path) for path in paths)


def _missing(pool: Pool, shown: Shown, need: Need, nearest: Found | None) -> Missing:
    reasons, others = need.reasons, _others(pool, need)
    if others:
        reasons = (*reasons, message("touchmap.others_only"))
    return Missing(
        kind=need.kind,
        label_da=say(any_of(map(shown.words, need.members))),
        strength=STRENGTHS[need.strength],
        reasons=reasons,
        nearest=None if nearest is None else _nearest(shown, nearest),
        any_of=need.members if len(need.members) > 1 else (),
        verified=need.verified,
        other_ages=bool(others) and not any(pool.of_age[place] for place in others),
        others=tuple((one, shown.name(one)) for one in pool.near.ids(others[:_OTHERS])),
    )


def _others(pool: Pool, need: Need) -> list[int]:
    """The actors that are here for others only."""
    return [place for kind in need.members for place in pool.others_only(kind)]


def _nearest(shown: Shown, place: Found) -> Nearest | None:
    card, municipality = shown.card(place.id), place.municipality
    name = shown.label(municipality) if municipality else ""
    return None if card is None else Nearest(card, municipality, name, place.km)


def _needed(rules: Rules) -> Iterator[_Needed]:
    passage, notify = rules.situation.transition, rules.notify()
    notified = () if notify is None else notify.owed_to
    optional = {one.kind for one in rules.expectations if one.strength == _OPTIONAL}
    if passage is not None:
        relation = passage.text("relation_type")
        # Asked for only when there is a child, and only towards who is to be notified.
        about_a_child = relation in rules.vocabulary.marked(NodeKind.RELATION_TYPE, "about_child")
        receivers = rules.passage("to_actor_types")
        if about_a_child:
            receivers = tuple(kind for kind in receivers if kind in notified)
        senders = tuple(kind for kind in rules.passage("from_actor_types") if kind not in optional)
        yield _Needed(senders, receivers, relation, rules.passage("legal_basis"))
    for duty in rules.duties:
        senders = tuple(kind for kind in rules.owners(duty) if kind not in optional)
        yield _Needed(senders, duty.owed_to, "", duty.legal_basis)


def _held(rules: Rules, pool: Pool, relations: Relations) -> Iterator[tuple[str, str, str]]:
    """(from kind, to kind, relation) of every relation that holds; relation "" stands for any, either way.

    A symmetric one holds both ways.
    """
    symmetric = rules.vocabulary.marked(NodeKind.RELATION_TYPE, "symmetric")
    for tie in relations.all:
        if tie.kind is EdgeKind.RELATES and not expired(tie, rules.situation.today):
            src, dst, relation = pool.kind_of(tie.src), pool.kind_of(tie.dst), tie.text("kind")
            yield from ((src, dst, relation), (src, dst, ""), (dst, src, ""))
            if relation in symmetric:
                yield dst, src, relation


def _said(rules: Rules, shown: Shown, src: str, dst: str, relation: str) -> Text:
    if rules.vocabulary.find(NodeKind.RELATION_TYPE, relation) is None:
        return message("touchmap.no_link", src=shown.words(src), dst=shown.words(dst))
    phrase = phrased(rules.vocabulary, relation, message("touchmap.one_end"), message("touchmap.other_end"))
    return message("touchmap.no_such_link", src=shown.words(src), dst=shown.words(dst), phrase=phrase)


def _route(pool: Pool, shown: Shown, path: tuple[tuple[Id, Edge | None], ...]) -> Route:
    stops = tuple(
        Stop(actor, _kind(pool, actor), shown.name(actor), "" if tie is None else sentence(shown, tie))
        for actor, tie in path
    )
    text = " → ".join(stop.name for stop in stops)
    return Route(stops[-1].id, stops[-1].name, text, stops)


def _kind(pool: Pool, actor: Id) -> str:
    slot = pool.index.columns.find(actor)
    return "" if slot == NONE else kind_at(pool.index, slot)
