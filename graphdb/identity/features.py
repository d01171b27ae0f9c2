"""What of an actor, a service or a place is compared with others, read from the view of a store.

Nothing that is not for everybody, and nothing that a store may not have of a secret address. Of what
judgements join, all values that its sources say count, not only those that are shown.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Final, Protocol, cast

from graphdb.claims import Claim, is_coordinator, is_own
from graphdb.fields.actor import UNIT_SCHEMES
from graphdb.identity.linker import Linker
from graphdb.identity.names import Name, name_of
from graphdb.language.danish import fold, written_out
from graphdb.language.words import words_of
from graphdb.model import Edge, EdgeKind, Id, Node, Value, code_of, is_public
from graphdb.page import in_pieces
from graphdb.store import GraphStore, Way, What

_STREET: Final = re.compile(
    r"(?P<street>[^0-9,]*[^0-9, ])[ ,]+(?P<number>[0-9]{1,4}) ?(?P<letter>[^\W\d_]\b)?"
)
_PIECE: Final = 1000
_LEAST_DIGITS: Final = 4
_EVERYBODYS: Final = frozenset(
    {"gmail", "hotmail", "live", "outlook", "yahoo", "icloud", "mail", "me", "msn", "jubii", "ofir", "tdc"}
    | {"tdcadsl", "stofanet", "youmail", "protonmail", "facebook", "instagram", "linkedin", "linktr"}
    | {"google", "wordpress", "wixsite", "webnode", "one", "sites", "borger", "sundhed", "tilbudsportalen"}
)
"""Second levels of domains where anybody may have a mailbox or a page."""


class Question(StrEnum):
    """What is asked about two: whether they are one organisation, one offer of it, or one place."""

    ORGANISATION = "organisation"
    OFFER = "offer"
    PLACE = "place"


PREFIXES: Final[Mapping[Question, str]] = {
    Question.ORGANISATION: "actor:",
    Question.OFFER: "service:",
    Question.PLACE: "place:",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is, folded; ``number`` and ``letter`` may be ""."""

    postcode: str
    street: str
    number: str
    letter: str


@dataclass(frozen=True, slots=True)
class Features:
    """What is compared of a thing that is shown under ``id``.

    ``title`` is its name as shown, ``numbers`` (``scheme:number``) are those of registers of units and
    ``identifiers`` all others. ``sites`` are hosts of its pages, ``domains`` those of its mailboxes, neither
    of everybody's. ``located`` are the places where it is, ``areas`` the municipalities it lies in,
    ``owners`` the actors that offer a service, ``parents`` what an actor is part of, ``filled`` how many
    fields it has.
    """

    id: Id
    question: Question
    title: str
    names: tuple[Name, ...]
    kind: str = ""
    numbers: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    cvr: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    mailboxes: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    located: frozenset[tuple[Id, Address]] = frozenset()
    areas: frozenset[str] = frozenset()
    ages: tuple[str, str] = ("", "")
    owners: frozenset[Id] = frozenset()
    parents: frozenset[Id] = frozenset()
    sources: frozenset[str] = frozenset()
    secret: bool = False
    filled: int = 0

    @property
    def addresses(self) -> frozenset[Address]:
        """Where it is."""
        return frozenset(address for _, address in self.located)

    @property
    def postcodes(self) -> frozenset[str]:
        """Of its addresses."""
        return frozenset(address.postcode for address in self.addresses if address.postcode)


def read(
    store: GraphStore,
    linker: Linker,
    towns: Mapping[str, tuple[str, ...]],
    actors: Collection[Id] | None = None,
) -> list[Features]:
    """All that may stand twice, in the order of their ids; ``towns`` as in ``names.name_of``.

    ``actors``: these alone, with what they offer and the places where it is.
    """
    part = _Whole(store) if actors is None else _Near(store, actors)
    return list(_Reading(part, linker, towns).features())


class _Part(Protocol):
    """What of a store is looked at; both are in the order of ids."""

    store: GraphStore

    def nodes(self, question: Question) -> Iterable[Node]:
        """The nodes that a question is about."""
        ...

    def edges(self, kind: EdgeKind, prefix: str = "") -> Iterable[Edge]:
        """The relations of a kind, from what has an id that begins so."""
        ...


