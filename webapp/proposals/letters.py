"""Mails about what was proposed: why it was rejected, and to an old address what is, or may be, another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from graphdb.accounts.accounts import Account
from graphdb.errors import InvalidValue
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS
from graphdb.mailing.addresses import address
from graphdb.mailing.letter import Letter, Sender
from graphdb.message import Text, message
from graphdb.model import Id, Node
from graphdb.proposals import disowning
from graphdb.proposals.disowning import Change
from webapp import context, outgoing
from webapp.maillink import posting
from webapp.notus import NOT_US
from webapp.settings import Settings

_REACHES: Final = frozenset({Sort.PHONE, Sort.EMAIL, Sort.URL})
"""Sorts of fields by which the actor is reached."""
_DESCRIBES: Final = "description"


def rejected(settings: Settings, by: Account, to: Account, actor: Node, what: str, why: Text) -> None:
    """That a proposal was rejected, to who sent it and is known; a link is known by no address."""
    subject = message("proposals.rejected_subject", actor=actor.text("name"))
    paragraphs = (
        message("proposals.rejected", what=what, actor=actor.text("name")),
        message("proposals.reason", why=why),
        message("proposals.ask"),
    )
    _send(settings, by, to.address, subject, paragraphs, actor.id)


@dataclass(frozen=True, slots=True)
class Changed:
    """A field of a thing that is another now, or would be by a proposal that waits.

    ``thing`` is as it was before. ``what`` is what the field is called, ``proposal`` the id of the proposal.
    """

    thing: Node
    field: str
    what: str
    proposal: str = ""

    @property
    def change(self) -> Change:
        """The same as its link keeps it."""
        before = self.thing.props.get(self.field)
        return disowning.change_of(self.thing.id, self.field, before, self.proposal)

    @property
    def is_announced(self) -> bool:
        """Whether it is how the actor is reached or described: its own people must hear of that."""
        row = FIELDS[self.thing.kind].get(self.field)
        return row is not None and (row.sort in _REACHES or row.name == _DESCRIBES)


def write_to_old(
    actor: Node, changes: Iterable[Changed], by: Account | None = None, *, waits: bool = False
) -> None:
    """One letter to each address that stood there before, with a link to say that it was not them.

    ``waits``: nothing is changed yet. ``by`` is the coordinator, None where it was somebody of the actor's:
    whether it was them is not for them to answer.
    """
    settings, store, now = context.context().settings, context.store(), context.moment()
    if not outgoing.can_mail():
        return
    lately = disowning.lately(store, actor.id, now) if waits else frozenset[str]()
    several = [one for one in changes if one.is_announced and one.proposal not in lately]
    for to, of_address in _by_address(actor, several).items():
        token = disowning.make(store, actor.id, [one.change for one in of_address], now)
        letter = _notice(settings, by, actor, to, [one.what for one in of_address], token, waits=waits)
        posting.letter_later(settings, letter, or_else=partial(disowning.take_back, store, token))


def _by_address(actor: Node, changes: Iterable[Changed]) -> Mapping[str, list[Changed]]:
    """The changes by the address that stood there: the field's own where that is one, else the actor's."""
    several: defaultdict[str, list[Changed]] = defaultdict(list)
    for one in changes:
        is_address = FIELDS[one.thing.kind][one.field].sort is Sort.EMAIL
        to = (one.thing.text(one.field) if is_address else "") or actor.text("email")
        if to:
            several[to].append(one)
    return several


def _notice(
    settings: Settings, by: Account | None, actor: Node, to: str, what: list[str], token: str, *, waits: bool
) -> Letter:
    name, fields = actor.text("name"), ", ".join(what)
    paragraphs = [message("proposals.corrected", actor=name, what=fields), message("proposals.not_us")]
    subject = message("proposals.corrected_subject", actor=name)
    if waits:
        wanted = message("proposals.wanted", actor=name, what=fields)
        paragraphs = [wanted, message("proposals.wanted_waits"), message("proposals.not_us")]
        subject = message("proposals.wanted_subject", actor=name)
    link = f"{settings.site()}{NOT_US}/link/{token}"
    return Letter(to, subject, paragraphs, link, sender(settings, by))


def _send(
    settings: Settings, by: Account | None, to: str, subject: Text, paragraphs: tuple[Text, ...], actor: Id
) -> None:
    if outgoing.can_mail() and to:
        link = f"{settings.site()}/actors/{actor}"
        posting.letter_later(settings, Letter(to, subject, paragraphs, link, sender(settings, by)))


def sender(settings: Settings, by: Account | None) -> Sender:
    """The coordinator by name, whom answers go to; where these are not known, who keeps the directory."""
    keeper = posting.sender(settings)
    if by is None:
        return keeper
    try:
        reply_to = address(by.address, "reply_to")
    except InvalidValue:
        reply_to = keeper.reply_to
    return replace(keeper, name=by.name or keeper.name, reply_to=reply_to)
