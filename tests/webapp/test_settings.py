"""Settings from the environment: names, defaults, one sentence for a wrong value."""

from pathlib import Path

import pytest

from graphdb.accounts.roles import Grant, Role
from graphdb.errors import Refused
from webapp.settings import Settings, variables


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the variables is set."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)


def test_defaults() -> None:
    settings = Settings.from_environment()
    assert (settings.store, settings.neo4j_user, settings.password(), settings.port) == (
        "sqlite:///brobygger.db",
        "neo4j",
        "",
        8000,
    )


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("fra fil\n", encoding="utf-8")
    given = {
        "BROBYGGER_STORE": "bolt://db:7687",
        "BROBYGGER_NEO4J_USER": "reader",
        "BROBYGGER_NEO4J_PASSWORD": "fra variabel",
        "BROBYGGER_NEO4J_PASSWORD_FILE": str(secret),
        "BROBYGGER_URL": "https://Brobygger.Kommune.dk:8443/",
        "BROBYGGER_MUNICIPALITY": "0630",
        "BROBYGGER_OWNER": "Vejle Kommune",
        "BROBYGGER_CONTACT": "brobygger@vejle.example",
        "BROBYGGER_PUBLIC": "no",
        "BROBYGGER_PROXIES": "2",
        "BROBYGGER_WORKERS": "4",
        "BROBYGGER_IMPORT_NICE": "5",
        "BROBYGGER_OIDC_ISSUER": "https://login.vejle.example/realms/vejle",
        "BROBYGGER_OIDC_CLIENT_ID": "brobygger",
        "BROBYGGER_OIDC_CLIENT_SECRET_FILE": str(secret),
        "BROBYGGER_OIDC_ROLES": "groups: bb=coordinator:0630",
        "BROBYGGER_OIDC_SCOPES": "openid offline_access",
        "BROBYGGER_STAFF_PASSWORDS": "yes",
        "BROBYGGER_SMTP_URL": "smtps://brobygger:hemmelig@mail.vejle.example",
        "BROBYGGER_MAIL_FROM": "Brobygger <brobygger@vejle.example>",
        "BROBYGGER_KEEP_PROPOSALS": "30",
        "BROBYGGER_KEEP_DOUBTS": "14",
        "BROBYGGER_KEEP_REASONS": "730",
        "BROBYGGER_LANG": "en",
        "PORT": "8001",
    }
    assert set(given) == set(variables())
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_environment()
    assert (settings.store, settings.neo4j_user, settings.port) == ("bolt://db:7687", "reader", 8001)
    assert (settings.municipality, settings.owner) == ("0630", "Vejle Kommune")
    assert settings.contact == "brobygger@vejle.example"
    assert settings.url == "https://Brobygger.Kommune.dk:8443"
    options = settings.oidc()
    assert options is not None
    assert (options.issuer, options.client_id) == ("https://login.vejle.example/realms/vejle", "brobygger")
    assert (options.secret, options.scopes) == ("fra fil", "openid offline_access")
    assert options.roles.grants({"groups": "bb"}) == (Grant(Role.COORDINATOR, "0630"),)
    assert settings.staff_passwords
    assert (settings.keep_proposals, settings.keep_doubts, settings.keep_reasons) == (30, 14, 730)
    assert settings.lang == "en"
    assert (settings.public, settings.proxies, settings.workers) == (False, 2, 4)
    assert settings.import_nice == 5
    assert settings.password() == "fra variabel"
    monkeypatch.delenv("BROBYGGER_NEO4J_PASSWORD")
    assert Settings.from_environment().password() == "fra fil"


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_NEO4J_PASSWORD", "hemmelig")
    assert "hemmelig" not in repr(Settings.from_environment())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "otte"),
        ("BROBYGGER_LANG", "tysk"),
        ("PORT", "70000"),
        ("BROBYGGER_MUNICIPALITY", "630"),
        ("BROBYGGER_MUNICIPALITY", "Vejle"),
        ("BROBYGGER_OWNER", "x" * 101),
        ("BROBYGGER_WORKERS", "0"),
        ("BROBYGGER_IMPORT_NICE", "-5"),
        ("BROBYGGER_STORE", "fil.db"),
        ("BROBYGGER_URL", "ukendt.dk"),
        ("BROBYGGER_URL", "ftp://ukendt.dk"),
        ("BROBYGGER_URL", "https:///"),
        ("BROBYGGER_URL", "https://ukendt.dk:port"),
        ("BROBYGGER_URL", "https://ukendt.dk/brobygger"),
        ("BROBYGGER_URL", "https://ukendt.dk?x"),
        ("BROBYGGER_URL", "https://navn@ukendt.dk"),
        ("BROBYGGER_URL", "https://ukendt..dk"),
        ("BROBYGGER_URL", "https://*.ukendt.dk"),
        ("BROBYGGER_URL", "https://[::1"),
    ],
)
def test_a_wrong_value_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Refused) as caught:
        Settings.from_environment()
    assert name in str(caught.value)
    assert value not in str(caught.value)
    assert ". " not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("", ""),
        ("https://Brobygger.Kommune.dk/", "brobygger.kommune.dk"),
        ("http://rådhuset.dk:8000", "xn--rdhuset-exa.dk"),
        ("http://[2001:DB8::1]:8000", "2001:db8::1"),
    ],
)
def test_the_public_host_is_written_as_browsers_send_it(
    monkeypatch: pytest.MonkeyPatch, url: str, host: str
) -> None:
    monkeypatch.setenv("BROBYGGER_URL", url)
    assert Settings.from_environment().public_host() == host


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert Settings.from_environment().port == 8000


def test_a_missing_password_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROBYGGER_NEO4J_PASSWORD_FILE", str(tmp_path / "nothing"))
    with pytest.raises(Refused, match="BROBYGGER_NEO4J_PASSWORD_FILE"):
        Settings.from_environment().password()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.from_environment().port = 1  # type: ignore[misc]
