"""The form as a browser sends it, for tests."""

import html
import re
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.answer.browsing import HOSTEL

Fields = dict[str, list[str]]


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self.area = self.select = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.inside = self.inside or (tag == "form" and "/ret/" in has.get("action", ""))
        if not self.inside:
            return
        name = has.get("name", "")
        if tag == "input" and name and (has.get("type") != "checkbox" or "checked" in has):
            self.fields.setdefault(name, []).append(has.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]
        elif tag == "select":
            self.select = name
            self.fields[name] = [""]
        elif tag == "option" and self.select and "selected" in has:
            self.fields[self.select] = [has.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self.area = self.select = ""
        self.inside = self.inside and tag != "form"

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area][0] += data.removeprefix("\n")


def fields_of(page: str) -> Fields:
    """What the form of a page sends when nothing is changed."""
    form = _Form()
    form.feed(page)
    return form.fields


def path(thing: str = HOSTEL, actor: str = HOSTEL) -> str:
    """The address of the form of a thing."""
    return f"/actors/{actor}/ret/{thing}"


def opened(client: FlaskClient, address: str) -> Fields:
    """The form of a thing as it is opened."""
    return fields_of(client.get(address).text)


def typed(fields: Fields, **values: str | list[str]) -> Fields:
    """The same with other values in it."""
    given = {f"f:{name}": value if isinstance(value, list) else [value] for name, value in values.items()}
    return {**fields, **given}


def preview(client: FlaskClient, fields: Fields, address: str) -> TestResponse:
    """Ask what would change."""
    return client.post(address, data={**fields, "step": "preview"})


def send(client: FlaskClient, fields: Fields, address: str) -> TestResponse:
    """See what would change, and send it from that page; or the answer that stopped it."""
    shown = preview(client, fields, address)
    if shown.status_code != 200:
        return shown
    return client.post(address, data={**fields_of(shown.text), "step": "send"})


def errors_of(page: str) -> list[str]:
    """The names of the inputs that are refused."""
    again = re.findall(r'question-again">\s*<input type="hidden" name="w:([^"]*)"', page)
    return [html.unescape(name) for name in again]
