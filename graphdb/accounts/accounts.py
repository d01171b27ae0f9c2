"""Accounts as records: who may sign in, by a random id, and what is known of the person.

An account has one record under its random id, which is all that history ever names. What it is known by (a
mail address, or what an identity provider calls the person) is a record of its own, named by a digest, so
that of two who make the same account at once one is refused. ``k1`` of these is the account. Erasing takes
all of them away and leaves the id, which tells nothing; whom a provider would let in again stays kept out.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from graphdb.accounts import role_history
from graphdb.accounts.role_history import Event, Hand
from graphdb.accounts.roles import Grant, Role
from graphdb.codec import canonical
from graphdb.errors import Busy, Conflict, NotFound, Refused
from graphdb.fields.cpr import refuse_cpr
from graphdb.message import message
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

KIND: Final = "account"
KNOWN_BY: Final = "known_by"
OF_ACCOUNT: Final = ("session", "token", "sign_in_link", "credential", "lead")
"""Kinds of records that an account has besides, with the account as ``k1``."""
_ANY_TIME: Final = ""
"""As ``now``: no account expires."""
_LONGEST: Final = 200
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in. ``provider`` is the issuer that vouches for the person, "" for an address of ours.

    ``era`` counts what ended all sessions: a change of roles, disabling, signing out, a new password.
    A session of an earlier era is none. ``revoked`` are roles that were taken here: the claims of the
    identity provider do not give them back.
    """

    id: str
    address: str
    name: str = ""
    grants: tuple[Grant, ...] = ()
    revoked: tuple[Grant, ...] = ()
    disabled: bool = False
    era: int = 0
    provider: str = ""
    version: int = 0

    @property
    def called(self) -> str:
        """What to call it: a provider may know no address, nor a name."""
        return self.address or self.name or self.id

    @property
    def by(self) -> str:
        """Who writes, as a commit names it: a random id, which tells nothing once the person is erased."""
        return f"account:{self.id}"


def add(
    store: GraphStore, address: str, grants: Iterable[Grant], *besides: RecordWrite, hand: Hand | None = None
) -> Account:
    """A new account for a mail address. Refused when there is one, InvalidValue for a CPR number.

    ``besides`` is written with it, or neither is. ``hand``: who gives the roles, as their history has it.
    """
    address = _mail(address)
    account = Account(new_id(), address, grants=tuple(sorted(grants)))
    noted = role_history.written(account.id, hand, after=account.grants)
    return create(store, account, address, besides=(*besides, *noted))


def create(
    store: GraphStore, account: Account, *known_by: str, besides: Iterable[RecordWrite] = ()
) -> Account:
    """Keep a new account. Refused when another one is known by the same."""
    named = RecordWrite(_naming(account, digest(*known_by)), 0)
    try:
        store.records.write(RecordWrite(_record(account), 0), named, *besides)
    except Conflict:
        raise Refused(message("accounts.there")) from None
    return get(store, account.id)


def vouched(store: GraphStore, provider: str, subject: str, *, name: str, address: str) -> Account:
    """The account of whom a provider vouches for, named as it names them now; a new one for a new person.

    Nobody gets an account that another way leads to: the address alone proves nothing. Raises Busy.
    """
    account = find_by(store, provider, subject)
    if account is None:
        with suppress(Refused):  # the same person, twice at once
            create(store, Account(new_id(), address, name, provider=provider), provider, subject)
        account = find_by(store, provider, subject)
    if account is None:
        raise Busy(message("accounts.busy"))
    if (account.name, account.address) == (name, address):
        return account
    return _change(store, account.id, lambda account: replace(account, name=name, address=address))[1]


def get(store: GraphStore, account_id: str) -> Account:
    """The account. Raises NotFound."""
    account = find(store, account_id)
    if account is None:
        raise NotFound(message("accounts.nobody"))
    return account


def find(store: GraphStore, account_id: str) -> Account | None:
    """The account of an id, None when there is none."""
    record = store.records.get(KIND, account_id, now=_ANY_TIME)
    return None if record is None else _account(record)


def find_writer(store: GraphStore, by: str) -> Account | None:
    """The account that wrote, as ``Account.by`` names it; None when it was another, or is erased."""
    kind, _, account_id = by.partition(":")
    return find(store, account_id) if kind == "account" else None


def find_by(store: GraphStore, *known_by: str) -> Account | None:
    """The account that is known by an address, or by an issuer and what it calls the person."""
    record = store.records.get(KNOWN_BY, digest(*known_by), now=_ANY_TIME)
    return None if record is None else find(store, json.loads(record.body)["account"])


def list_all(store: GraphStore) -> list[Account]:
    """All accounts, by address."""
    records = every(lambda after: store.records.list(KIND, after=after, now=_ANY_TIME))
    return sorted(map(_account, records), key=lambda account: (account.address, account.id))


def change_grants(
    store: GraphStore,
    account_id: str,
    *,
    add: Iterable[Grant] = (),
    take: Iterable[Grant] = (),
    peers: bool = False,
    besides: Iterable[RecordWrite] = (),
    hand: Hand | None = None,
) -> Account:
    """Give the account roles and take others; all its sessions end at once, unless that changes nothing.

    No provider gives it what is taken here, whether it has that or not. Links of before let nobody in to what
    is given; nor do passwords and passkeys where that is a role that a coordinator does not give.
    ``peers``: editors among themselves, who end no session, and may give again what they took.
    ``besides`` is written with it, or neither is, and so is who does it: ``hand``. Raises NotFound, Busy.
    """
    adding, taking, along = frozenset(add), frozenset(take), tuple(besides)

    def granted(account: Account) -> Account:
        grants = (frozenset(account.grants) | adding) - taking
        lasting = frozenset() if peers and not account.provider else taking
        revoked = (frozenset(account.revoked) | lasting) - adding
        ends = grants != frozenset(account.grants) and not peers
        return replace(
            account, grants=tuple(sorted(grants)), revoked=tuple(sorted(revoked)), era=account.era + ends
        )

    before, after = _change(store, account_id, granted, along, hand)
    if frozenset(after.grants) - frozenset(before.grants):
        _delete(store, account_id, "token")
    if _is_wide(after) and not _is_wide(before):
        _delete(store, account_id, "credential")
    if after.era != before.era:
        _delete(store, account_id, "session")
    return after


