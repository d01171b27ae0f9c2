"""Who may sign in: the first administrator, and the way back in when all else fails."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import click

from commands import Opening, said
from graphdb.accounts import accounts, links
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import BOUND, NAMES, Grant, Role, grant
from graphdb.errors import NotFound, Refused
from graphdb.message import Param, message
from graphdb.store import GraphStore
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
    with opened() as store:
        account = accounts.add(store, address, [given])
        _print_link(store, account)


@user.command("link")
@_who
@click.pass_obj
def new_link(opened: Opening, who: str) -> None:
    """Print a new one-time link; the password is as it was until the link is used."""
    with opened() as store:
        _print_link(store, _account(store, who))


@user.command("list")
@click.pass_obj
def list_users(opened: Opening) -> None:
    """List the accounts."""
    with opened() as store:
        everybody = accounts.list_all(store)
    for account in everybody:
        name = account.address or account.name
        line = message("accounts.line", address=name, roles=_roles(account), id=account.id)
        click.echo(said(message("accounts.disabled_line", line=line) if account.disabled else line))
    if not everybody:
        click.echo(said(message("accounts.no_accounts")))


@user.command("disable")
@_who
@click.pass_obj
def disable_user(opened: Opening, who: str) -> None:
    """Shut an account out, at once."""
    with opened() as store:
        account = accounts.set_disabled(store, _account(store, who).id, True)
    click.echo(said(message("accounts.disabled", address=account.address)))


@user.command("enable")
@_who
@click.pass_obj
def enable_user(opened: Opening, who: str) -> None:
    """Let an account in again."""
    with opened() as store:
        account = accounts.set_disabled(store, _account(store, who).id, False)
    click.echo(said(message("accounts.enabled", address=account.address)))


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
    named = frozenset({_grant(role, municipality, actor)})
    with opened() as store:
        account = _account(store, who)
        before = frozenset(account.grants)
        account = accounts.set_grants(store, account.id, before | named if adding else before - named)
    click.echo(said(message("accounts.changed", address=account.address, roles=_roles(account))))


@user.command("erase")
@_who
@click.pass_obj
def erase_user(opened: Opening, who: str) -> None:
    """Erase all that is known of a person."""
    with opened() as store:
        account = _account(store, who)
        accounts.erase(store, account.id)
    click.echo(said(message("accounts.erased", id=account.id)))


def _grant(role: str, municipality: str, actor: str) -> Grant:
    if municipality and actor:
        raise Refused(message("accounts.for_actor" if role == Role.EDITOR else "accounts.for_municipality"))
    return grant(Role(role), municipality or actor)


def _account(store: GraphStore, who: str) -> Account:
    wanted = accounts.mail(who)
    named = [account for account in accounts.list_all(store) if wanted in (account.address, account.id)]
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
    now = datetime.now(UTC).isoformat(timespec="seconds")
    token = links.make(store, account, now)
    click.echo(said(message("accounts.link")), err=True)
    click.echo(f"{settings.url or f'http://localhost:{settings.port}'}{LINK}/{token}")
