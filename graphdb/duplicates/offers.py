"""Services that are judged the same belong to one actor: an entry of the search has one owner."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from graphdb.errors import Refused
from graphdb.identity.linker import Judgement, Linker
from graphdb.message import message
from graphdb.model import EdgeKind, Id, ends_of
from graphdb.store import Readable, Way
from graphdb.view import view_of
from graphdb.writing.apart import Apart


def refuse_two_owners(store: Readable, linker: Linker, pair: tuple[Id, Id]) -> None:
    """Raise Refused unless both are offered by one and the same actor, or by two that are judged so."""
    if not _owned_together(_owners(store, linker, pair), linker, pair):
        raise Refused(message("identity.two_owners"))


def refuse_parted(store: Readable, linker: Linker, dropped: Collection[Id]) -> None:
    """Raise Refused when, without these judgements, services that are one would belong to two actors."""
    after = Linker(judgement for judgement in linker.judgements if judgement.id not in dropped)
    pairs = [
        (judgement.src, judgement.dst)
        for judgement in sorted(after.judgements, key=lambda judgement: judgement.id)
        if judgement.joins and judgement.src.startswith("service:")
    ]
    owners = _owners(store, linker, [service for pair in pairs for service in pair])
    for pair in pairs:
        if _owned_together(owners, linker, pair) and not _owned_together(owners, after, pair):
            raise Refused(message("identity.parted_offers", first=pair[0], second=pair[1]))


def list_of_two_owners(store: Readable, linker: Linker) -> list[Judgement]:
    """Judgements that services are the same which since belong to two actors: a source moved one of them."""
    judged = sorted(
        (one for one in linker.judgements if one.joins and one.src.startswith("service:")),
        key=lambda judgement: judgement.id,
    )
    if not judged:
        return []
    owners = _owners(store, linker, [service for one in judged for service in (one.src, one.dst)])
    return [
        one
        for one in judged
        if owners.get(one.src)
        and owners.get(one.dst)
        and not _owned_together(owners, linker, (one.src, one.dst))
    ]


def _owned_together(owners: Mapping[Id, set[Id]], linker: Linker, pair: tuple[Id, Id]) -> bool:
    first, second = ({linker.canonical(owner) for owner in owners.get(service, ())} for service in pair)
    return not first.isdisjoint(second)


def _owners(store: Readable, linker: Linker, services: Collection[Id]) -> Mapping[Id, set[Id]]:
    """By service the actors that sources say offer it."""
    owners: defaultdict[Id, set[Id]] = defaultdict(set)
    ties = Apart(store, linker).relations(services, [EdgeKind.OFFERS], Way.IN)
    for tie, claims in store.claims(sorted(ties)).items() if ties else ():
        if view_of(claims) is not None:
            actor, service = ends_of(tie)
            owners[service].add(actor)
    return owners
