"""What is asked about a citizen's situation, and the same checked and completed. Never stored or logged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.message import Words, message
from graphdb.model import Edge, EdgeKind, Node, NodeKind, code_of
from graphdb.rules.days import add_months, whole_years
from graphdb.rules.person import ADULT, OLDEST, Ages, Person
from graphdb.vocabulary.catalogue import Vocabulary, valid

UNKNOWN_LANDLORD: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """What a caseworker ticks. Only ``acting_municipality`` (four digits) is required.

    ``situation`` is the code of a starting point, ``event`` of an anchor, ``event_date`` ISO;
    ``known_actors`` are ids, ``known_kinds`` codes of actor types; ``danger``: a life is in danger.
    ``as_ticked``: the ticks are the whole of it; else those of the starting point are added.
    ``from_kind`` is "" for the kind that asks unless another is chosen (``asks_first``). ``child_age``: of a
    child in the household. ``chips`` are codes of exclusions: those that concern the citizen.
    ``landlord`` is almen, privat, unknown or "".
    """

    acting_municipality: str
    situation: str = ""
    staying_municipality: str = ""
    risk_groups: tuple[str, ...] = ()
    risk_factors: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    age: int | None = None
    child_in_household: bool = False
    event: str = ""
    event_date: str = ""
    known_actors: tuple[str, ...] = ()
    known_kinds: tuple[str, ...] = ()
    acute: bool = False
    danger: bool = False
    from_kind: str = ""
    as_ticked: bool = False
    child_age: int | None = None
    chips: tuple[str, ...] = ()
    landlord: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """A checked question. ``days`` are the known anchors with their dates.

    ``event`` is the anchor asked about, ``past`` the same once it has passed and that turns the situation
    around: then ``event`` is "". ``day`` is the one rules are chosen for: the event's, else today.
    ``violence``: a group is ticked that must get away from it. ``pointed`` lead from ticked factors to
    further groups: these count for who does what, and add nothing.
    """

    acting: str
    staying: str
    start: Node | None
    transition: Node | None
    groups: tuple[str, ...]
    factors: tuple[str, ...]
    needs: tuple[str, ...]
    person: Person
    violence: bool
    event: str
    past: str
    day: str
    days: Mapping[str, date]
    notified: bool
    known_actors: tuple[str, ...]
    known_kinds: tuple[str, ...]
    acute: bool
    danger: bool
    from_kind: str
    chips: tuple[str, ...]
    child_age: int | None
    pointed: tuple[Edge, ...]
    today: str

    @property
    def passage(self) -> tuple[str, ...]:
        """The codes of the duties that belong to the transition, in its order."""
        return () if self.transition is None else codes(self.transition, "deadline_codes")


def codes(item: Node | Edge, name: str) -> tuple[str, ...]:
    """A property as codes, whether it is kept as a list or as text with ``|`` between."""
    value = item.props.get(name, ())
    return value if isinstance(value, tuple) else _codes_in(str(value))


@lru_cache(maxsize=4096)
def _codes_in(text: str) -> tuple[str, ...]:
    """The codes in a text of the vocabulary: a touch map asks for some 450, most of them again and again."""
    return tuple(code.strip() for code in text.split("|") if code.strip())


def wording(item: Node | Edge, column: str) -> Words:
    """A text of a row in both languages."""
    return Words(item.text(f"{column}_da"), item.text(f"{column}_en"))


def names_a_gender(exclusion: Node) -> bool:
    """Whether an exclusion is for women only or for men only: for some, with a row for the others."""
    return bool(exclusion.text("chip_group")) and exclusion.text("kind") == "only"


def number(item: Node | Edge, name: str) -> int | None:
    """A property as a whole number, None when absent."""
    value = item.props.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def read(vocabulary: Vocabulary, question: Question, today: date) -> Situation:
    """The question checked against the vocabulary and completed by its starting point.

    Raises InvalidValue with the name of the member; a reason never repeats the value.
    """
    start = _start(vocabulary, question)
    acting = _municipality(vocabulary, question.acting_municipality, "acting_municipality", today)
    staying = _municipality(
        vocabulary, question.staying_municipality or acting, "staying_municipality", today
    )
    ticks = {
        name: _ticks(vocabulary, question, start, kind, name)
        for kind, name in (
            (NodeKind.RISK_GROUP, "risk_groups"),
            (NodeKind.RISK_FACTOR, "risk_factors"),
            (NodeKind.NEED, "needs"),
        )
    }
    days = _days(vocabulary, question)
    groups = ticks["risk_groups"]
    person = _person(vocabulary, question, ticks, days, today)
    day = days.get(question.event, today).isoformat()
    passed = day < today.isoformat() and question.event in vocabulary.marked(NodeKind.ANCHOR, "passes")
    notifications = vocabulary.marked(NodeKind.ANCHOR, "notification")
    asking = question.from_kind or asks_first(vocabulary)
    return Situation(
        acting=acting,
        staying=staying,
        start=start,
        transition=_transition(vocabulary, start, day),
        groups=groups,
        factors=ticks["risk_factors"],
        needs=ticks["needs"],
        person=person,
        violence=not vocabulary.marked(NodeKind.RISK_GROUP, "violence").isdisjoint(groups),
        event="" if passed else question.event,
        past=question.event if passed else "",
        day=day,
        days=days,
        notified=person.child and question.event in notifications,
        known_actors=tuple(dict.fromkeys(question.known_actors)),
        known_kinds=tuple(
            dict.fromkeys(
                (
                    *_known(vocabulary, NodeKind.ACTOR_TYPE, question.known_kinds, "known_kinds"),
                    *_landlord(vocabulary, question.landlord),
                )
            )
        ),
        acute=question.acute,
        danger=question.danger,
        from_kind=_known(vocabulary, NodeKind.ACTOR_TYPE, (asking,), "from_kind")[0],
        chips=_known(vocabulary, NodeKind.EXCLUSION, question.chips, "chips"),
        child_age=question.child_age,
        pointed=_pointed(vocabulary, groups, ticks["risk_factors"], today.isoformat()),
        today=today.isoformat(),
    )


def _person(
    vocabulary: Vocabulary,
    question: Question,
    ticks: Mapping[str, tuple[str, ...]],
    days: Mapping[str, date],
    today: date,
) -> Person:
    groups, age = ticks["risk_groups"], _age(vocabulary, question, days, today)
    family = vocabulary.marked(NodeKind.RISK_GROUP, "with_child")
    if question.child_age is not None and not 0 <= question.child_age < ADULT:
        raise InvalidValue(message("situation.child_age", most=ADULT - 1), field="child_age")
    return Person(
        ages=_grouped(vocabulary, groups) if age is None else _ages(vocabulary, age, question, days, today),
        age_known=age is not None,
        minor=age is not None and age < ADULT,
        with_child=(
            question.child_in_household or question.child_age is not None or not family.isdisjoint(groups)
        ),
        factors=ticks["risk_factors"],
    )


def _pointed(
    vocabulary: Vocabulary, groups: tuple[str, ...], factors: tuple[str, ...], today: str
) -> tuple[Edge, ...]:
    """One relation to each further group, the first."""
    edges: dict[str, Edge] = {}
    for factor in factors:
        for edge in vocabulary.from_term(EdgeKind.RAISES, factor):
            group = vocabulary.find(NodeKind.RISK_GROUP, code_of(edge.dst))
            if group is not None and valid(group, today) and code_of(edge.dst) not in groups:
                edges.setdefault(code_of(edge.dst), edge)
    return tuple(edges.values())


def _landlord(vocabulary: Vocabulary, answer: str) -> tuple[str, ...]:
    """The kind of landlord that an answer means; it counts as known."""
    if answer in ("", UNKNOWN_LANDLORD):
        return ()
    kinds = vocabulary.terms.get(NodeKind.ACTOR_TYPE, {})
    named = tuple(code for code, kind in sorted(kinds.items()) if kind.text("landlord") == answer)
    if not named:
        raise InvalidValue(message("situation.landlord"), field="landlord")
    return named


def asks_first(vocabulary: Vocabulary) -> str:
    """The kind that asks unless another is chosen; "" when no row says so."""
    return min(vocabulary.marked(NodeKind.ACTOR_TYPE, "asks_first"), default="")


def _start(vocabulary: Vocabulary, question: Question) -> Node | None:
    if not question.situation:
        return None
    starting_point = vocabulary.find(NodeKind.STARTING_POINT, question.situation)
    if starting_point is None:
        raise InvalidValue(message("situation.unknown"), field="situation")
    return starting_point


def _transition(vocabulary: Vocabulary, start: Node | None, today: str) -> Node | None:
    code = "" if start is None else start.text("transition")
    transition = vocabulary.find(NodeKind.TRANSITION, code) if code else None
    return transition if transition is not None and valid(transition, today) else None


def _municipality(vocabulary: Vocabulary, code: str, field: str, today: date) -> str:
    area = vocabulary.areas.get(code)
    if area is None or area.text("level") != "municipality" or not valid(area, today.isoformat()):
        raise InvalidValue(message("situation.municipality"), field=field)
    return code


def _ticks(
    vocabulary: Vocabulary, question: Question, start: Node | None, kind: NodeKind, name: str
) -> tuple[str, ...]:
    ticked: tuple[str, ...] = _known(vocabulary, kind, getattr(question, name), name)
    if start is None or question.as_ticked:
        return ticked
    before = tuple(code for code in codes(start, name) if vocabulary.find(kind, code) is not None)
    return tuple(dict.fromkeys((*before, *ticked)))


def _known(vocabulary: Vocabulary, kind: NodeKind, asked: Iterable[str], field: str) -> tuple[str, ...]:
    known_codes = tuple(dict.fromkeys(asked))
    if any(vocabulary.find(kind, code) is None for code in known_codes):
        raise InvalidValue(message("situation.code"), field=field)
    return known_codes


def _days(vocabulary: Vocabulary, question: Question) -> dict[str, date]:
    """The day of the event, and of every later birthday when the event is one.

    What an earlier birthday set going has another day for those it came to late, such as a young person
    placed at 17: its rule stays in words.
    """
    if question.event and vocabulary.find(NodeKind.ANCHOR, question.event) is None:
        raise InvalidValue(message("situation.event"), field="event")
    if not question.event_date:
        return {}
    day = _date(question.event_date)
    if not question.event:
        return {"": day}
    days = {question.event: day}
    years = _birthday(vocabulary, question.event)
    if years is not None:
        for anchor in vocabulary.terms[NodeKind.ANCHOR]:
            other = _birthday(vocabulary, anchor)
            if other is not None and other >= years:
                days[anchor] = add_months(day, 12 * (other - years))
    return days


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(message("situation.date"), field="event_date") from None
    if not 1900 <= day.year <= 2200:
        raise InvalidValue(message("situation.far_away"), field="event_date")
    return day


def _birthday(vocabulary: Vocabulary, anchor: str) -> int | None:
    term = vocabulary.find(NodeKind.ANCHOR, anchor)
    return None if term is None else number(term, "birthday")


def _age(vocabulary: Vocabulary, question: Question, days: Mapping[str, date], today: date) -> int | None:
    if question.age is not None:
        if isinstance(question.age, bool) or not 0 <= question.age <= OLDEST:
            raise InvalidValue(message("situation.age", most=OLDEST), field="age")
        return question.age
    years = _birthday(vocabulary, question.event)
    if years is None or question.event not in days:
        return None
    age = years + whole_years(days[question.event], today)
    return age if 0 <= age <= OLDEST else None


def _ages(
    vocabulary: Vocabulary, age: int, question: Question, days: Mapping[str, date], today: date
) -> tuple[Ages, ...]:
    day = days.get(question.event)
    if day is None:
        return ((age, age),)
    exact = _birthday(vocabulary, question.event)
    if exact is not None:
        return ((age, age), (exact, exact))
    years = whole_years(today, day)
    # The birthday is not known: it may or may not fall between today and the event.
    return ((age, age), (age + years, age + years + (day != today)))


def _grouped(vocabulary: Vocabulary, groups: Iterable[str]) -> tuple[Ages, ...]:
    """What the groups themselves say about the age; nothing when they contradict each other."""
    low, high = 0, OLDEST
    for code in groups:
        group = vocabulary.get(NodeKind.RISK_GROUP, code)
        low = max(low, number(group, "min_age") or 0)
        oldest = number(group, "max_age")
        high = high if oldest is None else min(high, oldest)
    return ((low, high),) if low <= high else ()
