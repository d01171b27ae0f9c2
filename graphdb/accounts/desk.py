"""Who says who may do what: an administrator of everybody, a coordinator of the people of a municipality.

A coordinator gives the roles of a caseworker there and of an editor of an actor that belongs there, and no
others. A link lets whoever has it in as the account, so a coordinator makes one for those alone who have no
role besides these.
"""

from dataclasses import dataclass, replace

from graphdb.accounts import accounts, credentials, links, role_history
from graphdb.accounts.accounts import Account
from graphdb.accounts.known import require
from graphdb.accounts.objects import municipalities_of
from graphdb.accounts.role_history import Event, Hand, RoleChange
from graphdb.accounts.roles import STAFF, Grant, Role
from graphdb.errors import NotFound, Refused
from graphdb.identity.judgements import read_linker
from graphdb.message import message
from graphdb.search import index as indexes
from graphdb.store import GraphStore


@dataclass(frozen=True, slots=True)
class Desk:
    """Where roles are given: for one municipality by its coordinator, for all ("") by an administrator.

    ``by`` is who gives them, ``now`` the moment (ISO, UTC). ``staff``: whether employees of municipalities
    may have a password here.
    """

    store: GraphStore
    today: str
    now: str
    by: Account
    municipality: str = ""
    staff: bool = False

    def gives(self, given: Grant) -> bool:
        """Whether the role can be given and taken here."""
        if not self.municipality:
            return True
        if given.role is Role.EDITOR:
            index = indexes.current(self.store, self.today)
            actor = read_linker(self.store).canonical(given.of)
            return self.municipality in municipalities_of(index, actor)
        return given == Grant(Role.CASEWORKER, self.municipality)

    def shows(self, account: Account) -> bool:
        """Whether the account stands on this desk's list."""
        colleague = Grant(Role.COORDINATOR, self.municipality)
        return not self.municipality or any(one == colleague or self.gives(one) for one in account.grants)

    def list_all(self) -> list[Account]:
        """The accounts of the list, by address."""
        return [account for account in accounts.list_all(self.store) if self.shows(account)]

    def find(self, account_id: str) -> Account:
        """An account of the list. Raises NotFound."""
        account = accounts.find(self.store, account_id)
        if account is None or not self.shows(account):
            raise NotFound(message("accounts.nobody"))
        return account

    def give(self, account: Account, given: Grant) -> Account:
        """Give the role; all sessions of the account end. Refused for a role that is not this desk's to give.

        Raises NotFound when the directory does not have what it holds for.
        """
        self._require(given)
        require(self.store, given, self.today)
        return accounts.change_grants(self.store, account.id, add=[given], hand=self._hand())

    def take(self, account: Account, given: Grant) -> Account:
        """Take the role; all sessions end, and no provider gives it back. Refused as in ``give``.

        Nobody takes the role of an administrator from themselves: somebody has to be left who can give it.
        """
        self._require(given)
        if account.id == self.by.id and given.role is Role.ADMINISTRATOR:
            raise Refused(message("people.not_yourself"))
        return accounts.change_grants(self.store, account.id, take=[given], hand=self._hand())

    def add(self, address: str, given: Grant) -> Account:
        """A person with a role: a new account, or the role for who has one already.

        Refused for who comes in by their municipality's own sign-in; InvalidValue for a CPR number.
        """
        self._require(given)
        require(self.store, given, self.today)
        account = accounts.find_by(self.store, accounts.mail(address))
        if account is not None:
            return self.give(account, given)
        if given.role in STAFF and not self.staff:
            raise Refused(message("accounts.by_provider"))
        return accounts.add(self.store, address, [given], hand=self._hand())

    def set_disabled(self, account: Account, disabled: bool) -> Account:
        """Shut an account out, or let it in again. Refused for a coordinator, and for oneself."""
        if self.municipality:
            raise Refused(message("people.not_here"))
        if account.id == self.by.id:
            raise Refused(message("people.not_yourself"))
        return accounts.set_disabled(self.store, account.id, disabled, hand=self._hand())

    def erase(self, account: Account) -> None:
        """Take away all that is known of a person. Refused for a coordinator, and for oneself."""
        if self.municipality:
            raise Refused(message("people.not_here"))
        if account.id == self.by.id:
            raise Refused(message("people.not_yourself"))
        accounts.erase(self.store, account.id, hand=self._hand())

    def history(self, account_id: str = "") -> list[RoleChange]:
        """What was given and taken here, of all or one account, newest first.

        On a municipality's desk what is its own to give, and not who was shut out.
        """
        changes = role_history.list_all(self.store, self.now, account_id)
        if not self.municipality:
            return changes
        own = (
            replace(
                change,
                given=tuple(filter(self.gives, change.given)),
                taken=tuple(filter(self.gives, change.taken)),
                event=Event.NONE,
            )
            for change in changes
        )
        return [change for change in own if change.given or change.taken]

    def can_link(self, account: Account) -> bool:
        """Whether the account may get a one-time link here."""
        mine = not self.municipality or all(map(self.gives, account.grants))
        return mine and not account.disabled and credentials.allowed(account, staff=self.staff)

    def link(self, account: Account, now: str) -> str:
        """The token of a new one-time link. Refused where ``can_link`` says so."""
        if not self.can_link(account):
            raise Refused(message("people.no_link"))
        return links.make(self.store, account, now)

    def _hand(self) -> Hand:
        return Hand(self.by.by, self.now)

    def _require(self, given: Grant) -> None:
        if not self.gives(given):
            raise Refused(message("people.not_here"))
