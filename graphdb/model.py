"""What the graph is made of: frozen values, and the one table of what may be linked to what."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.message import message
from graphdb.value import value

Id = str
Value = str | int | float | bool | tuple[str, ...]

INT64: Final = 2**63
PUBLIC, PROFESSIONALS, MUNICIPALITY = "public", "professionals", "municipality"
VISIBILITIES: Final = (PUBLIC, PROFESSIONALS, MUNICIPALITY)
"""Who may see a thing: everybody, signed-in professionals, the own municipality's people."""
VISIBILITY: Final = "visibility"
"""The property that says so; a thing without it is public."""
LONGEST_TEXT: Final = 20_000
"""Letters of one value: no field takes more, and longer text is refused before it is read."""
_ID: Final = re.compile(r"[a-z]+(?::[A-Za-z0-9._~-]{1,100}){1,3}")
_RAW: Final = re.compile(r"[^A-Za-z0-9._-]")
INDICATOR_PREFIX: Final = "indicator"
_WRITTEN: Final = re.compile(r"~([0-9a-f]{1,5})\.")
_LONGEST_PART: Final = 100
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class NodeKind(StrEnum):
    """Kinds of nodes; the value is the label in Neo4j. One kind for each vocabulary table."""

    ACTOR = "Actor"
    SERVICE = "Service"
    PLACE = "Place"
    CONTACT_POINT = "ContactPoint"
    AREA = "Area"
    INDICATOR = "Indicator"
    SOURCE = "Source"
    ACCESS_ROUTE = "AccessRoute"
    ACTOR_GROUP = "ActorGroup"
    ACTOR_TYPE = "ActorType"
    ANCHOR = "Anchor"
    ANSWERED_BY = "AnsweredBy"
    ASKED_STATE = "AskedState"
    ASK_RHYTHM = "AskRhythm"
    BUDGET_AREA = "BudgetArea"
    CALL_CONDITION = "CallCondition"
    CALL_PURPOSE = "CallPurpose"
    CAPACITY_STATE = "CapacityState"
    DUTY = "Duty"
    EXCLUSION = "Exclusion"
    EXTERNAL_CODE = "ExternalCode"
    FIRST_CALL = "FirstCall"
    GAP_REASON = "GapReason"
    GAP_STATE = "GapState"
    HOMELESSNESS_CATEGORY = "HomelessnessCategory"
    INFORM = "Inform"
    LEGAL_BASIS = "LegalBasis"
    METHOD = "Method"
    NEED = "Need"
    NUMBER_KIND = "NumberKind"
    POSTAL_DISTRICT = "PostalDistrict"
    RELATION_TYPE = "RelationType"
    RISK_FACTOR = "RiskFactor"
    RISK_GROUP = "RiskGroup"
    SHARING_RULE = "SharingRule"
    SHELF_ANSWER = "ShelfAnswer"
    SHELF_LIFE = "ShelfLife"
    SITUATION_WORD = "SituationWord"
    STAGE = "Stage"
    STAGE_ROLE = "StageRole"
    STARTING_POINT = "StartingPoint"
    STOPWORD = "Stopword"
    SYNONYM = "Synonym"
    TRANSITION = "Transition"


ENTRY_KINDS: Final = frozenset({NodeKind.ACTOR, NodeKind.SERVICE})
TERM_KINDS: Final = frozenset(NodeKind) - {
    NodeKind.ACTOR,
    NodeKind.SERVICE,
    NodeKind.PLACE,
    NodeKind.CONTACT_POINT,
    NodeKind.AREA,
    NodeKind.INDICATOR,
    NodeKind.SOURCE,
}


class EdgeKind(StrEnum):
    """Kinds of relations; the value is the relationship type in Neo4j."""

    PART_OF = "PART_OF"
    OFFERS = "OFFERS"
    LOCATED_AT = "LOCATED_AT"
    CONTACTED_AT = "CONTACTED_AT"
    IN = "IN"
    SERVES = "SERVES"
    REACHES = "REACHES"
    MEETS = "MEETS"
    USES = "USES"
    UNDER = "UNDER"
    VIA = "VIA"
    RELATES = "RELATES"
    RAISES = "RAISES"
    EXPECTS = "EXPECTS"
    EXPECTS_AT = "EXPECTS_AT"
    NEEDED_AT = "NEEDED_AT"
    OWED_BY = "OWED_BY"
    OWED_TO = "OWED_TO"
    ABOUT = "ABOUT"
    ASKED = "ASKED"
    SAME = "SAME"


