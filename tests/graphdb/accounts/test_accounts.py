"""Accounts, sessions, links, passwords and the slowing down of guesses, on both stores."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from graphdb.accounts import accounts, credentials, links, sessions, throttle
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import BOUND, MAY, Grant, Right, Role, grant, may
from graphdb.errors import InvalidValue, NotFound, Refused
from graphdb.store import GraphStore
from graphdb.upkeep import check, transfer
from tests.webapp.signin.people import AT, PASSWORD, code, with_password

HERE = Grant(Role.COORDINATOR, "9901")
ADMINISTRATOR = Grant(Role.ADMINISTRATOR)
NO_ADDRESSES = ["a@b.", "a@.dk", "a@b..dk", "a@@b.dk", "a@b@c.dk", "@b.dk", "a\x07@b.dk", "a\u200b@b.dk"]
"""Seen red with all that has an "@" and then a dot."""


def after(**time: float) -> str:
    """The moment that much later."""
    return (datetime.fromisoformat(AT) + timedelta(**time)).isoformat(timespec="seconds")


def test_the_table_has_every_role_and_a_visitor_may_least() -> None:
    assert MAY.keys() == {*Role}
    assert BOUND.keys() == {*Role} - {Role.VISITOR}
    assert all(MAY[Role.VISITOR] < rights for role, rights in MAY.items() if role is not Role.VISITOR)
    assert may((), Right.READ)
    assert not may((), Right.READ, public=False)
    assert not may((), Right.OWN)


@pytest.mark.parametrize(
    ("role", "of"),
    [
        (Role.ADMINISTRATOR, "9901"),
        (Role.COORDINATOR, ""),
        (Role.COORDINATOR, "actor:demo:x"),
        (Role.CASEWORKER, "99"),
        (Role.EDITOR, "9901"),
    ],
)
def test_a_role_is_for_what_it_can_be_for(role: Role, of: str) -> None:
    with pytest.raises(Refused):
        grant(role, of)


def test_an_account_is_known_by_its_address_once(store: GraphStore) -> None:
    account = accounts.add(store, " Leder@Brostad.example ", [HERE])
    assert accounts.find_by(store, "leder@brostad.example") == account
    assert accounts.list_all(store) == [account]
    with pytest.raises(Refused):
        accounts.add(store, "leder@brostad.example", [ADMINISTRATOR])
    assert accounts.list_all(store) == [account]
    assert store.status().version == 0


@pytest.mark.parametrize(
    "address", ["", "navn", "navn@kommune", "to navne@kommune.dk", "a" * 200 + "@b.dk", *NO_ADDRESSES]
)
def test_what_is_no_address_has_no_account(sqlite_store: GraphStore, address: str) -> None:
    with pytest.raises(Refused):
        accounts.add(sqlite_store, address, [HERE])


def test_an_address_like_a_number_of_a_citizen_is_refused(sqlite_store: GraphStore) -> None:
    with pytest.raises(InvalidValue) as error:
        accounts.add(sqlite_store, "010190-1234@kommune.dk", [HERE])
    assert "1234" not in str(error.value)


def test_a_session_lasts_as_long_as_it_may(store: GraphStore) -> None:
    """Seen red with an expiry that looks at the last use alone."""
    account = accounts.add(store, "a@b.dk", [HERE])
    token = sessions.begin(store, account, AT)
    person = sessions.signed_in(store, token, after(minutes=29))
    assert person is not None
    assert (person.account, person.grants) == (account, (HERE,))
    assert sessions.signed_in(store, token, after(minutes=30)) is None
    assert sessions.signed_in(store, "f" * 64, AT) is None
    for minutes in range(0, 12 * 60, 20):
        person = sessions.signed_in(store, token, after(minutes=minutes))
        assert person is not None, minutes
        sessions.touch(store, person.session, after(minutes=minutes))
    assert sessions.signed_in(store, token, after(hours=12)) is None


def test_the_last_use_is_written_every_five_minutes(store: GraphStore) -> None:
    token = sessions.begin(store, accounts.add(store, "a@b.dk", [HERE]), AT)

    def use(moment: str) -> str:
        person = sessions.signed_in(store, token, moment)
        assert person is not None
        sessions.touch(store, person.session, moment)
        again = sessions.signed_in(store, token, moment)
        assert again is not None
        return again.session.used

    assert [use(after(minutes=minutes)) for minutes in (4, 5, 9)] == [AT, after(minutes=5), after(minutes=5)]


def test_a_session_that_was_ended_is_not_brought_back_by_its_use(store: GraphStore) -> None:
    token = sessions.begin(store, accounts.add(store, "a@b.dk", [HERE]), AT)
    person = sessions.signed_in(store, token, AT)
    assert person is not None
    sessions.end(store, person.session)
    sessions.touch(store, person.session, after(minutes=6))
    assert sessions.signed_in(store, token, after(minutes=6)) is None


@pytest.mark.parametrize("change", ["roles", "disabled", "signed out", "erased"])
def test_a_change_ends_all_sessions_at_once(store: GraphStore, change: str) -> None:
    """Also one that began meanwhile, with the account as it was: seen red without the era."""
    account = accounts.add(store, "a@b.dk", [HERE])
    tokens = [sessions.begin(store, account, AT) for _ in range(2)]
    match change:
        case "roles":
            accounts.change_grants(store, account.id, add=[ADMINISTRATOR], take=[HERE])
        case "disabled":
            accounts.set_disabled(store, account.id, True)
        case "signed out":
            accounts.end_era(store, account.id)
        case _:
            accounts.erase(store, account.id)
    tokens.append(sessions.begin(store, account, AT))
    assert [sessions.signed_in(store, token, AT) for token in tokens] == [None] * 3


def test_a_role_that_was_taken_here_is_not_given_back_by_the_provider(store: GraphStore) -> None:
    account = accounts.add(store, "a@b.dk", [HERE, ADMINISTRATOR])
    account = accounts.change_grants(store, account.id, take=[HERE])
    person = sessions.signed_in(store, sessions.begin(store, account, AT, (HERE,)), AT)
    assert person is not None
    assert person.grants == (ADMINISTRATOR,)


def test_a_role_that_it_has_not_is_taken_without_ending_a_session(store: GraphStore) -> None:
    """The provider does not give it either, from now on. Seen red with an era that always goes on."""
    account = accounts.add(store, "a@b.dk", [ADMINISTRATOR])
    token = sessions.begin(store, account, AT, (HERE,))
    accounts.change_grants(store, account.id, take=[HERE])
    person = sessions.signed_in(store, token, AT)
    assert person is not None
    assert person.grants == (ADMINISTRATOR,)


def test_erasing_leaves_nothing_of_the_person(store: GraphStore) -> None:
    account, _ = with_password(store, HERE)
    sessions.begin(store, account, AT)
    links.make(store, account, AT)
    accounts.erase(store, account.id)
    for kind in (accounts.KIND, accounts.KNOWN_BY, *accounts.OF_ACCOUNT):
        assert store.records.list(kind, now="").items == (), kind
    with pytest.raises(NotFound):
        accounts.get(store, account.id)
    assert not check.check(store).faults


@pytest.mark.parametrize("what", ["disabled", "a role taken"])
def test_who_was_kept_out_is_so_after_erasing(store: GraphStore, what: str) -> None:
    """The provider would let the person in anew. Seen red with all taken away. Nothing says who it is."""
    known = {"name": "Anna Holm", "address": "anna@brostad.example"}
    account = accounts.vouched(store, "https://login.example", "anna", **known)
    if what == "disabled":
        accounts.set_disabled(store, account.id, True)
    else:
        accounts.change_grants(store, account.id, take=[HERE])
    before = accounts.get(store, account.id)
    left = accounts.erase(store, account.id)
    assert left is not None
    assert accounts.list_all(store) == [left]
    assert (left.disabled, left.revoked) == (before.disabled, before.revoked)
    assert (left.name, left.address, left.id == account.id) == ("", "", False)
    assert accounts.find_by(store, "https://login.example", "anna") == left
    person = sessions.signed_in(store, sessions.begin(store, left, AT, (HERE,)), AT)
    assert person is None or person.grants == ()
    assert not check.check(store).faults


def test_a_provider_s_account_that_was_never_kept_out_is_erased_whole(store: GraphStore) -> None:
    account = accounts.vouched(store, "https://login.example", "anna", name="Anna Holm", address="")
    assert accounts.erase(store, account.id) is None
    for kind in (accounts.KIND, accounts.KNOWN_BY):
        assert store.records.list(kind, now="").items == (), kind


def test_nothing_that_lets_somebody_in_is_kept_as_it_is(sqlite_store: GraphStore, tmp_path: Path) -> None:
    """Nor is it in a backup, where the digests are not either."""
    account, secret = with_password(sqlite_store, HERE)
    session, link = sessions.begin(sqlite_store, account, AT), links.make(sqlite_store, account, AT)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert account.address.encode() in kept
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in kept, "dear to guess"
    for token in (session, link, PASSWORD):
        assert token.encode() not in kept
    transfer.export(sqlite_store, tmp_path / "backup.jsonl")
    backup = (tmp_path / "backup.jsonl").read_text(encoding="utf-8")
    assert account.address in backup
    for private in (secret, "argon2", accounts.digest(session), accounts.digest(link)):
        assert private not in backup


def test_a_link_is_good_once_for_an_hour_and_only_the_newest(store: GraphStore) -> None:
    account = accounts.add(store, "a@b.dk", [ADMINISTRATOR])
    first, token = links.make(store, account, AT), links.make(store, account, AT)
    assert links.find(store, first, AT) is None
    assert links.find(store, token, after(minutes=59)) is not None
    assert links.find(store, token, after(minutes=60)) is None
    secret = credentials.secret_of(token)
    session = sessions.begin(store, account, AT)
    assert credentials.set_by_link(store, token, PASSWORD, code(secret, AT), AT) is not None
    assert credentials.set_by_link(store, token, PASSWORD, code(secret, AT), AT) is None
    assert sessions.signed_in(store, session, AT) is None, "who had the old password is out"


def test_a_link_that_two_use_at_once_is_used_by_one(sqlite_store: GraphStore) -> None:
    account = accounts.add(sqlite_store, "a@b.dk", [ADMINISTRATOR])
    token = links.make(sqlite_store, account, AT)
    typed = code(credentials.secret_of(token), AT)
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(
            lambda number: credentials.set_by_link(sqlite_store, token, f"{PASSWORD} {number}", typed, AT),
            range(4),
        )
        assert sum(answer is not None for answer in answers) == 1


def test_a_disabled_account_has_no_link(sqlite_store: GraphStore) -> None:
    account = accounts.add(sqlite_store, "a@b.dk", [ADMINISTRATOR])
    token = links.make(sqlite_store, account, AT)
    accounts.set_disabled(sqlite_store, account.id, True)
    assert links.find(sqlite_store, token, AT) is None
    account = accounts.set_disabled(sqlite_store, account.id, True)
    with pytest.raises(Refused):
        links.make(sqlite_store, account, AT)
    accounts.set_disabled(sqlite_store, account.id, False)
    assert links.find(sqlite_store, token, AT) is None, "nor is it good again"


@pytest.mark.parametrize(
    "password", ["fjorten tegn..", "a" * 15, "abababababababab", "x" * 201, "mod a@b.dk igen"]
)
def test_a_password_that_will_not_do_leaves_the_link_good(sqlite_store: GraphStore, password: str) -> None:
    account = accounts.add(sqlite_store, "a@b.dk", [ADMINISTRATOR])
    token = links.make(sqlite_store, account, AT)
    typed = code(credentials.secret_of(token), AT)
    with pytest.raises(InvalidValue) as error:
        credentials.set_by_link(sqlite_store, token, password, typed, AT)
    assert error.value.field == "password"
    with pytest.raises(InvalidValue) as error:
        credentials.set_by_link(sqlite_store, token, PASSWORD, "000000", AT)
    assert error.value.field == "code"
    assert credentials.set_by_link(sqlite_store, token, PASSWORD, typed, AT) is not None


def test_password_and_code_let_in_and_a_code_only_once(store: GraphStore) -> None:
    """Seen red without the step that was used last."""
    account, secret = with_password(store, HERE)
    now = code(secret, AT)
    assert not credentials.check(store, account, "en helt anden adgangskode", now, AT)
    assert not credentials.check(store, account, PASSWORD, "", AT)
    assert not credentials.check(store, account, PASSWORD, code(secret, after(minutes=2)), AT)
    assert not credentials.check(store, None, PASSWORD, now, AT)
    assert not credentials.check(store, replace(account, disabled=True), PASSWORD, now, AT)
    assert credentials.check(store, account, PASSWORD, f"{now[:3]} {now[3:]}", AT)
    assert not credentials.check(store, account, PASSWORD, now, AT)
    assert credentials.check(store, account, PASSWORD, code(secret, after(seconds=30)), after(seconds=30))


def test_who_guesses_waits_longer_and_never_for_good(store: GraphStore) -> None:
    """Seen red with a wait that doubles without end."""
    tries = [throttle.count(store, "account", "a@b.dk", AT) for _ in range(8)]
    assert tries == [0, 0, 0, 0, 0, 30, 30, 30]
    assert throttle.count(store, "account", "another@b.dk", AT) == 0
    moment = datetime.fromisoformat(AT)
    for _ in range(30):
        moment += timedelta(minutes=15)
        assert throttle.count(store, "account", "a@b.dk", moment.isoformat(timespec="seconds")) == 0
    assert throttle.wait_after("account", 10_000) == timedelta(minutes=15)
    throttle.forget(store, "account", "a@b.dk")
    assert throttle.count(store, "account", "a@b.dk", moment.isoformat(timespec="seconds")) == 0


def test_guesses_from_many_places_wait_too_but_much_later(sqlite_store: GraphStore) -> None:
    free = throttle.FREE["everywhere"]
    waits = [throttle.count(sqlite_store, "everywhere", "a@b.dk", AT) for _ in range(free + 1)]
    assert (set(waits[:free]), waits[free]) == ({0}, 30)


def test_a_try_that_was_no_guess_is_given_back(store: GraphStore) -> None:
    """Alone: guesses before it count as they did."""
    for _ in range(throttle.FREE["from"]):
        throttle.count(store, "from", "192.0.2.7", AT)
    throttle.give_back(store, "from", "192.0.2.7", AT)
    assert [throttle.count(store, "from", "192.0.2.7", AT) for _ in range(2)] == [0, 30]
    throttle.give_back(store, "from", "192.0.2.8", AT)
    assert throttle.count(store, "from", "192.0.2.8", AT) == 0


def test_many_guesses_at_once_are_many(sqlite_store: GraphStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: throttle.count(sqlite_store, "account", "a@b.dk", AT), range(24)))
    assert waits.count(0) <= throttle.FREE["account"] + 1


def test_an_account_shows_no_more_than_it_has(sqlite_store: GraphStore) -> None:
    account: Account = accounts.add(sqlite_store, "a@b.dk", [HERE])
    assert len(account.id) == 32
    assert "a@b.dk" not in account.id
