"""Opening hours as people write them, in OpenStreetMap's syntax: ``from_words("9-15 man-fre")``.

Words become tokens (``words``), tokens phrases (``phrases``), and phrases clauses: some days and
what holds on them, in either order. Where a text can be read in two ways, it is not read at all: a wrong hour
sends a citizen to a locked door.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from graphdb.fields.hours.phrases import phrases
from graphdb.fields.hours.reader import NotUnderstood, Phrase, Sort, Span
from graphdb.fields.hours.words import EVERY_DAY, Days, english, tokens

_DAY: Final = 24 * 60
_CODES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SHAPES: Final = frozenset(
    {"".join(sorted(shape)) for shape in ("DT", "DC", "DN", "DNT", "DST", "DSN", "DSC", "SC", "ST", "T")}
    | {"N", "C", "SN", "NT"}
)
_DAYLESS: Final = frozenset({"ST", "SN"})
_ALONE: Final = frozenset({"T", "N", "NT", "C"})
_CLOSING: Final = frozenset({"CD", "CS", "CDS"})
_MOST_PHRASES: Final = 60
_MOST_WAYS: Final = 64


@dataclass(frozen=True, slots=True)
class _Clause:
    """Some days, and what holds on them. ``spans`` empty: closed, or by appointment."""

    shape: str
    days: Days | None = None
    spans: tuple[Span, ...] = ()
    season: tuple[str, ...] = ()
    note: str = ""
    instead: bool = False

    @property
    def closed(self) -> bool:
        return "C" in self.shape


def from_words(text: str) -> str:
    """The hours in OSM's syntax, or "" when they are not understood, or may mean two things."""
    words = tokens(text)
    if not words:
        return ""
    try:
        said, fallback = phrases(words, english=english(text))
        clauses = _clauses(said)
        rules = list(_rules(clauses))
    except NotUnderstood:
        return ""
    if fallback:
        return "; ".join(rules) + f' || unknown "{fallback}"' if rules else f'24/7 unknown "{fallback}"'
    return "; ".join(rules)


def _clauses(said: list[Phrase]) -> list[_Clause]:
    """The one way to make clauses of the phrases; of several the one whose ends stand apart."""
    if not said:
        return []
    if len(said) > _MOST_PHRASES:
        raise NotUnderstood
    best: list[tuple[int, list[list[Phrase]]]] = []
    for parts in filter(_go_together, _partitions(said)):
        apart = sum(part[0].apart for part in parts[1:]) - sum(not part[0].apart for part in parts[1:])
        best.append((apart, parts))
    if not best:
        raise NotUnderstood
    top = max(apart for apart, _ in best)
    chosen = [parts for apart, parts in best if apart == top]
    if len(chosen) > 1:
        raise NotUnderstood
    return _with_days(_in_season([_clause(part) for part in chosen[0]]))


def _partitions(said: list[Phrase]) -> Iterator[list[list[Phrase]]]:
    """All ways to cut the phrases into clauses of a known shape; more than a few are no way at all."""
    sizes = _sizes(said)
    unfinished: list[tuple[int, list[list[Phrase]]]] = [(0, [])]
    ways = 0
    while unfinished:
        at, parts = unfinished.pop()
        if at == len(said):
            ways += 1
            if ways > _MOST_WAYS:
                raise NotUnderstood
            yield parts
        unfinished += [(at + size, [*parts, said[at : at + size]]) for size in sizes[at]]


def _sizes(said: list[Phrase]) -> list[list[int]]:
    """For each phrase how many a clause from there may take, so that the rest can be cut too."""
    sizes: list[list[int]] = [[] for _ in said]
    for at in reversed(range(len(said))):
        for size in range(1, min(3, len(said) - at) + 1):
            part = said[at : at + size]
            linked = any(phrase.linked for phrase in part[1:])  # "16-8 og i weekenden" are not one
            goes_on = at + size == len(said) or sizes[at + size]
            if goes_on and not linked and _shape(part) in _SHAPES:
                sizes[at].append(size)
    return [*sizes, []]


def _shape(part: list[Phrase]) -> str:
    return "".join(sorted(phrase.sort for phrase in part))


