"""A site with a provider, and the way of a browser there and back, for tests."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from flask import Flask
from flask.testing import FlaskClient

from graphdb.store import GraphStore
from tests.webapp.oidc.provider import CLIENT, ROLES, SECRET
from tests.webapp.signin.people import Clock, site
from webapp.context import copenhagen

BACK: Final = "http://localhost/sign-in/staff/back"


def clock_of_today() -> Clock:
    """A clock that stands at this moment: the provider's own goes on by itself."""
    clock = Clock()
    clock.now = copenhagen().replace(microsecond=0)
    return clock


def site_with(store: GraphStore, clock: Clock, issuer: str, folder: Path, **settings: Any) -> Flask:
    """The application where a provider vouches for the staff."""
    file = folder / "client-secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    oidc = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret_file": file}
    return site(store, clock, **oidc, oidc_roles=ROLES, **settings)


def begin(client: FlaskClient, path: str = "/sign-in/staff") -> dict[str, str]:
    """Begin to sign in; answers what the provider is asked."""
    answer = client.get(path)
    assert answer.status_code == 303
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def travel(client: FlaskClient, path: str = "/sign-in/staff", **query: str) -> str:
    """To the provider and as far as it sends the browser back; answers that address."""
    address = client.get(path, query_string=query).headers["Location"]
    with requests.Session() as browser:
        while not address.startswith(BACK):
            answer = browser.get(address, allow_redirects=False, timeout=60)
            address = urljoin(address, answer.headers["Location"])
    return address


def arrive(client: FlaskClient, path: str = "/sign-in/staff", **query: str) -> str:
    """All the way there and back; answers the page that one is sent on to."""
    return client.get(travel(client, path, **query)).headers["Location"]
