"""Which roles the claims of a provider give, by a line in the settings."""

import os
from pathlib import Path
from typing import Any

import pytest

from graphdb.accounts.roles import Grant, Role
from graphdb.errors import Refused
from webapp.oidc.mapping import RoleMapping
from webapp.settings import Settings

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)
COORDINATOR = Grant(Role.COORDINATOR, "0751")


@pytest.mark.parametrize(
    ("text", "claims", "grants"),
    [
        ("g: a=administrator", {"g": "a"}, (ADMINISTRATOR,)),
        ("g: a=administrator", {"g": ["b", "a", 7, None]}, (ADMINISTRATOR,)),
        ("g: a=administrator", {"g": ["A", "ab"]}, ()),
        ("g: a=administrator", {"g": {"a": True}}, ()),
        ("g: a=administrator", {}, ()),
        ("g: a=coordinator:0751; b=coordinator:0751", {"g": ["a", "b"]}, (COORDINATOR,)),
        ("g: a=coordinator:{k}", {"g": ["a"], "k": "751"}, (COORDINATOR,)),
        ("g: a=coordinator:{k}", {"g": ["a"], "k": "29189846"}, ()),
        ("g: a=coordinator:{k}", {"g": ["a"]}, ()),
        ("g: a=coordinator:{k.code}", {"g": ["a"], "k": {"code": "0751"}}, (COORDINATOR,)),
        ("r.roles: a=administrator", {"r": {"roles": ["a"]}}, (ADMINISTRATOR,)),
        ("r.roles: a=administrator", {"r.roles": ["a"]}, (ADMINISTRATOR,)),
        ("r.roles: a=administrator", {"r": ["a"]}, ()),
        ("http://x/g: http://x/y/1=coordinator:0751", {"http://x/g": "http://x/y/1"}, (COORDINATOR,)),
        ("g: CN=a,OU=b=coordinator:0751", {"g": "CN=a,OU=b"}, (COORDINATOR,)),
        ("g: en gruppe = coordinator:0751 ;\n x=administrator", {"g": ["en gruppe"]}, (COORDINATOR,)),
    ],
)
def test_claims_become_roles(text: str, claims: dict[str, Any], grants: tuple[Grant, ...]) -> None:
    assert RoleMapping.parse(text).grants(claims) == grants


@pytest.mark.parametrize(
    "text",
    [
        *("x", "g:", "g: ", ": a=administrator", "g: a", "g: =administrator", "g: a=nobody", "g: a=visitor"),
        *("g: a=editor:actor:demo:x", "g: a=coordinator", "g: a=coordinator:75", "g: a=administrator:0751"),
    ],
)
def test_a_line_that_gives_no_role_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BROBYGGER_OIDC_ROLES", text)
    with pytest.raises(Refused, match="BROBYGGER_OIDC_ROLES"):
        Settings.from_environment()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """All that a provider takes."""
    (tmp_path / "secret").write_text("s\n", encoding="utf-8")
    monkeypatch.setenv("BROBYGGER_OIDC_ISSUER", "https://login.kommune.dk/realms/kommune")
    monkeypatch.setenv("BROBYGGER_OIDC_CLIENT_ID", "brobygger")
    monkeypatch.setenv("BROBYGGER_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("BROBYGGER_OIDC_ROLES", "g: a=administrator")
    return monkeypatch


def test_the_secret_is_read_and_never_shown(environment: pytest.MonkeyPatch) -> None:
    options = Settings.from_environment().oidc()
    assert options is not None
    assert options.secret == "s"
    assert "secret" not in repr(options)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("BROBYGGER_OIDC_ISSUER", text)
            for text in ("http://login.kommune.dk", "x", "https://", "https://a@b")
        ),
        ("BROBYGGER_OIDC_ISSUER", "https://login.kommune.dk?x"),
        ("BROBYGGER_OIDC_CLIENT_ID", ""),
        ("BROBYGGER_OIDC_CLIENT_SECRET_FILE", os.devnull + "x"),
        ("BROBYGGER_OIDC_ROLES", ""),
        ("BROBYGGER_OIDC_SCOPES", "profile"),
    ],
)
def test_half_a_provider_is_said_at_the_start(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    """And not when the first of the staff signs in."""
    environment.setenv(name, value)
    with pytest.raises(Refused, match=name):
        Settings.from_environment()