def _go_together(parts: list[list[Phrase]]) -> bool:
    """Times or a note without days stand alone, but for what is closed."""
    open_shapes = [shape for part in parts if (shape := _shape(part)) not in _CLOSING]
    if any(shape in _ALONE for shape in open_shapes):
        return len(open_shapes) == 1
    dayless = [shape in _DAYLESS for shape in open_shapes]
    return not any(dayless) or all(dayless)


def _clause(part: list[Phrase]) -> _Clause:
    by_sort = {phrase.sort: phrase for phrase in part}
    days, times = by_sort.get(Sort.DAYS), by_sort.get(Sort.TIMES)
    season, note = by_sort.get(Sort.SEASON), by_sort.get(Sort.NOTE)
    return _Clause(
        shape=_shape(part),
        days=None if days is None else days.days,
        spans=() if times is None else times.spans,
        season=() if season is None else season.season,
        note="" if note is None else note.note,
        instead=any(phrase.instead for phrase in part),
    )


def _in_season(clauses: list[_Clause]) -> list[_Clause]:
    """A season said first ("maj-september: man-fre 9-15, lør 10-12") holds until the next one."""
    if not clauses[0].season or clauses[0].closed:
        return clauses
    season: tuple[str, ...] = ()
    in_season = []
    for clause in clauses:
        season = clause.season if clause.season and not clause.closed else season
        in_season.append(clause if clause.closed or clause.season else replace(clause, season=season))
    return in_season


def _with_days(clauses: list[_Clause]) -> list[_Clause]:
    """The rest of the days named, and what holds of two clauses about the same day."""
    named = frozenset[int]().union(*(one.days.week for one in clauses if one.days and not one.days.rest))
    settled: list[_Clause] = []
    for clause in clauses:
        if clause.days and clause.days.rest:
            left = clause.days.week - named
            if not left:
                raise NotUnderstood
            clause = replace(clause, days=replace(clause.days, week=left, rest=False))
        if clause.closed:
            settled.append(clause)
        else:
            _add(settled, clause)
    return [one for one in settled if not one.closed] + [one for one in settled if one.closed]


def _add(clauses: list[_Clause], clause: _Clause) -> None:
    """Put a clause after those it changes: the wider first, the same days together."""
    for at, other in enumerate(clauses):
        if other.closed or other.season != clause.season or not _meet(other.days, clause.days):
            continue
        ours, theirs = clause.days or EVERY_DAY, other.days or EVERY_DAY
        if ours.week == theirs.week and not clause.instead:
            clauses[at] = replace(other, spans=_together(other, clause))
            return
        if ours.week < theirs.week:
            clauses.insert(at + 1, replace(clause, spans=_narrower(other, clause)))
            return
        if ours.week > theirs.week and not other.instead:
            clauses[at] = replace(other, spans=_narrower(clause, other))
            clauses.insert(at, clause)
            return
        raise NotUnderstood
    if any(span.start is None for span in clause.spans):
        raise NotUnderstood
    clauses.append(clause)


def _meet(one: Days | None, other: Days | None) -> bool:
    """True when a day is in both; the nth weekday of a month is a day of its own."""
    ours, theirs = one or EVERY_DAY, other or EVERY_DAY
    return ours.nth == theirs.nth and bool(ours.week & theirs.week)


def _together(one: _Clause, other: _Clause) -> tuple[Span, ...]:
    """ "mandag 9-12, mandag 13-15"."""
    if not one.spans or not other.spans or one.note != other.note:
        raise NotUnderstood
    spans = (*one.spans, *other.spans)
    _apart_from_each_other(spans)
    return spans


