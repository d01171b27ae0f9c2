"""What is asked about a citizen's situation, and the same checked and completed. Never stored or logged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.model import Edge, Node, NodeKind
from graphdb.rules.days import add_months, whole_years
from graphdb.vocabulary.catalogue import Vocabulary, valid

ADULT: Final = 18
OLDEST: Final = 130

Ages = tuple[int, int]
"""The youngest and the oldest the person can be on one day."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a caseworker ticks. Only ``acting_municipality`` (four digits) is required.

    ``situation`` is the code of a starting point, ``event`` of an anchor, ``event_date`` ISO;
    ``known_actors`` are ids, ``known_kinds`` codes of actor types; ``danger``: a life is in danger.
    ``as_ticked``: the ticks are the whole of it; else those of the starting point are added.
    ``from_kind`` is "" for the kind that asks unless another is chosen (``asks_first``).
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


@dataclass(frozen=True, slots=True)
class Situation:
    """A checked question. ``ages`` are the person's possible ages today and on the day of the event.

    ``minor``: known to be under 18; ``child``: that, or a child in the household; ``age_known``: else
    ``ages`` are only what the ticked groups say. ``days`` are the known anchors with their dates.
    ``violence``: a group is ticked that must get away from it.
    """

    acting: str
    staying: str
    start: Node | None
    transition: Node | None
    groups: tuple[str, ...]
    factors: tuple[str, ...]
    needs: tuple[str, ...]
    ages: tuple[Ages, ...]
    age_known: bool
    minor: bool
    child: bool
    violence: bool
    days: Mapping[str, date]
    notified: bool
    known_actors: tuple[str, ...]
    known_kinds: tuple[str, ...]
    acute: bool
    danger: bool
    from_kind: str
    today: str

    def fits(self, min_age: int | None, max_age: int | None) -> bool:
        """False when the age limits exclude the person, today or on the day of the event."""
        low = 0 if min_age is None else min_age
        high = OLDEST if max_age is None else max_age
        return all(youngest <= high and low <= oldest for youngest, oldest in self.ages)

    def fits_today(self, min_age: int | None, max_age: int | None) -> bool:
        """The same for today alone: what is expected or owed now."""
        low = 0 if min_age is None else min_age
        high = OLDEST if max_age is None else max_age
        return all(youngest <= high and low <= oldest for youngest, oldest in self.ages[:1])

    def for_children_only(self, max_age: int | None) -> bool:
        """True when it holds under 18 only and nobody has said that the person is."""
        return not self.age_known and max_age is not None and max_age < ADULT

    def about(self, factors: Iterable[str]) -> bool:
        """Whether something that applies with these factors does: one is ticked, or none at all is."""
        asked = set(factors)
        return not asked or not self.factors or bool(asked & set(self.factors))


def codes(item: Node | Edge, name: str) -> tuple[str, ...]:
    """A property as codes, whether it is kept as a list or as text with ``|`` between."""
    value = item.props.get(name, ())
    if isinstance(value, tuple):
        return value
    return tuple(code.strip() for code in str(value).split("|") if code.strip())


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
    age = _age(vocabulary, question, days, today)
    minor = age is not None and age < ADULT
    groups = ticks["risk_groups"]
    family = vocabulary.marked(NodeKind.RISK_GROUP, "with_child")
    child = minor or question.child_in_household or not family.isdisjoint(groups)
    notifications = vocabulary.marked(NodeKind.ANCHOR, "notification")
    asking = question.from_kind or asks_first(vocabulary)
    return Situation(
        acting=acting,
        staying=staying,
        start=start,
        transition=_transition(vocabulary, start, today.isoformat()),
        groups=groups,
        factors=ticks["risk_factors"],
        needs=ticks["needs"],
        ages=_grouped(vocabulary, groups) if age is None else _ages(vocabulary, age, question, days, today),
        age_known=age is not None,
        minor=minor,
        child=child,
        violence=not vocabulary.marked(NodeKind.RISK_GROUP, "violence").isdisjoint(groups),
        days=days,
        notified=child and question.event in notifications,
        known_actors=tuple(dict.fromkeys(question.known_actors)),
        known_kinds=_known(vocabulary, NodeKind.ACTOR_TYPE, question.known_kinds, "known_kinds"),
        acute=question.acute,
        danger=question.danger,
        from_kind=_known(vocabulary, NodeKind.ACTOR_TYPE, (asking,), "from_kind")[0],
        today=today.isoformat(),
    )


