"""Who may sign in: the first administrator, and the way back in when all else fails."""

from collections.abc import Callable
from typing import Any, Final

import click

from commands import Opening, said
from commands.console import complain, moment, say, today
from graphdb.accounts import accounts, credentials, links, mailed
from graphdb.accounts.accounts import Account
from graphdb.accounts.known import require
from graphdb.accounts.role_history import COMMAND, Hand
from graphdb.accounts.roles import BOUND, NAMES, STAFF, Grant, Role, grant
from graphdb.errors import NotFound, Refused
from graphdb.fields.cpr import refuse_cpr
from graphdb.message import Param, message
from graphdb.store import GraphStore
from webapp import maillink
from webapp.settings import Settings
from webapp.signin import LINK

_who: Final = click.argument("who", metavar="ADDRESS|ID")


def _with_role(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that name a role and what it holds for."""
    role = click.option("--role", type=click.Choice([str(role) for role in BOUND]), required=True)
    municipality = click.option("--municipality", default="")
    actor = click.option("--actor", default="")
    return role(municipality(actor(command)))


@click.group("user")
def user() -> None:
    """Who may sign in."""


@user.command("add")
@click.argument("address")
@_with_role
@click.pass_obj
def add_user(opened: Opening, address: str, role: str, municipality: str, actor: str) -> None:
    """Make an account, and print the one-time link that sets its password."""
    given = _grant(role, municipality, actor)
    if given.role in STAFF and not Settings.from_environment().staff_passwords:
        raise Refused(message("accounts.by_provider"))
    with opened() as store:
        require(store, given, today())
        account = accounts.add(store, address, [given], hand=_hand())
        _print_link(store, account)


@user.command("link")
@_who
@click.option("--sign-in", "signing_in", is_flag=True)
@click.pass_obj
def new_link(opened: Opening, who: str, signing_in: bool) -> None:
    """Print a new one-time link; the password is as it was until the link is used."""
    with opened() as store:
        account = _account(store, who)
        if signing_in:
            _print_sign_in(store, account)
        else:
            _print_link(store, account)


@user.command("list")
@click.pass_obj
def list_users(opened: Opening) -> None:
    """List the accounts."""
    with opened() as store:
        everybody = accounts.list_all(store)
    for account in everybody:
        line = message("accounts.line", address=account.called, roles=_roles(account), id=account.id)
        say(message("accounts.disabled_line", line=line) if account.disabled else line)
    if not everybody:
        say(message("accounts.no_accounts"))


@user.command("disable")
@_who
@click.pass_obj
def disable_user(opened: Opening, who: str) -> None:
    """Shut an account out, at once."""
    with opened() as store:
        account = accounts.set_disabled(store, _account(store, who).id, True, hand=_hand())
    say(message("accounts.disabled", address=account.called))


@user.command("enable")
@_who
@click.pass_obj
def enable_user(opened: Opening, who: str) -> None:
    """Let an account in again."""
    with opened() as store:
        account = accounts.set_disabled(store, _account(store, who).id, False, hand=_hand())
    say(message("accounts.enabled", address=account.called))


@user.command("role")
@_who
@_with_role
@click.option("--add", "adding", is_flag=True)
@click.option("--remove", "removing", is_flag=True)
@click.pass_obj
def change_role(
    opened: Opening, who: str, role: str, municipality: str, actor: str, adding: bool, removing: bool
) -> None:
    """Add a role to an account or take it away; it holds at once."""
    if adding == removing:
        raise click.UsageError(said(message("accounts.which")))
    named = _grant(role, municipality, actor)
    with opened() as store:
        account = _account(store, who)
        before = frozenset(account.grants)
        if adding:
            require(store, named, today())
            account = accounts.change_grants(store, account.id, add=[named], hand=_hand())
        else:
            account = accounts.change_grants(store, account.id, take=[named], hand=_hand())
    changed = frozenset(account.grants) != before
    name, roles = account.called, _roles(account)
    say(message("accounts.changed" if changed else "accounts.unchanged", address=name, roles=roles))
    if account.provider and not adding:
        say(message("accounts.revoked", address=name))


@user.command("erase")
@_who
@click.pass_obj
def erase_user(opened: Opening, who: str) -> None:
    """Erase all that is known of a person."""
    with opened() as store:
        account = _account(store, who)
        left = accounts.erase(store, account.id, hand=_hand())
    say(message("accounts.erased", id=account.id))
    if left is not None:
        say(message("accounts.left", id=left.id))


def _hand() -> Hand:
    return Hand(COMMAND, moment())


def _grant(role: str, municipality: str, actor: str) -> Grant:
    if municipality and actor:
        raise Refused(message("accounts.for_actor" if role == Role.EDITOR else "accounts.for_municipality"))
    refuse_cpr(actor, "actor")
    return grant(Role(role), municipality or actor)


def _account(store: GraphStore, who: str) -> Account:
    wanted = accounts.mail(who)
    everybody = accounts.list_all(store) if wanted else []  # a provider's account may have no address
    named = [account for account in everybody if wanted in (account.address, account.id)]
    if not named:
        raise NotFound(message("accounts.nobody"))
    if len(named) > 1:
        raise Refused(message("accounts.several"))
    return named[0]


def _roles(account: Account) -> Param:
    shown = tuple(
        message("accounts.role", role=NAMES[given.role], of=given.of) if given.of else NAMES[given.role]
        for given in account.grants
    )
    return shown or message("accounts.no_roles")


def _print_link(store: GraphStore, account: Account) -> None:
    settings = Settings.from_environment()
    if not credentials.allowed(account, staff=settings.staff_passwords):
        raise Refused(message("accounts.by_provider"))
    token = links.make(store, account, moment())
    complain(message("accounts.link"))
    say(f"{settings.site()}{LINK}/{token}")


def _print_sign_in(store: GraphStore, account: Account) -> None:
    if not mailed.allowed(account):
        raise Refused(message("accounts.editors_only"))
    token = mailed.make(store, account, moment())
    complain(message("accounts.sign_in_link"))
    say(f"{Settings.from_environment().site()}{maillink.LINK}/{token}")