def _narrower(wide: _Clause, narrow: _Clause) -> tuple[Span, ...]:
    """What holds on days of which something wider is said too."""
    if not narrow.spans or not wide.spans:
        return narrow.spans
    first = narrow.spans[0]
    if first.start is None:  # "man-fre 9-15, torsdag dog til 17"
        start = wide.spans[-1].start
        if start is None or first.end is None or first.end <= start:
            raise NotUnderstood
        return (*wide.spans[:-1], Span(start, first.end))
    if narrow.spans == (Span(0, _DAY),):  # the night before a whole day goes on into the day after it
        return (
            *narrow.spans,
            *(span for span in wide.spans if span.end is not None and span.end < (span.start or 0)),
        )
    if narrow.instead or any(_overlap(one, two) for one in narrow.spans for two in wide.spans):
        return narrow.spans
    if any(one.end == two.start or two.end == one.start for one in narrow.spans for two in wide.spans):
        return tuple(sorted((*wide.spans, *narrow.spans), key=lambda span: span.start or 0))
    raise NotUnderstood  # "man-fre 9-15, ons 17-19": also, or instead?


def _overlap(one: Span, two: Span) -> bool:
    return _start(one) < _end(two) and _start(two) < _end(one)


def _start(span: Span) -> int:
    if span.start is None:
        raise NotUnderstood
    return span.start


def _end(span: Span) -> int:
    if span.end is None:
        return _DAY
    return span.end if span.end > _start(span) else span.end + _DAY


def _apart_from_each_other(spans: tuple[Span, ...]) -> None:
    if any(_overlap(one, two) for at, one in enumerate(spans) for two in spans[at + 1 :]):
        raise NotUnderstood


def _rules(clauses: list[_Clause]) -> Iterator[str]:
    """The clauses as OSM rules: what is open, public holidays, then what is closed."""
    clauses = _alike_together(clauses)
    yield from (rule for clause in clauses if not clause.closed for rule in _rule(clause))
    yield from _holidays(clauses)
    yield from (rule for clause in clauses if clause.closed for rule in _rule(clause))


def _alike_together(clauses: list[_Clause]) -> list[_Clause]:
    """Days in a row with the same hours are one rule: "mandag 9-15, tirsdag 9-15"."""
    joined_clauses: list[_Clause] = []
    for clause in clauses:
        last = joined_clauses[-1] if joined_clauses else None
        if last and last.days and clause.days and replace(last, days=clause.days) == clause:
            ours, theirs = clause.days, last.days
            if not (ours.nth or theirs.nth or ours.week & theirs.week):
                joined = Days(
                    ours.week | theirs.week, ours.holidays or theirs.holidays, ours.working or theirs.working
                )
                joined_clauses[-1] = replace(last, days=joined)
                continue
        joined_clauses.append(clause)
    return joined_clauses


def _holidays(clauses: Iterable[_Clause]) -> Iterator[str]:
    """ "hverdage" are no public holidays: closed, or what is said of every day."""
    named = [clause for clause in clauses if clause.days and not clause.season]
    working = any(clause.days and clause.days.working and not clause.closed for clause in clauses)
    if not working or any(clause.days and clause.days.holidays for clause in clauses):
        return
    daily = next((one for one in named if one.days == EVERY_DAY and one.spans and not one.note), None)
    yield "PH closed" if daily is None else f"PH {_spans(daily.spans)}"


def _rule(clause: _Clause) -> Iterator[str]:
    days = "" if clause.days is None else _day_codes(clause.days)
    state = "closed" if clause.closed else ""
    if clause.note:
        state = f'unknown "{clause.note}"'
    times = _spans(clause.spans)
    if times == "00:00-24:00" and clause.days in (None, EVERY_DAY) and not clause.season:
        days, times = "", "24/7"
    for season in clause.season or ("",):
        selector = " ".join(part for part in (season, days, times) if part)
        yield " ".join(part for part in (selector or "24/7", state) if part)


def _day_codes(days: Days) -> str:
    if days.nth:
        code = _CODES[min(days.week)]
        return f"{code}[{','.join(str(number) for number in days.nth)}]"
    parts = []
    for _, run in groupby(enumerate(sorted(days.week)), key=lambda pair: pair[1] - pair[0]):
        week = [day for _, day in run]
        parts.append(_CODES[week[0]] if len(week) == 1 else f"{_CODES[week[0]]}-{_CODES[week[-1]]}")
    return ",".join([*parts, *(["PH"] if days.holidays else [])])


def _spans(spans: tuple[Span, ...]) -> str:
    return ",".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    start = _clock(_start(span))
    return f"{start}+" if span.end is None else f"{start}-{_clock(span.end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