def _is_wide(account: Account) -> bool:
    """Whether it has a role that a coordinator does not give."""
    return any(given.role in (Role.COORDINATOR, Role.ADMINISTRATOR) for given in account.grants)


def set_disabled(store: GraphStore, account_id: str, disabled: bool, *, hand: Hand | None = None) -> Account:
    """Shut an account out, or let it in again; its sessions and open links end at once."""
    account = end_era(store, account_id, lambda account: replace(account, disabled=disabled), hand)
    _delete(store, account_id, "token")
    return account


def end_era(
    store: GraphStore,
    account_id: str,
    change: Callable[[Account], Account] = lambda account: account,
    hand: Hand | None = None,
) -> Account:
    """Change an account, and end all its sessions at once. Raises NotFound, Busy."""

    def ended(account: Account) -> Account:
        return replace(change(account), era=account.era + 1)

    _, account = _change(store, account_id, ended, hand=hand)
    _delete(store, account_id, "session")
    return account


def _change(
    store: GraphStore,
    account_id: str,
    change: Callable[[Account], Account],
    besides: Iterable[RecordWrite] = (),
    hand: Hand | None = None,
) -> tuple[Account, Account]:
    """The account as it was, and as it became."""
    for _ in range(_TRIES):
        account = get(store, account_id)
        changed = change(account)
        try:
            store.records.write(write_of(changed), *besides, *_noted(account, changed, hand))
        except Conflict:
            continue
        return account, get(store, account_id)
    raise Busy(message("accounts.busy"))


def _noted(before: Account, after: Account, hand: Hand | None) -> tuple[RecordWrite, ...]:
    event = Event.NONE
    if before.disabled != after.disabled:
        event = Event.SHUT_OUT if after.disabled else Event.LET_IN
    return role_history.written(after.id, hand, before.grants, after.grants, event)


def erase(store: GraphStore, account_id: str, *, hand: Hand | None = None) -> Account | None:
    """Take away all that is known of a person. The id may stand in history, and tells nothing.

    Whom a provider would let in again, though shut out here or without a role that was taken here, leaves
    that behind, known by the digest of what the provider calls the person: a new account without name and
    address, which is answered.
    """
    account = get(store, account_id)
    gone = _belongings(store, account_id, OF_ACCOUNT)
    known = _belongings(store, account_id, (KNOWN_BY,))
    left: Account | None = None
    writes = [RecordWrite(record, gone=True) for record in (*gone, _record(account))]
    if account.provider and (account.disabled or account.revoked):
        left = Account(
            new_id(), "", revoked=account.revoked, disabled=account.disabled, provider=account.provider
        )
        writes += [RecordWrite(_record(left), 0), *(RecordWrite(_naming(left, name.id)) for name in known)]
    else:
        writes += [RecordWrite(name, gone=True) for name in known]
    store.records.write(*writes, *role_history.written(account.id, hand, event=Event.ERASED))
    return None if left is None else get(store, left.id)


def write_of(account: Account) -> RecordWrite:
    """The account as part of a larger write, refused when it has changed since it was read."""
    return RecordWrite(_record(account), account.version)


def new_id() -> str:
    """A random id; ``fields.cpr.without_ids`` knows it by its length."""
    return secrets.token_hex(16)


def digest(*parts: str) -> str:
    """One digest for some texts, whatever they hold."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def mail(address: str) -> str:
    """An address as it is compared: however it was typed."""
    return address.strip().casefold()


def _mail(address: str) -> str:
    address = mail(address)
    refuse_cpr(address, "address")
    name, _, host = address.partition("@")
    labels = host.split(".")
    is_host = "@" not in host and len(labels) > 1 and all(labels)
    is_plain = address.isprintable() and not any(map(str.isspace, address))
    if not (name and is_host and is_plain and len(address) <= _LONGEST):
        raise Refused(message("accounts.no_address"))
    return address


def _delete(store: GraphStore, account_id: str, kind: str) -> None:
    for record in _belongings(store, account_id, (kind,)):
        store.records.delete(record.kind, record.id)


def _belongings(store: GraphStore, account_id: str, kinds: Iterable[str]) -> list[Record]:
    def of_kind(kind: str) -> list[Record]:
        where = {"k1": account_id}
        return list(every(lambda after: store.records.list(kind, where=where, after=after, now=_ANY_TIME)))

    return [record for kind in kinds for record in of_kind(kind)]


def _naming(account: Account, known_by: str) -> Record:
    return Record(KNOWN_BY, known_by, canonical({"account": account.id}), {"k1": account.id})


def _record(account: Account) -> Record:
    body = {name: value for name, value in asdict(account).items() if name not in ("id", "version")}
    return Record(KIND, account.id, canonical(body))


def _account(record: Record) -> Account:
    body: dict[str, Any] = json.loads(record.body)
    for name in ("grants", "revoked"):
        body[name] = tuple(Grant(Role(given["role"]), given["of"]) for given in body[name])
    return Account(id=record.id, version=record.version, **body)
