"""Who gave whom which role, as the pages list it: names of today for the ids that the history has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.desk import Desk
from graphdb.accounts.role_history import COMMAND, TRIAL, Event, RoleChange
from graphdb.accounts.roles import Grant
from webapp import context
from webapp.language import gettext

_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One change: when, who did it, to whom, and what."""

    at: datetime
    by: str
    whom: str
    given: tuple[Grant, ...]
    taken: tuple[Grant, ...]
    event: str


def lines_of(desk: Desk, account_id: str = "") -> list[Line]:
    """The newest changes of a desk, or of one account there."""
    names = {account.by: account.called for account in accounts.list_all(context.store())}
    return [_line(change, names) for change in desk.history(account_id)[:_MOST]]


def _line(change: RoleChange, names: dict[str, str]) -> Line:
    gone = gettext("en, der er slettet")
    names = {COMMAND: gettext("kommandolinjen"), TRIAL: gettext("en, der prøver rollerne"), **names}
    by = names.get(change.by, gone)
    events = {
        Event.NONE: "",
        Event.SHUT_OUT: gettext("lukket ude"),
        Event.LET_IN: gettext("lukket ind igen"),
        Event.ERASED: gettext("slettet"),
    }
    whom = names.get(f"account:{change.account}", gone)
    return Line(datetime.fromisoformat(change.at), by, whom, change.given, change.taken, events[change.event])