def asks_first(vocabulary: Vocabulary) -> str:
    """The kind that asks unless another is chosen; "" when no row says so."""
    return min(vocabulary.marked(NodeKind.ACTOR_TYPE, "asks_first"), default="")


def _start(vocabulary: Vocabulary, question: Question) -> Node | None:
    if not question.situation:
        return None
    found = vocabulary.find(NodeKind.STARTING_POINT, question.situation)
    if found is None:
        raise InvalidValue("Situationen findes ikke på listen.", field="situation")
    return found


def _transition(vocabulary: Vocabulary, start: Node | None, today: str) -> Node | None:
    code = "" if start is None else start.text("transition")
    found = vocabulary.find(NodeKind.TRANSITION, code) if code else None
    return found if found is not None and valid(found, today) else None


def _municipality(vocabulary: Vocabulary, code: str, field: str, today: date) -> str:
    area = vocabulary.areas.get(code)
    if area is None or area.text("level") != "municipality" or not valid(area, today.isoformat()):
        raise InvalidValue("Kommunen findes ikke. Vælg en kommune på listen.", field=field)
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
    made = tuple(dict.fromkeys(asked))
    if any(vocabulary.find(kind, code) is None for code in made):
        raise InvalidValue("En af koderne findes ikke på listen.", field=field)
    return made


def _days(vocabulary: Vocabulary, question: Question) -> dict[str, date]:
    """The day of the event, and of every later birthday when the event is one.

    What an earlier birthday set going has another day for those it came to late, such as a young person
    placed at 17: its rule stays in words.
    """
    if question.event and vocabulary.find(NodeKind.ANCHOR, question.event) is None:
        raise InvalidValue("Hændelsen findes ikke på listen.", field="event")
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
        raise InvalidValue("Datoen skal skrives som 2026-05-31.", field="event_date") from None
    if not 1900 <= day.year <= 2200:
        raise InvalidValue("Datoen ligger for langt væk.", field="event_date")
    return day


def _birthday(vocabulary: Vocabulary, anchor: str) -> int | None:
    term = vocabulary.find(NodeKind.ANCHOR, anchor)
    return None if term is None else number(term, "birthday")


def _age(vocabulary: Vocabulary, question: Question, days: Mapping[str, date], today: date) -> int | None:
    if question.age is not None:
        if isinstance(question.age, bool) or not 0 <= question.age <= OLDEST:
            raise InvalidValue("Alderen skal være et helt tal fra 0 til 130.", field="age")
        return question.age
    years = _birthday(vocabulary, question.event)
    if years is None or question.event not in days:
        return None
    made = years + whole_years(days[question.event], today)
    return made if 0 <= made <= OLDEST else None


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
    # Nobody has said when the birthday is: it may or may not fall between today and the event.
    return ((age, age), (age + years, age + years + (day != today)))


def _grouped(vocabulary: Vocabulary, groups: Iterable[str]) -> tuple[Ages, ...]:
    """What the groups themselves say about the age; nothing when they contradict each other."""
    low, high = 0, OLDEST
    for code in groups:
        group = vocabulary.get(NodeKind.RISK_GROUP, code)
        low = max(low, number(group, "min_age") or 0)
        held = number(group, "max_age")
        high = high if held is None else min(high, held)
    return ((low, high),) if low <= high else ()
