"""Seasons of opening hours: weeks, months and dates, in OpenStreetMap's syntax."""

from collections.abc import Callable, Mapping
from typing import Final

from graphdb.fields.hours.reader import JOINS, NotUnderstood, Phrase, Reader, Sort
from graphdb.fields.hours.words import Kind, Token

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_season(reader: Reader) -> None:
    """ "maj-september", "1. oktober til 30. april", "uge 28-31", "i ulige uger", "juleaften"."""
    reader.skip(Kind.FROM)
    season = list(SEASONS.get(reader.kind() or Kind.NOISE, _no_season)(reader))
    while reader.kind() in JOINS and reader.kind(1) in SEASONS:
        kept, reader.at = reader.at, reader.at + 1
        if reader.kind() is Kind.ORDINAL and reader.kind(1) is not Kind.MONTH:
            reader.at = kept
            break
        season += SEASONS[reader.kind() or Kind.NOISE](reader)
    reader.phrases.append(Phrase(Sort.SEASON, season=tuple(season)))


def _no_season(reader: Reader) -> tuple[str, ...]:
    raise NotUnderstood


def _weeks(reader: Reader) -> tuple[str, ...]:
    reader.take()
    weeks = set(_week_range(reader))
    while reader.kind() in JOINS and reader.kind(1) is Kind.NUMBER and reader.kind(2) not in (Kind.DASH,):
        reader.at += 1
        weeks |= set(_week_range(reader))
    ordered = sorted(weeks)
    runs: list[list[int]] = []
    for week in ordered:
        if runs and runs[-1][-1] == week - 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    return tuple(f"week{run[0]:02}" + (f"-{run[-1]:02}" if len(run) > 1 else "") for run in runs)


def _week_range(reader: Reader) -> range:
    first = last = _week(reader.take())
    if reader.kind() is Kind.DASH and reader.kind(1) is Kind.NUMBER:
        reader.at += 1
        last = _week(reader.take())
    if last < first:
        raise NotUnderstood
    return range(first, last + 1)


def _week(token: Token) -> int:
    if token.kind is not Kind.NUMBER or not 1 <= token.number <= 53:
        raise NotUnderstood
    return token.number


def _parity(reader: Reader) -> tuple[str, ...]:
    return ("week02-52/2",) if reader.take().number == 2 else ("week01-53/2",)


def _month(reader: Reader) -> tuple[str, ...]:
    first = _MONTHS[reader.take().number - 1]
    if reader.kind() is Kind.DASH and reader.kind(1) is Kind.MONTH:
        reader.at += 1
        return (f"{first}-{_MONTHS[reader.take().number - 1]}",)
    return (first,)


def _date(reader: Reader) -> tuple[str, ...]:
    """One day, or from one to another: "1. oktober til 30. april", "1.-15. juli"."""
    if reader.kind() is Kind.ORDINAL and reader.kind(1) is Kind.DASH:
        first = reader.take().number
        reader.at += 1
        end = _day_of_year(reader)
        return (f"{end[:3]} {first:02}-{end}",)
    first_day = _day_of_year(reader)
    if reader.kind() is Kind.DASH and reader.kind(1) in (Kind.ORDINAL, Kind.DATE):
        reader.at += 1
        return (f"{first_day}-{_day_of_year(reader)}",)
    return (first_day,)


def _day_of_year(reader: Reader) -> str:
    token = reader.take()
    if token.kind is Kind.DATE:
        month, day = divmod(token.number, 100)
    elif token.kind is Kind.ORDINAL and reader.kind() is Kind.MONTH:
        month, day = reader.take().number, token.number
    else:
        raise NotUnderstood
    if not 1 <= day <= 31:
        raise NotUnderstood
    return f"{_MONTHS[month - 1]} {day:02}"


SEASONS: Final[Mapping[Kind, Callable[[Reader], tuple[str, ...]]]] = {
    Kind.WEEK: _weeks,
    Kind.PARITY: _parity,
    Kind.MONTH: _month,
    Kind.DATE: _date,
    Kind.ORDINAL: _date,
}
