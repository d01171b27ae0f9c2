"""What the calls for a municipality's matrix and its gaps answer."""

from typing import Annotated, Literal

from pydantic import Field

from graphdb.coverage.state import State
from graphdb.gaps.states import GapState
from webapp.api.answer import Answer, OnlyFor, Said
from webapp.api.area_answers import OrNull


class AskedShare(Answer):
    """How many of the kinds of actors that are expected somebody has asked about."""

    answered: int
    of: int


class Acting(Answer):
    """A kind of actor that acts at a stage, and how far it is here."""

    kind: str
    state: State
    strength: OrNull


class CoverageRow(Answer):
    """A group, or a need (the other null), and a column: a stage, a kind, a transition or an area.
    ``strength`` and ``basis`` null: nothing is expected there.

    ``kinds`` are those of which one is enough, ``actors`` how many are here, ``actors_fresh`` how many of
    them no fact is too old of, ``actors_ready`` of how many number, hours, way in and exclusions are
    confirmed, null at a transition; ``acts`` at a stage each kind that acts there. ``red``: a core
    expectation with a read basis, and there is surely nobody.
    """

    risk_group: OrNull
    need: OrNull
    column: str
    state: State
    strength: OrNull
    actors: int
    actors_fresh: int
    actors_ready: int | None
    basis: OrNull
    kinds: list[str]
    acts: list[Acting]
    red: bool


class OwnExpectation(Answer):
    """What a municipality has decided for itself. ``national`` is the strength of the starting point, null
    where it expects nothing; ``strength`` is ``none`` for what is not relevant with them.
    """

    risk_group: str = Field(validation_alias="group")
    kind: str
    national: OrNull
    strength: Literal["core", "expected", "optional", "none"]
    why: Said
    since: OrNull


class Demand(Answer):
    """How many it is about: the newest number of a measure, null ``risk_group`` for all. ``value`` null: too
    small to be shown, or it would tell another that is; then it lies from ``low`` to ``high`` where those are
    known. ``per_1000`` inhabitants.
    """

    measure: str
    period: str
    risk_group: OrNull = Field(validation_alias="group")
    unit: str
    value: float | None
    low: int | None
    high: int | None
    per_1000: float | None


class Coverage(Answer):
    """The matrix of a municipality. ``provisional``: too little is asked for the rest to be read as it is.
    ``own``: where its expectations are not those of the starting point. ``demand``: how many it is about.
    """

    version: int
    municipality: str
    by: Literal["stage", "kind", "transition", "need"]
    asked: AskedShare
    provisional: bool
    own: list[OwnExpectation]
    rows: list[CoverageRow]
    demand: list[Demand] = Field(default_factory=list)


class Gap(Answer):
    """A hole, whom it affects, what it follows from (``evidence``, ids), and what to do.

    ``severity`` 1 to 5 by the formula of ``graphdb.gaps.severity``; ``since`` null: not known, or not
    worked out yet. ``state`` is for staff who are signed in, null for others.
    """

    id: str
    rule: str
    risk_group: OrNull
    kind: OrNull
    severity: Annotated[int, Field(ge=1, le=5)]
    text: Said
    reasons: list[Said]
    evidence: list[str]
    since: OrNull
    state: GapState | None
    next: list[Said]


class Gaps(Answer):
    """The open gaps of a municipality beside how much of what is expected was asked about."""

    version: int
    municipality: str
    asked: AskedShare
    items: list[Gap]


class Named(Answer):
    """An actor by id and name."""

    id: str
    name: str


class Agreement(Answer):
    """A relation that holds today; ``kind`` is a code of ``relation_types``."""

    id: str
    src: Named
    dst: Named
    kind: str


class Example(Answer):
    """A municipality that has what is missing, with the codes of its regions and of the methods in use."""

    municipality: str
    population: int | None
    regions: list[str]
    actors: list[Named]
    agreements: list[Agreement]
    methods: list[str]


class Method(Answer):
    """A method of the vocabulary, and where to read of it."""

    code: str
    definition_da: str
    definition_en: str
    source: str


class Elsewhere(Answer):
    """What others do, the most alike first and no ranking. ``too_few``: fewer than three municipalities have
    entered their own units (``mapped``), and methods stand in for examples.
    """

    mapped: int
    too_few: bool
    sought: bool
    examples: list[Example]
    methods: list[Method]


class WholeGap(Answer):
    """One open gap, and what other municipalities do about it."""

    version: int
    municipality: str
    asked: AskedShare
    gap: Gap
    elsewhere: Elsewhere


class Dot(Answer):
    """An actor."""

    id: str
    name: str
    kind: str


class Tie(Answer):
    """A relation that holds today. ``fresh``: confirmed within its shelf life; ``source`` says it."""

    id: str
    from_id: str = Field(validation_alias="src")
    to_id: str = Field(validation_alias="dst")
    kind: str
    fresh: bool
    source: str
    only_for: OnlyFor


class CutPoint(Answer):
    """An actor without whom those of ``falls_apart`` lose every way to the rest."""

    id: str
    falls_apart: list[str]


class Lack(Answer):
    """A relation that one side alone says, or that a duty asks for."""

    text: Said
    reasons: list[Said] = Field(validation_alias="why")
    evidence: list[str]


class Alliance(Answer):
    """Two actors who are for the same groups here and have no known link. ``common`` are those both are
    linked with, ``owed`` the duties that ask them to speak together.
    """

    from_id: str = Field(validation_alias="first")
    to_id: str = Field(validation_alias="second")
    groups: list[str]
    common: list[str]
    owed: list[str]
    reasons: list[Said]


class Alliances(Answer):
    """Whom to bring together, those with a duty first, then those with most groups in common."""

    pairs: list[Alliance]
    left_out: int


class WholePoint(Answer):
    """An actor without whom so many others lose every way to the rest of the whole net; some of them."""

    id: str
    count: int
    some: list[str]


class Whole(Answer):
    """The net of all municipalities, as of a version and day: what hangs on the actors of this one."""

    version: int
    day: str
    actors: int
    relations: int
    alone: int
    cut_points: list[WholePoint]
    bridges: list[tuple[str, str]]


class Network(Answer):
    """Work lists, and no measure of anybody's work. ``isolates_wide`` are those for the whole country;
    ``whole`` is null until it has been worked out, beside the requests.
    """

    version: int
    municipality: str
    asked: AskedShare
    nodes: list[Dot]
    edges: list[Tie]
    bridges: list[Tie]
    cut_points: list[CutPoint]
    isolates: list[str]
    isolates_wide: list[str]
    one_sided: list[Lack]
    owed_missing: list[Lack]
    suggested: Alliances
    whole: Whole | None = None
