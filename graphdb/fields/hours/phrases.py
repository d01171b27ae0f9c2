"""Phrases of opening hours: which days, at what times, in which season, closed, by appointment.

Tokens in, phrases out, in the order they were written; what belongs together is for ``grammar``.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from graphdb.fields.hours.reader import NotUnderstood, Phrase, Reader, Sort, Span
from graphdb.fields.hours.seasons import SEASONS, read_season
from graphdb.fields.hours.words import Days, Kind, Token

_HOUR: Final = 60
_NOON: Final = 12 * _HOUR
_DAY: Final = 24 * _HOUR
_LONGEST: Final = 18 * _HOUR
"""Longer across midnight is hardly meant: "12-11" is a slip of the pen."""


def phrases(tokens: list[Token], *, english: bool) -> tuple[list[Phrase], str]:
    """The phrases, and the words that hold outside these hours ("" without); raises NotUnderstood."""
    reader = Reader(tokens, english)
    signs: set[Kind] = set()
    while (kind := reader.kind()) is not None:
        if kind in _SIGNS:
            signs.add(reader.take().kind)
            continue
        before = len(reader.phrases)
        _READERS.get(kind, _stray)(reader)
        if len(reader.phrases) > before:
            reader.phrases[before] = _after(reader.phrases[before], signs)
        signs = set()
    return reader.phrases, reader.fallback


def _after(phrase: Phrase, signs: set[Kind]) -> Phrase:
    apart = phrase.apart or bool(signs - {Kind.INSTEAD})
    return replace(phrase, apart=apart, linked=Kind.AND in signs, instead=Kind.INSTEAD in signs)


_SIGNS: Final = frozenset({Kind.COMMA, Kind.AND, Kind.BREAK, Kind.INSTEAD})


def _stray(reader: Reader) -> None:
    raise NotUnderstood


def _days(reader: Reader) -> None:
    """ "man, ons og fre", "tirs-lør", "2. og 4. tirsdag i måneden", "øvrige hverdage"."""
    rest = reader.skip(Kind.REST)
    days = _some_days(reader)
    while reader.joined(Kind.DAYS, Kind.NTH):
        more = _some_days(reader)
        if days.nth != more.nth:
            raise NotUnderstood
        days = Days(
            days.week | more.week,
            days.holidays or more.holidays,
            days.working or more.working,
            nth=days.nth,
        )
    reader.phrases.append(Phrase(Sort.DAYS, days=replace(days, rest=rest)))


def _some_days(reader: Reader) -> Days:
    nth = []
    while reader.kind() is Kind.NTH:
        nth.append(reader.take().number)
        reader.skip(Kind.AND, Kind.COMMA)
    if reader.kind() is not Kind.DAYS:
        raise NotUnderstood
    days = reader.take().days
    if nth:
        if len(days.week) != 1 or not reader.skip(Kind.MONTHLY):
            raise NotUnderstood
        return replace(days, nth=tuple(nth))
    if reader.kind() is Kind.DASH and reader.kind(1) is Kind.DAYS:
        reader.at += 1
        last = reader.take().days
        if len(days.week) != 1 or len(last.week) != 1:
            raise NotUnderstood
        first, end = min(days.week), min(last.week)
        return Days(frozenset((first + step) % 7 for step in range((end - first) % 7 + 1)))
    if reader.kind() is Kind.DASH and reader.kind(1) in (Kind.AND, Kind.COMMA):  # "søn- og helligdage"
        reader.at += 1
    return days


def _times(reader: Reader) -> None:
    """ "9-12 og 13-15", "fra kl. 9", "mellem kl. 7.30 og 16", "til kl. 15", "døgnet rundt"."""
    spans = [_span(reader)]
    while reader.joined(*_CLOCKS, Kind.FROM, Kind.BETWEEN):
        spans.append(_span(reader))
    if any(span.start is None or span.end is None for span in spans) and len(spans) > 1:
        raise NotUnderstood
    reader.phrases.append(Phrase(Sort.TIMES, spans=tuple(spans)))


_CLOCKS: Final = (Kind.CLOCK, Kind.NUMBER)


def _span(reader: Reader) -> Span:
    if reader.skip(Kind.DASH):
        reader.skip(Kind.FROM)
        return Span(None, _minutes(reader.take()))
    between, since = reader.skip(Kind.BETWEEN), reader.skip(Kind.FROM)
    first = reader.take()
    start = _minutes(first)
    if not reader.skip(Kind.DASH, *((Kind.AND,) if between else ())):
        if between or not since or start >= _DAY:
            raise NotUnderstood
        return Span(start, None)
    until = reader.skip(Kind.FROM)
    if reader.kind() in _CLOCKS:
        last = reader.take()
        return _checked(start, _minutes(last), plain=first.bare and last.bare, english=reader.english)
    # "9-" is open-ended, "9 - fredag" a slip of the pen.
    if between or until or start >= _DAY or (reader.kind() in (Kind.DAYS, Kind.NTH) and not since):
        raise NotUnderstood
    return Span(start, None)


def _minutes(token: Token) -> int:
    if token.kind is Kind.CLOCK:
        return token.number
    if token.kind is not Kind.NUMBER or token.number > 24:
        raise NotUnderstood
    return token.number * _HOUR


def _checked(start: int, end: int, *, plain: bool, english: bool) -> Span:
    end = end or _DAY
    if plain and english and end <= start < _NOON and end < _NOON:
        end += _NOON
    if start >= _DAY or start == end:
        raise NotUnderstood
    if end < start and (end + _DAY - start > _LONGEST or (plain and start < _NOON)):
        raise NotUnderstood
    return Span(start, end)


def _all_day(reader: Reader) -> None:
    reader.take()
    reader.phrases.append(Phrase(Sort.TIMES, spans=(Span(0, _DAY),)))


def _dash(reader: Reader) -> None:
    """A dash between two clauses ("8-16 - fredag 9-14"), or "til kl. 17"."""
    if reader.kind(1) in (Kind.DAYS, Kind.NTH, Kind.REST, Kind.CLOSED):
        reader.at += 1
    elif reader.kind(1) is Kind.FROM or (reader.kind(1) in _CLOCKS and _last_is_instead(reader)):
        _times(reader)
    elif reader.phrases and reader.phrases[-1].sort is Sort.DAYS and reader.kind(1) in _CLOCKS:
        reader.at += 1
    else:
        raise NotUnderstood


def _last_is_instead(reader: Reader) -> bool:
    before = reader.tokens[max(0, reader.at - 2) : reader.at]
    return any(token.kind is Kind.INSTEAD for token in before)


def _closed(reader: Reader) -> None:
    reader.take()
    reader.phrases.append(Phrase(Sort.CLOSED))


def _note(reader: Reader) -> None:
    otherwise = reader.skip(Kind.OR)
    words = reader.take().text
    if otherwise:
        if reader.fallback or not words:
            raise NotUnderstood
        reader.fallback = words
    else:
        reader.phrases.append(Phrase(Sort.NOTE, note=words))


def _except(reader: Reader) -> None:
    """ "undtagen onsdag" takes from the days said last; of seasons and holidays it says closed."""
    reader.take()
    while reader.skip(Kind.FROM, Kind.INSTEAD):
        pass
    if reader.kind() in (Kind.DAYS, Kind.NTH):
        _days(reader)
        out = reader.phrases.pop().days
        if out.nth:
            raise NotUnderstood
        if out.week:
            _take_out(reader, out.week)
        if out.holidays:
            _close_holidays(reader)
    else:
        read_season(reader)
        reader.phrases.append(Phrase(Sort.CLOSED))


def _close_holidays(reader: Reader) -> None:
    """Behind the clause, or before its days when their times are still to come."""
    said = reader.phrases
    waiting = bool(said) and said[-1].sort is Sort.DAYS and said[0].sort is not Sort.TIMES
    at = len(said) - waiting
    said[at:] = [
        Phrase(Sort.DAYS, days=Days(holidays=True), apart=True),
        Phrase(Sort.CLOSED),
        *(replace(phrase, apart=True) for phrase in said[at:]),
    ]


def _take_out(reader: Reader, out: frozenset[int]) -> None:
    at = next(
        (at for at in reversed(range(len(reader.phrases))) if reader.phrases[at].sort is Sort.DAYS), None
    )
    if at is None:
        raise NotUnderstood
    named = reader.phrases[at]
    if not out < named.days.week or named.days.nth:
        raise NotUnderstood
    reader.phrases[at] = replace(named, days=replace(named.days, week=named.days.week - out))


def _from(reader: Reader) -> None:
    """ "fra kl. 9" is a time, "fra 1. november" a season."""
    if reader.kind(1) in (Kind.ORDINAL, Kind.MONTH, Kind.DATE):
        read_season(reader)
    elif reader.kind(1) in (Kind.DAYS, Kind.NTH):
        reader.at += 1
    else:
        while reader.kind(1) is Kind.FROM:
            reader.at += 1
        _times(reader)


_READERS: Final[Mapping[Kind, Callable[[Reader], None]]] = {
    Kind.DAYS: _days,
    Kind.NTH: _days,
    Kind.REST: _days,
    Kind.CLOCK: _times,
    Kind.NUMBER: _times,
    Kind.BETWEEN: _times,
    Kind.FROM: _from,
    Kind.ALL_DAY: _all_day,
    Kind.DASH: _dash,
    Kind.CLOSED: _closed,
    Kind.NOTE: _note,
    Kind.OR: _note,
    Kind.EXCEPT: _except,
    **dict.fromkeys(SEASONS, read_season),
}