JUDGED: Final = frozenset({EdgeKind.SAME})
"""Judgements about identity: claims like others, but no relations of the view. See ``graphdb.identity``."""
_N, _E = NodeKind, EdgeKind
EDGES: Final[frozenset[tuple[NodeKind, EdgeKind, NodeKind]]] = frozenset(
    {
        (_N.ACTOR, _E.PART_OF, _N.ACTOR),
        (_N.ACTOR, _E.OFFERS, _N.SERVICE),
        (_N.ACTOR, _E.LOCATED_AT, _N.PLACE),
        (_N.SERVICE, _E.LOCATED_AT, _N.PLACE),
        (_N.ACTOR, _E.CONTACTED_AT, _N.CONTACT_POINT),
        (_N.SERVICE, _E.CONTACTED_AT, _N.CONTACT_POINT),
        (_N.PLACE, _E.CONTACTED_AT, _N.CONTACT_POINT),
        (_N.PLACE, _E.IN, _N.AREA),
        (_N.AREA, _E.IN, _N.AREA),
        (_N.ACTOR, _E.SERVES, _N.AREA),
        (_N.SERVICE, _E.SERVES, _N.AREA),
        (_N.ACTOR, _E.REACHES, _N.RISK_GROUP),
        (_N.SERVICE, _E.REACHES, _N.RISK_GROUP),
        (_N.SERVICE, _E.MEETS, _N.NEED),
        (_N.SERVICE, _E.USES, _N.METHOD),
        (_N.SERVICE, _E.UNDER, _N.LEGAL_BASIS),
        (_N.SERVICE, _E.VIA, _N.ACCESS_ROUTE),
        (_N.ACTOR, _E.RELATES, _N.ACTOR),
        (_N.RISK_FACTOR, _E.RAISES, _N.RISK_GROUP),
        (_N.RISK_GROUP, _E.EXPECTS, _N.ACTOR_TYPE),
        (_N.RISK_GROUP, _E.EXPECTS_AT, _N.ACTOR_TYPE),
        (_N.NEED, _E.NEEDED_AT, _N.STAGE),
        (_N.DUTY, _E.OWED_BY, _N.ACTOR_TYPE),
        (_N.DUTY, _E.OWED_TO, _N.ACTOR_TYPE),
        (_N.DUTY, _E.ABOUT, _N.RISK_GROUP),
        (_N.INDICATOR, _E.IN, _N.AREA),
        (_N.INDICATOR, _E.ABOUT, _N.RISK_GROUP),
        (_N.AREA, _E.ASKED, _N.ACTOR_TYPE),
        (_N.ACTOR, _E.SAME, _N.ACTOR),
        (_N.SERVICE, _E.SAME, _N.SERVICE),
        (_N.PLACE, _E.SAME, _N.PLACE),
    }
)


@value(frozen=True, slots=True)
class Provenance:
    """The source that says it, since when, and when it was last confirmed to hold still (ISO dates)."""

    source: str
    stated_on: str
    confirmed_on: str


@value(frozen=True, slots=True)
class Node:
    """A node of the view. ``prov`` tells of each of ``props``; ``version`` is the last commit."""

    id: Id
    kind: NodeKind
    props: Mapping[str, Value]
    prov: Mapping[str, Provenance] = field(default_factory=dict)
    version: int = 0

    def __hash__(self) -> int:
        return hash(self.id)

    def text(self, name: str) -> str:
        """The property as text, "" when absent."""
        value = self.props.get(name, "")
        return value if isinstance(value, str) else str(value)

    def items(self, name: str) -> tuple[str, ...]:
        """The property as a list of texts, empty when absent."""
        value = self.props.get(name, ())
        return value if isinstance(value, tuple) else (str(value),)

    def number(self, name: str) -> int | None:
        """The property as a whole number, None when absent."""
        value = self.props.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, name: str) -> bool:
        """True only when the property is there and true."""
        return self.props.get(name) is True