class _Whole:
    """All of it."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store

    def nodes(self, question: Question) -> Iterator[Node]:
        """See ``_Part``."""
        prefix = PREFIXES[question]
        return cast("Iterator[Node]", self.store.scan(What.NODES, after=prefix, until=_behind(prefix)))

    def edges(self, kind: EdgeKind, prefix: str = "") -> Iterator[Edge]:
        """See ``_Part``."""
        start = f"{kind}|{prefix}"
        return cast("Iterator[Edge]", self.store.scan(What.EDGES, after=start, until=_behind(start)))


class _Near:
    """Some actors, what they offer and where that is."""

    def __init__(self, store: GraphStore, actors: Collection[Id]) -> None:
        self.store = store
        offered = {edge.dst for edge in self._out(actors, EdgeKind.OFFERS)}
        located = {edge.dst for edge in self._out({*actors, *offered}, EdgeKind.LOCATED_AT)}
        ids = (frozenset(actors), frozenset(offered), frozenset(located))
        self._ids = dict(zip(Question, ids, strict=True))

    def nodes(self, question: Question) -> Iterator[Node]:
        """See ``_Part``."""
        for piece in in_pieces(sorted(self._ids[question]), _PIECE):
            yield from (node for _, node in sorted(self.store.get(piece).items()))

    def edges(self, kind: EdgeKind, prefix: str = "") -> list[Edge]:
        """See ``_Part``."""
        starts = {one for ids in self._ids.values() for one in ids if one.startswith(prefix)}
        return sorted(self._out(starts, kind), key=attrgetter("id"))

    def _out(self, ids: Collection[Id], kind: EdgeKind) -> Iterator[Edge]:
        for piece in in_pieces(sorted(ids), _PIECE):
            yield from self.store.edges(piece, kinds=[kind], way=Way.OUT, withheld=True)


class _Reading:
    """One pass over the nodes and the few kinds of relations that are compared."""

    def __init__(self, part: _Part, linker: Linker, towns: Mapping[str, tuple[str, ...]]) -> None:
        self._store, self._linker, self._towns = part.store, linker, towns
        self._nodes, self._edges = part.nodes, part.edges
        self._places = {place.id: place for place in self._nodes(Question.PLACE)}
        self._located = _ends(self._edges(EdgeKind.LOCATED_AT))
        self._parents = _ends(self._edges(EdgeKind.PART_OF), withheld=True)
        self._lies_in = _ends(self._edges(EdgeKind.IN, "place:"))
        self._owners: defaultdict[Id, set[Id]] = defaultdict(set)
        for edge in self._edges(EdgeKind.OFFERS):
            self._owners[edge.dst].add(edge.src)

    def features(self) -> Iterator[Features]:
        """Each kind in turn."""
        for question in Question:
            nodes = self._places.values() if question is Question.PLACE else self._nodes(question)
            shown = [node for node in nodes if is_public(node) and node.text("status") != "defunct"]
            joined = self._claims(node.id for node in shown)
            for node in shown:
                values = _Values(node, joined.get(node.id, ()))
                yield self._place(values) if question is Question.PLACE else self._entry(values, question)

    def _entry(self, values: "_Values", question: Question) -> Features:
        node = values.node
        places = self._located.get(node.id, set())
        located = frozenset((place, address) for place in places for address in self._addresses(place))
        names = tuple(name_of(text, self._towns) for text in values.of("name", "other_names"))
        identifiers = {_number(text) for text in values.of("identifiers")} - {""}
        numbers = {text for text in identifiers if _is_of_units(text)}
        mailboxes = {text.lower() for text in values.of("email")}
        return Features(
            id=node.id,
            question=question,
            title=node.text("name"),
            names=names,
            kind=node.text("kind"),
            numbers=frozenset(filter(_is_telling, numbers)),
            identifiers=frozenset(identifiers - numbers),
            cvr=frozenset(values.of("cvr")),
            phones=frozenset(values.of("phone")),
            mailboxes=frozenset(mailboxes),
            domains=frozenset(filter(None, (_own_domain(text.partition("@")[2]) for text in mailboxes))),
            sites=frozenset(filter(None, map(_site, values.of("website")))),
            located=located,
            areas=self._areas(places, located) or frozenset(area for name in names for area in name.areas),
            ages=(node.text("min_age"), node.text("max_age")),
            owners=frozenset(self._owners.get(node.id, ())),
            parents=frozenset(self._parents.get(node.id, ())),
            sources=values.sources,
            secret=node.flag("secret_address"),
            filled=len(node.props),
        )

    def _place(self, values: "_Values") -> Features:
        node = values.node
        located = frozenset((node.id, address) for address in self._addresses(node.id))
        return Features(
            id=node.id,
            question=Question.PLACE,
            title=node.text("name") or node.text("address"),
            names=tuple(name_of(text, self._towns) for text in values.of("name")),
            located=located,
            areas=self._areas({node.id}, located),
            sources=values.sources,
            filled=len(node.props),
        )

    def _addresses(self, place: Id) -> Iterator[Address]:
        node = self._places.get(place)
        if node is not None and is_public(node) and (node.text("address") or node.text("postal_code")):
            yield address_of(node.text("address"), node.text("postal_code"))

    def _areas(self, places: Iterable[Id], located: Iterable[tuple[Id, Address]]) -> frozenset[str]:
        codes = {code_of(area) for place in places for area in self._lies_in.get(place, ())}
        by_postcode = (self._towns.get(address.postcode, ()) for _, address in located)
        return frozenset(codes or {code for several in by_postcode for code in several})

    def _claims(self, ids: Iterable[Id]) -> Mapping[Id, list[Claim]]:
        """Of what judgements join the claims on all that is shown as one."""
        members = {one: self._linker.members(one) for one in ids if self._linker.joins(one)}
        claims: dict[Id, tuple[Claim, ...]] = {}
        for piece in in_pieces(sorted({one for several in members.values() for one in several}), _PIECE):
            claims |= self._store.claims(piece)
        return {
            shown: [claim for one in several for claim in claims.get(one, ())]
            for shown, several in members.items()
        }


class _Values:
    """The values of a node's fields, with those that other sources of what it is joined from say."""

    def __init__(self, node: Node, claims: Iterable[Claim]) -> None:
        self.node, self._claims = node, tuple(claims)
        sources = {one.source for one in node.prov.values()} | {claim.source for claim in self._claims}
        self.sources = frozenset(one for one in sources if not is_own(one) and not is_coordinator(one))

    def of(self, *names: str) -> list[str]:
        """All texts of these fields, what is shown first, each once."""
        said = (claim.facts[name].value for name in names for claim in self._claims if name in claim.facts)
        shown = (self.node.props[name] for name in names if name in self.node.props)
        return list(dict.fromkeys(text for value in (*shown, *said) for text in _texts(value)))


