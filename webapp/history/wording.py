"""Changes and who they are by, in words; no person is named to visitors."""

from dataclasses import dataclass
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.roles import NAMES
from graphdb.claims import EXISTS, is_coordinator, is_own
from graphdb.confirming import answers, temporary
from graphdb.editing import changes
from graphdb.fields.registry import Kind
from graphdb.message import Text
from graphdb.model import EdgeKind, NodeKind, Value
from graphdb.proposals import review
from graphdb.reminding import calls
from graphdb.versions.entry import Event, Line
from graphdb.versions.restoring import Difference
from webapp import context
from webapp.actor import wording
from webapp.language import gettext, lazy_gettext, sentence

_RELATIONS: Final = {
    EdgeKind.SERVES: lazy_gettext("Dækker"),
    EdgeKind.REACHES: lazy_gettext("Når"),
    EdgeKind.MEETS: lazy_gettext("Behov"),
    EdgeKind.USES: lazy_gettext("Metode"),
    EdgeKind.UNDER: lazy_gettext("Lovgrundlag"),
    EdgeKind.VIA: lazy_gettext("Vejen ind"),
    EdgeKind.RELATES: lazy_gettext("Samarbejde"),
    EdgeKind.PART_OF: lazy_gettext("Del af"),
    EdgeKind.OFFERS: lazy_gettext("Tilbud"),
    EdgeKind.CONTACTED_AT: lazy_gettext("Kontakt"),
}
_REASONS: Final = {
    changes.WHY: lazy_gettext("Rettet af aktørens egne folk"),
    answers.WHY: lazy_gettext("Svar ved link i mail"),
    temporary.WHY: lazy_gettext("Ændret en tid, ved link i mail"),
    calls.WHY: lazy_gettext("Bekræftet i telefonen på aktørens vegne"),
    review.WHY: lazy_gettext("Et forslag er godkendt"),
    review.PUTS_BACK: lazy_gettext("Sat tilbage til det, der stod før"),
}


@dataclass(frozen=True, slots=True)
class Worded:
    """A line in words. ``before`` and ``after`` are "" for nothing; ``outweighed``: it was not shown."""

    what: str
    before: str
    after: str
    title: Text
    outweighed: bool


def lines(event: Event) -> tuple[list[Worded], list[str]]:
    """What was changed, and what was confirmed."""
    changed = [_worded(line) for line in event.lines if not line.confirmed]
    confirmed = [
        _what(line.kind, line.thing, line.field, line.other) for line in event.lines if line.confirmed
    ]
    return changed, list(dict.fromkeys(confirmed))


def _worded(line: Line) -> Worded:
    what = _what(line.kind, line.thing, line.field, line.other)
    before, after = (_value(line.kind, line.field, value) for value in (line.before, line.after))
    return Worded(what, before, after, line.title, line.outweighed)


def what(difference: Difference) -> str:
    """What differs."""
    return _what(difference.kind, difference.thing, difference.field, difference.other)


def sides(difference: Difference) -> tuple[str, str]:
    """What stood there then, and what does now; "" for nothing."""
    kind, name = difference.kind, difference.field
    return _value(kind, name, difference.then), _value(kind, name, difference.now)


def _what(kind: Kind, thing: str, name: str, other: Text) -> str:
    if isinstance(kind, NodeKind):
        said = wording.field_label(name, kind)
    else:
        relation = str(_RELATIONS.get(kind, kind))
        said = f"{relation}: {sentence(other)}"
        if name != EXISTS:
            said = f"{said}, {wording.field_label(name, kind)}"
    return f"{said} ({thing})" if thing else said


def _value(kind: Kind, name: str, value: Value | None) -> str:
    if value is None:
        return ""
    if name == EXISTS:
        return gettext("ja") if value is True else gettext("nej")
    return sentence(wording.field_text(name, kind)(value))


def by(event: Event, *, named: bool) -> str:
    """Who wrote it: a role, or what was loaded; ``named`` for who may see the names of accounts."""
    commit = event.commit
    if commit.run:
        titles = {str(line.title): line.title for line in event.lines}
        loaded = ", ".join(sentence(title) for title in titles.values())
        return gettext("indlæst: %(source)s", source=loaded) if loaded else gettext("indlæst")
    if commit.by.startswith("link:"):
        return gettext("aktørens egne folk")
    if commit.by.startswith("account:"):
        return _account(commit.by.removeprefix("account:"), named=named)
    sources = {line.source for line in event.lines}
    if any(map(is_coordinator, sources)):
        return gettext("kommunens koordinator")
    return (
        gettext("aktørens egne folk") if any(map(is_own, sources)) else gettext("den, der driver kataloget")
    )


def _account(account_id: str, *, named: bool) -> str:
    account = accounts.find(context.store(), account_id)
    if account is None:
        return gettext("en, der var logget ind")
    roles = ", ".join(dict.fromkeys(sentence(NAMES[given.role]) for given in account.grants))
    role = roles or gettext("en, der var logget ind")
    return f"{role} ({account.name or account.called})" if named else role


def why(event: Event, *, named: bool) -> str:
    """Why: what a person wrote is for those who look after the entry."""
    known = _REASONS.get(event.commit.why)
    return str(known) if known is not None else event.commit.why if named else ""
