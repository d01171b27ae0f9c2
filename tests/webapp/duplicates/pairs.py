"""The pairs that stand twice, and how they are answered."""

from typing import Final

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.signin.people import csrf

PAGE: Final = "/kommune/9901/dubletter"
A: Final = "actor:x:a"
B: Final = "actor:y:b"
C: Final = "actor:x:c"
D: Final = "actor:y:d"


def send(client: FlaskClient, path: str = PAGE, first: str = A, second: str = B, **sent: str) -> TestResponse:
    """Send a form about two, with the token of this browser."""
    token = csrf(client.get("/me").text)
    return client.post(path, data={"csrf": token, "first": first, "second": second, **sent})


def answer(client: FlaskClient, verdict: str, first: str = A, second: str = B) -> TestResponse:
    """Answer, and say yes to what will be shown."""
    return send(client, first=first, second=second, answer=verdict, confirmed="1")