@value(frozen=True, slots=True)
class Edge:
    """A relation of the view. ``prov["exists"]`` says who claims the relation itself."""

    id: Id
    kind: EdgeKind
    src: Id
    dst: Id
    props: Mapping[str, Value] = field(default_factory=dict)
    prov: Mapping[str, Provenance] = field(default_factory=dict)
    version: int = 0

    def __hash__(self) -> int:
        return hash(self.id)

    def text(self, name: str) -> str:
        """The property as text, "" when absent."""
        value = self.props.get(name, "")
        return value if isinstance(value, str) else str(value)


@value(frozen=True, slots=True)
class Entry:
    """What is searchable about one actor or service: ``words`` (tokens) and ``body`` (canonical JSON).

    ``n`` is the store's own ordinal, what ``match`` answers with; it differs between stores; not compared.
    """

    id: Id
    actor: Id
    words: str
    body: str
    n: int = field(default=0, compare=False)


def is_public(item: Node | Edge) -> bool:
    """Whether it is public: shown without a sign-in."""
    return item.props.get(VISIBILITY, PUBLIC) == PUBLIC


def public(edges: Iterable[Edge]) -> frozenset[Edge]:
    """The public ones of these relations."""
    return frozenset(edge for edge in edges if is_public(edge))


def node_id(prefix: str, *raw: str) -> Id:
    """A stable ASCII id from raw authority values, such as ``actor:cvr:12345678``.

    Characters an id cannot hold are written ``~`` and their hexadecimal code point, so different raw values
    stay different.
    """
    too_long = max(map(len, (prefix, *raw))) > _LONGEST_PART
    full_id = "" if too_long else ":".join((prefix, *map(_safe, raw)))
    if _ID.fullmatch(full_id) is None:
        raise InvalidValue(message("model.id_length"), field="id")
    return full_id


def _safe(raw: str) -> str:
    return _RAW.sub(lambda hit: f"~{ord(hit[0]):x}.", raw)


def spelt(target: Id) -> str:
    """The id as its raw values were written, for the CPR guard."""
    return _WRITTEN.sub(lambda hit: chr(int(hit[1], 16)), target) if "~" in target else target


def term_id(code: str) -> Id:
    """The id of a vocabulary term; codes are unique across all tables."""
    return node_id("term", code)


def area_id(code: str) -> Id:
    """The id of an area: four digits for municipalities and regions, ``dk`` for the country."""
    return node_id("area", code)


def indicator_id(area: str, source: str, *about: str) -> Id:
    """The id of a number about an area: ``about`` tells it from the source's others there.

    It begins with the area's code, so that all numbers of one area stand together.
    """
    return node_id(INDICATOR_PREFIX, area, source, ".".join(about))


def code_of(node: Id) -> str:
    """The code inside a term's or an area's id."""
    return node.rpartition(":")[2]


def edge_id(kind: EdgeKind, src: Id, dst: Id, mark: str = "") -> Id:
    """The id of a relation. ``mark`` tells apart several of one kind between one pair."""
    if not mark:
        return f"{kind}|{src}|{dst}"
    safe = "" if len(mark) > _LONGEST_PART else _safe(mark)
    if not 0 < len(safe) <= _LONGEST_PART:
        raise InvalidValue(message("model.id_too_long"), field="id")
    return f"{kind}|{src}|{dst}|{safe}"


def ends_of(edge: Id) -> tuple[Id, Id]:
    """From where to where a relation leads, by its id."""
    _, src, dst = edge.split("|")[:3]
    return src, dst


def is_edge(target: Id) -> bool:
    """True when a claim's target is a relation."""
    return "|" in target


def check_value(value: Value) -> Value:
    """The value as stores keep it (NFC text, 64-bit int, float, bool, tuple of text), or InvalidValue."""
    if isinstance(value, str):  # most are
        return _text(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -INT64 <= value < INT64:
            raise InvalidValue(message("model.number_too_large"))
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidValue(message("model.not_a_number"))
        return value + 0.0  # -0.0 and 0.0 are one value, but two texts
    if not value:
        raise InvalidValue(message("model.empty_list"))
    return tuple(_text(item) for item in value)


def _text(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise InvalidValue(message("fields.too_long", limit=LONGEST_TEXT))
    normal = unicodedata.normalize("NFC", value)
    if normal and normal.isprintable():  # so it holds neither, as nearly all do
        return normal
    if not normal or "\x00" in normal:
        raise InvalidValue(message("model.text_empty"))
    if _SURROGATE.search(normal):
        raise InvalidValue(message("model.text_character"))
    return normal
