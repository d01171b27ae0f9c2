"""Schedules of HSDS as opening hours: what is of every week, what is only words, what must not be said."""

import pytest

from graphdb.fields.hours import normalise_hours
from importers.hsds.hours import hours, unsaid
from importers.hsds.objects import Record


def schedule(**values: str) -> Record:
    return Record("schedules.csv", 2, values)


WEEK = schedule(freq="WEEKLY", byday="MO,TU", opens_at="09:00:00", closes_at="17:00")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"byday": "MO, WE", "opens_at": "9:00", "closes_at": "12:30"}, "Mo,We 09:00-12:30"),
        ({"byday": "sa", "opens_at": "22:00Z", "closes_at": "06:00+01:00"}, "Sa 22:00-06:00"),
        ({"byday": "FR", "opens_at": "10:00", "closes_at": "24:00", "interval": "1"}, "Fr 10:00-24:00"),
        ({"byday": "FR", "opens_at": "10:00", "closes_at": "12:00", "interval": "2"}, ""),
        ({"byday": "1FR", "opens_at": "10:00", "closes_at": "12:00", "freq": "MONTHLY"}, ""),
        ({"byday": "FR", "opens_at": "10", "closes_at": "12"}, ""),
        ({"byday": "FR", "opens_at": "10:00", "closes_at": "12:00", "valid_to": "2020-01-01"}, ""),
        ({"description": "man-fre 9-15"}, "man-fre 9-15"),
        ({"description": "Lukket om sommeren", "valid_to": "2020-08-01"}, ""),
        ({}, ""),
    ],
)
def test_only_what_holds_every_week_is_said(values: dict[str, str], expected: str) -> None:
    assert hours([schedule(**values)]) == expected


def test_several_are_put_together_and_are_understood() -> None:
    both = hours([WEEK, schedule(byday="SA", opens_at="10:00", closes_at="14:00"), WEEK])
    assert both == "Mo,Tu 09:00-17:00; Sa 10:00-14:00"
    assert normalise_hours(both)


def test_what_the_hours_do_not_say_is_not_lost() -> None:
    ended = schedule(byday="SU", opens_at="10:00", closes_at="11:00", valid_to="2020-01-01")
    words = schedule(description="Ring først")
    assert list(unsaid([WEEK])) == []
    assert list(unsaid([words])) == []  # they are the hours
    assert list(unsaid([WEEK, ended, words])) == [
        "Åbningstid: dag SU, åbner 10:00, lukker 11:00, til 2020-01-01",
        "Åbningstid: Ring først",
    ]
