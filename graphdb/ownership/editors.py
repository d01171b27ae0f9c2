"""Who speaks for an actor: its editors, and the one of them who leads.

The lead may invite others, take the role from them, and hand the lead over; every editor may leave. Who leads
is a record under the actor's id, with the account as ``k1``. While nobody does, each editor may take it on.
"""

import json
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.role_history import Hand
from graphdb.accounts.roles import Grant, Role, grant
from graphdb.codec import canonical
from graphdb.errors import Conflict, InvalidValue, Refused
from graphdb.identity.judgements import read_linker
from graphdb.mailing import addresses
from graphdb.message import message
from graphdb.model import Id
from graphdb.records import Record
from graphdb.store import GraphStore

KIND: Final = "lead"
MOST: Final = 20
"""Editors of one actor; more are no people who know each other."""
_ANY_TIME: Final = ""


def editors(store: GraphStore, actor: Id) -> tuple[Account, ...]:
    """The accounts that speak for this very actor, by address; not those that speak for one it is part of."""
    roles = _roles(store, actor)
    return tuple(
        account
        for account in accounts.list_all(store)
        if not account.disabled and not roles.isdisjoint(account.grants)
    )


def lead(store: GraphStore, actor: Id) -> str:
    """The id of the account that leads, "" while none of the editors does."""
    roles = _roles(store, actor)
    for of in read_linker(store).cluster(actor):  # the id that it is shown under before those of earlier
        record = store.records.get(KIND, of, now=_ANY_TIME)
        account = None if record is None else accounts.find(store, json.loads(record.body)["account"])
        if account is not None and not account.disabled and not roles.isdisjoint(account.grants):
            return account.id
    return ""


def take_lead(store: GraphStore, actor: Id, account: Account) -> None:
    """Lead, as nobody does. Refused when another does, or took it on at the same time, or for no editor."""
    _require(not _roles(store, actor).isdisjoint(account.grants) and not lead(store, actor))
    record = store.records.get(KIND, actor, now=_ANY_TIME)
    _put(store, actor, account.id, 0 if record is None else record.version)


def hand_over(store: GraphStore, actor: Id, by: Account, to: str) -> None:
    """Let another editor lead. Refused for who does not lead, or for no editor."""
    record = store.records.get(KIND, actor, now=_ANY_TIME)
    _require(lead(store, actor) == by.id and to in {account.id for account in editors(store, actor)})
    _put(store, actor, to, 0 if record is None else record.version)


def invite(store: GraphStore, actor: Id, by: Account, address: str, at: str) -> bool:
    """Let an address speak for the actor too; answers whether that is new, which no page may say.

    Who is shut out, or had the role taken by more than an editor, stays so. InvalidValue for what is no
    address; Refused for who does not lead, and when there are too many.
    """
    _require(lead(store, actor) == by.id)
    known = addresses.address(accounts.mail(address), "address")
    role = grant(Role.EDITOR, actor)
    if len(editors(store, actor)) >= MOST:
        raise Refused(message("ownership.many", most=MOST))
    account = accounts.find_by(store, known)
    if account is None:
        accounts.add(store, known, [role], hand=Hand(by.by, at))
        return True
    if account.disabled or not _roles(store, actor).isdisjoint((*account.grants, *account.revoked)):
        return False
    accounts.change_grants(store, account.id, add=[role], peers=True, hand=Hand(by.by, at))
    return True


def remove(store: GraphStore, actor: Id, by: Account, account_id: str, at: str) -> None:
    """Take the role from an editor, at once: from oneself, or as the lead from another. Refused else."""
    _require(account_id == by.id or lead(store, actor) == by.id)
    account = next((one for one in editors(store, actor) if one.id == account_id), None)
    if account is None:
        raise InvalidValue(message("ownership.no_editor"), field="account")
    hand = Hand(by.by, at)
    accounts.change_grants(store, account.id, take=_roles(store, actor), peers=True, hand=hand)


def _roles(store: GraphStore, actor: Id) -> frozenset[Grant]:
    """The role of its editors: for it, and for all that is shown as one with it."""
    return frozenset(grant(Role.EDITOR, of) for of in read_linker(store).cluster(actor))


def _put(store: GraphStore, actor: Id, account_id: str, version: int) -> None:
    body = canonical({"account": account_id})
    try:
        store.records.put(Record(KIND, actor, body, {"k1": account_id}), expect=version)
    except Conflict:
        raise Refused(message("ownership.not_lead")) from None


def _require(may: bool) -> None:
    if not may:
        raise Refused(message("ownership.not_lead"))
