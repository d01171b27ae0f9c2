"""Proposals in words of the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.objects import NOWHERE
from graphdb.doubts.doubts import Said
from graphdb.doubts.queue import Doubted
from graphdb.message import Text
from graphdb.model import Node, NodeKind, Value, is_edge
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from graphdb.proposals.queue import Tie, Waiting
from graphdb.reminding import calls
from graphdb.reminding.due import due
from webapp import context
from webapp.actor import wording
from webapp.language import gettext, lazy_gettext, sentence

_NOTES: Final = {
    About.STOPPED: lazy_gettext("Den, der svarede for aktøren, er stoppet"),
    About.NOT_ME: lazy_gettext("Den, der fik linket, har ikke noget med aktøren at gøre"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal as it is shown. ``of`` is the service or contact point, "" for the actor itself.

    ``before`` is what stood there when it was proposed, "" where that still stands. ``mark`` and ``seen`` go
    along with a decision: which proposal was shown, in which version of the data. ``laid``: what is proposed
    comes on top of what others changed since. ``ready``: it can be approved as it
    is, or has only to be seen, while what is described in words is entered by somebody.
    """

    waiting: Waiting
    mark: str
    seen: int
    ready: bool
    laid: bool
    what: str
    of: str
    now: str
    before: str
    proposed: str
    by: str


def line(waiting: Waiting) -> Line:
    """A proposal as it is shown."""
    proposal, thing = waiting.proposal, waiting.thing
    kind = NodeKind.ACTOR if thing is None else thing.kind
    same = not proposal.field or _plain(waiting.shown) == _plain(waiting.seen)
    return Line(
        waiting,
        proposals.mark(waiting.all),
        waiting.version,
        proposal.about in (About.FIELD, About.SHOWN) and _is_there(waiting),
        _plain(waiting.wanted) != _plain(proposal.value),
        _what(proposal, kind) if waiting.tie is None else _of_tie(waiting.tie),
        _of(waiting.actor, thing),
        _now(waiting, kind),
        "" if same else value(proposal, kind, waiting.seen),
        proposed(waiting, kind),
        by(proposal),
    )


def _plain(value: Value | None) -> Value | None:
    """A value to compare: the order of a list says nothing, and nothing is nothing."""
    return (tuple(sorted(value)) if isinstance(value, tuple) else value) or None


def _is_there(waiting: Waiting) -> bool:
    """Whether what it is about is shown."""
    return waiting.thing is not None or (waiting.tie is not None and waiting.tie.edge is not None)


def _of_tie(tie: Tie) -> str:
    src, dst = (gettext("en anden") if one is None else one.text("name") for one in (tie.src, tie.dst))
    return wording.relation_text("" if tie.edge is None else tie.edge.text("kind"), src, dst)


def _now(waiting: Waiting, kind: NodeKind) -> str:
    thing, proposal = waiting.thing, waiting.proposal
    if waiting.tie is not None:
        return wording.yes_or_no(waiting.shown)
    shown = None if thing is None else waiting.shown
    return "" if shown is None else value(proposal, kind, shown)


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """What somebody said is wrong, as it is shown. ``gone`` is the day (ISO) on which it is deleted.

    ``text`` is what they wrote, or the value that they stopped. ``listed``: its actor stands on the call list
    now.
    """

    about: Doubted
    what: str
    of: str
    text: str
    gone: str
    listed: bool


def doubt_lines(several: Sequence[Doubted], code: str) -> list[DoubtLine]:
    """What was said is wrong with actors of a municipality, as it is shown there."""
    kept = timedelta(days=context.context().settings.keep_doubts)
    actors = {one.actor.id for one in several if one.actor is not None}
    store, now = context.store(), context.now()
    listed = calls.of(due(store, code, now, actors)) if actors and code != NOWHERE else ()
    on_list = {one.actor.id for one in listed}
    return [
        DoubtLine(
            one,
            _doubted_field(one),
            _of(one.actor, one.thing),
            _doubt_text(one),
            (date.fromisoformat(one.doubt.day) + kept).isoformat(),
            one.actor is not None and one.actor.id in on_list,
        )
        for one in several
    ]


def _doubted_field(one: Doubted) -> str:
    kind = NodeKind.ACTOR if one.thing is None else one.thing.kind
    return wording.field_label(one.doubt.field, kind) if one.doubt.field else gettext("hele opslaget")


def _doubt_text(one: Doubted) -> str:
    if one.doubt.said is not Said.STOPPED or one.thing is None:
        return one.doubt.text
    return sentence(wording.field_text(one.doubt.field, one.thing.kind)(one.doubt.text))


def _what(proposal: Proposal, kind: NodeKind) -> str:
    if proposal.about in _NOTES:
        return str(_NOTES[proposal.about])
    field = wording.field_label(proposal.field, kind)
    return gettext("%(field)s (vises allerede)", field=field) if proposal.about is About.SHOWN else field


def proposed(waiting: Waiting, kind: NodeKind) -> str:
    """What it would be."""
    proposal = waiting.proposal
    if proposal.about in (About.FIELD, About.SHOWN):
        return value(proposal, kind, waiting.wanted)
    return proposal.text or str(proposal.value)


def value(proposal: Proposal, kind: NodeKind, said: Value | None) -> str:
    """A value of the field of a proposal; of a relation whether it is there."""
    if is_edge(proposal.target):
        return wording.yes_or_no(said)
    if said == ():
        return gettext("ingenting")
    text: Text = wording.field_text(proposal.field, kind)(said)
    return sentence(text)


def _of(actor: Node | None, thing: Node | None) -> str:
    if thing is None or thing == actor:
        return ""
    return thing.text("role") if thing.kind is NodeKind.CONTACT_POINT else thing.text("name")


def by(proposal: Proposal) -> str:
    """Who proposes it, without an address: a link has no name."""
    if proposal.by.startswith("link:"):
        return gettext("ved link i mail")
    account = accounts.find_writer(context.store(), proposal.by)
    return gettext("en, der er logget ind") if account is None else account.name or account.called
