"""Requests to speak for an actor: records that wait for the coordinator, and give nobody anything until then.

Of a record ``k1`` is the actor and ``k2`` where it stands. One that waits is gone after 90 days, one that was
answered after a year: until then it tells who asked before. An address has one request for each actor.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account, digest
from graphdb.accounts.role_history import Hand
from graphdb.accounts.roles import Role, grant
from graphdb.codec import canonical
from graphdb.errors import Busy, Conflict, InvalidValue, NotFound, Refused
from graphdb.fields import formats
from graphdb.fields.schema import normalise
from graphdb.identity.judgements import read_linker
from graphdb.mailing import addresses
from graphdb.message import message
from graphdb.model import Id, NodeKind
from graphdb.ownership import editors
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

KIND: Final = "ownership_request"
WAITS: Final = timedelta(days=90)
KEPT: Final = timedelta(days=365)
LONGEST: Final = 300
"""Letters of a note or a reason."""


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks to speak for an actor, at a moment (ISO, UTC); ``cvr`` is "" when none was given.

    ``why`` is the coordinator's reason, ``decided`` the moment of the answer, "" while it waits.
    """

    actor: Id
    address: str
    name: str
    at: str
    cvr: str = ""
    note: str = ""
    why: str = ""
    decided: str = ""
    state: State = State.WAITING

    @property
    def id(self) -> str:
        """The same for all that one address asks about an actor."""
        return digest(self.actor, self.address)

    @property
    def mark(self) -> str:
        """What tells this request from one that was written over it."""
        return digest(canonical(asdict(self)))


def request(actor: Id, typed: Mapping[str, str], now: datetime, *, fictional: bool = False) -> Request:
    """A request by what was typed. InvalidValue names the part that cannot be taken."""
    address = addresses.address(accounts.mail(typed.get("address", "")), "address")
    name = addresses.line(typed.get("name", ""), "name")
    if not name or len(name) > LONGEST:
        raise InvalidValue(message("ownership.name"), field="name")
    cvr = normalise(NodeKind.ACTOR, "cvr", typed.get("cvr", ""), fictional=fictional)
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    return Request(actor, address, name, at, str(cvr or ""), _note(typed.get("note", ""), "note"))


def keep(store: GraphStore, asked: Request) -> None:
    """Keep a request until it is answered, in the place of an earlier one from the same address."""
    store.records.put(_record(asked, datetime.fromisoformat(asked.at) + WAITS))


def waiting(store: GraphStore, now: str) -> tuple[Request, ...]:
    """The requests that wait, the oldest first."""
    return _in_order(store, {"k2": str(State.WAITING)}, now)


def of_actor(store: GraphStore, actor: Id, now: str) -> tuple[Request, ...]:
    """All requests about an actor of the last year, the oldest first."""
    return _in_order(store, {"k1": actor}, now)


def approve(store: GraphStore, asked: Request, by: str, at: str) -> Account:
    """Let the address speak for the actor, as it is shown now: its account, or a new one, gets the role, and
    leads where nobody does. ``by`` says so.

    Refused for an account that is shut out, or when the request was answered meanwhile.
    """
    actor = read_linker(store).canonical(asked.actor)
    given = grant(Role.EDITOR, actor)
    decided, hand = _decided(store, asked, State.APPROVED, "", at), Hand(by, at)
    account = accounts.find_by(store, asked.address)
    if account is not None and account.disabled:
        raise Refused(message("accounts.shut_out", address=account.called))
    try:  # of two who answer at once one is refused here, and gives nothing
        if account is None:
            account = accounts.add(store, asked.address, [given], decided, hand=hand)
        else:
            account = accounts.change_grants(
                store, account.id, add=[given], peers=True, besides=[decided], hand=hand
            )
    except (Busy, Refused):
        raise Refused(message("ownership.answered")) from None
    with suppress(Refused):  # another leads already
        editors.take_lead(store, actor, account)
    return account


def reject(store: GraphStore, asked: Request, why: str, at: str) -> None:
    """Say no, with a reason. InvalidValue without one; Refused when the request was answered meanwhile."""
    reason = _note(why, "why")
    if not reason:
        raise InvalidValue(message("ownership.why"), field="why")
    try:
        store.records.write(_decided(store, asked, State.REJECTED, reason, at))
    except Conflict:
        raise Refused(message("ownership.answered")) from None


def find(store: GraphStore, request_id: str, now: str) -> Request:
    """The request that waits under an id. Raises NotFound."""
    record = store.records.get(KIND, request_id, now=now)
    if record is None or record.keys["k2"] != State.WAITING:
        raise NotFound(message("ownership.nothing"))
    return _request(record)


def find_answered(store: GraphStore, request_id: str, now: str) -> Request | None:
    """The request under an id that was approved or rejected."""
    record = store.records.get(KIND, request_id, now=now)
    return None if record is None or record.keys["k2"] == State.WAITING else _request(record)


def same_domain(address: str, website: str) -> bool | None:
    """Whether a mail address is of the domain of a website; None without one."""
    host = website.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.").casefold()
    domain = address.rpartition("@")[2]
    if not host:
        return None
    return domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}")


def _note(text: str, name: str) -> str:
    formats.refuse_cpr(text, name)
    try:
        return formats.normalise_text(text, limit=LONGEST) if text.strip() else ""
    except InvalidValue as error:
        raise InvalidValue(error.reason, field=name) from None


def _decided(store: GraphStore, asked: Request, state: State, why: str, at: str) -> RecordWrite:
    record = store.records.get(KIND, asked.id, now=at)
    if record is None or _request(record) != asked:
        raise Refused(message("ownership.answered"))
    decided = replace(asked, state=state, why=why, decided=at)
    return RecordWrite(_record(decided, datetime.fromisoformat(at) + KEPT), record.version)


def _record(asked: Request, expires: datetime) -> Record:
    keys = {"k1": asked.actor, "k2": str(asked.state)}
    return Record(KIND, asked.id, canonical(asdict(asked)), keys, expires.isoformat(timespec="seconds"))


def _request(record: Record) -> Request:
    body = json.loads(record.body)
    return Request(**{**body, "state": State(body["state"])})


def _in_order(store: GraphStore, where: Mapping[str, str], now: str) -> tuple[Request, ...]:
    records = every(lambda after: store.records.list(KIND, where=where, after=after, now=now))
    return tuple(sorted(map(_request, records), key=lambda asked: (asked.at, asked.id)))