def address_of(address: str, postcode: str) -> Address:
    """An address to compare: "Sct. Hans Gade 2 B, 1. sal" is street, 2 and b."""
    match = _STREET.search(address)
    street, number, letter = (
        (match["street"], match["number"], match["letter"] or "") if match else (address, "", "")
    )
    return Address(
        postcode, "".join(written_out(word.folded) for word in words_of(street)), number, fold(letter)
    )


def _texts(value: Value) -> Iterable[str]:
    return value if isinstance(value, tuple) else (str(value),)


def list_unit_numbers(store: GraphStore, linker: Linker) -> Iterator[tuple[Id, str]]:
    """All actors, by the id they are shown under, with each of their numbers of registers of units."""
    prefix = PREFIXES[Question.ORGANISATION]
    joined: list[Id] = []
    for node in cast("Iterator[Node]", store.scan(What.NODES, after=prefix, until=_behind(prefix))):
        if linker.joins(node.id):
            joined.append(node.id)
        elif "identifiers" in node.props:
            yield from ((node.id, number) for number in _of_units(_texts(node.props["identifiers"])))
    for piece in in_pieces(joined, _PIECE):
        claims = store.claims(sorted(linker.all_of(piece)))
        yield from (
            (linker.canonical(target), number) for target in claims for number in unit_numbers(claims[target])
        )


def unit_numbers(claims: Iterable[Claim]) -> frozenset[str]:
    """The numbers (``scheme:number``) of registers of units in these, but for those that tell nothing."""
    texts = (
        text
        for claim in claims
        if "identifiers" in claim.facts
        for text in _texts(claim.facts["identifiers"].value)
    )
    return _of_units(texts)


def _of_units(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(number for number in map(_number, texts) if _is_of_units(number) and _is_telling(number))


def _is_of_units(number: str) -> bool:
    return number.partition(":")[0] in UNIT_SCHEMES


def _number(text: str) -> str:
    scheme, _, number = text.partition(":")
    return f"{scheme}:{folded}" if (folded := fold(number)) else ""


def _is_telling(number: str) -> bool:
    """Whether a number is one of a register, and not what stands in a cell that must not be empty."""
    digits = number.partition(":")[2]
    return len(digits) >= _LEAST_DIGITS and len(set(digits)) > 1


def _site(url: str) -> str:
    return _own_domain(url.partition("//")[2].partition("/")[0].partition(":")[0])


def _own_domain(host: str) -> str:
    """A host without ``www``, "" for one where everybody may be."""
    plain = host.lower().removeprefix("www.")
    labels = plain.split(".")
    return "" if len(labels) < 2 or _EVERYBODYS & set(labels[:-1]) else plain


def _ends(edges: Iterable[Edge], *, withheld: bool = False) -> Mapping[Id, set[Id]]:
    ends: defaultdict[Id, set[Id]] = defaultdict(set)
    for edge in edges:
        if withheld or is_public(edge):
            ends[edge.src].add(edge.dst)
    return ends


def _behind(prefix: str) -> str:
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
