"""When it opens or closes, in the same words wherever an actor is shown."""

from datetime import datetime
from typing import Final

from flask import Flask

from graphdb.fields.schedules import Opening
from webapp import context
from webapp.language import date_without_year, gettext, time_of_day, weekday

_WEEK: Final = 7
"""Days after which the name of a weekday says nothing."""


def set_up(app: Flask) -> None:
    """Give templates ``changes``."""
    app.jinja_env.globals["changes"] = changes


def changes(opening: Opening) -> str:
    """When that changes: "til kl. 17", "åbner i morgen kl. 9", "åbner torsdag kl. 12"; "" when not known."""
    open_now, until = opening.open_now, opening.changes_at
    if open_now is None or until is None:
        return ""
    time, day = time_of_day(until), _day(until)
    if not day:
        return (
            gettext("til kl. %(time)s", time=time) if open_now else gettext("åbner kl. %(time)s", time=time)
        )
    if open_now:
        return gettext("til %(day)s kl. %(time)s", day=day, time=time)
    return gettext("åbner %(day)s kl. %(time)s", day=day, time=time)


def _day(moment: datetime) -> str:
    """Which day that is, "" for today."""
    days = (moment.date() - context.now().astimezone(moment.tzinfo).date()).days
    if days <= 0:
        return ""
    if days == 1:
        return gettext("i morgen")
    return weekday(moment) if days < _WEEK else date_without_year(moment)
