"""What somebody who means harm writes wherever one can write is text, on each page and in each file.

``make sweep`` tries every payload; the gate a few of them.
"""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product
from typing import Final
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commands.uploading import Processes
from graphdb.concurrency.open_runs import KIND as RUN
from graphdb.editing.editable import editable
from graphdb.mailing.letter import Letter, Sender, mail_of
from graphdb.model import NodeKind
from graphdb.store import GraphStore
from tests.graphdb.world import NOW
from tests.webapp.answer.browsing import HOSTEL, token_of
from tests.webapp.lint import problems
from tests.webapp.payloads import FORMULAS, PAYLOADS
from tests.webapp.signin.people import Clock, browser_of
from tests.webapp.stored import TOWN, fill
from tests.webapp.test_routes import QUERIES, ROUTES
from webapp.app import create_app
from webapp.settings import Settings

ALL: Final = (*PAYLOADS, *FORMULAS)
ASKED: Final = {**QUERIES, "municipality.take_along": "?since=2026-11-23"}
"""What a page wants to know, by its endpoint: one of the files of a municipality compares two days."""
ONLY_LINKED: Final = (
    r"/kommune/9901/huller/[^/\"?#.]+(?=\")",
    r"/kommune/9901/matrix/[^\"?#]+(?=\")",
    r"/indlaesninger/[^\"?#]+(?=\")",
    r"/kommune/9901/forslag/[0-9a-f]{64}(?=\")",
    r"/personer/[^\"?#]+(?=\")",
    r"/kommune/9901/personer/[^\"?#]+(?=\")",
    r"/actors/[^\"?#]+/historik/foer/\d+(?=\")",
)
"""Pages of single things, whose address only a page tells."""
FORMULA: Final = ("=", "+", "@", "-", "\t")
"""How a cell begins that a spreadsheet works out."""
NOT_HERE: Final = (
    *("static", "about.licence", "signin.show"),
    *("staff.begin", "staff.back", "staff.left", "staff.refused"),
)
"""What shows nothing that anybody wrote, or is not there without an identity provider."""
IN_MAIL: Final = frozenset({"html", "head", "meta", "title", "body", "p", "a", "br"})
"""Elements of our mails."""
MOST: Final = 8
"""Of each of these."""
SHOWN_ON: Final = frozenset(
    {
        *(f"/actors/{HOSTEL}{page}" for page in ("", "/ret", f"/ret/{HOSTEL}", "/historik", "/redaktoerer")),
        *(f"/actors/{HOSTEL}{page}" for page in ("/network.json", "/forkert", "/jeres")),
        *(
            f"/kommune/{TOWN}{page}"
            for page in ("/ringeliste", "/forslag", "/anmodninger", "/huller", "/netvaerk")
        ),
        *(
            f"/kommune/{TOWN}/{name}"
            for name in ("aktoerer.csv", "aktoerer.xlsx", "huller.csv", "samlet.xlsx")
        ),
        *(f"/kommune/{TOWN}/{name}" for name in ("netvaerk.svg", "netvaerk.graphml", "netvaerk.nodes.csv")),
        *(f"/api/v1/{page}" for page in (f"actors/{HOSTEL}", "gaps", "network")),
        *("/find", "/indlaesninger", "/me", "/personer", f"/svar/{HOSTEL}"),
    }
)
"""Pages on which the text must stand, so that the test has something to look at."""


@pytest.fixture
def clock() -> Clock:
    """A clock on which nothing is asked but the questions."""
    return Clock()


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock) -> Flask:
    """The application on a directory of one's own."""
    settings = Settings(staff_passwords=True)
    return create_app(settings, demo_copy, clock=clock, importing=Processes())


@pytest.mark.sweep
@pytest.mark.parametrize("text", ALL, ids=map(str, range(len(ALL))))
def test_what_is_stored_is_text_everywhere(
    app: Flask, demo_copy: GraphStore, clock: Clock, text: str
) -> None:
    """Seen red with the note of a request that a template marked as safe."""
    person = fill(demo_copy, text)
    clock.now += timedelta(days=1)
    client = browser_of(app, person, clock.moment())
    client.get(f"/svar/link/{token_of(demo_copy, clock)}")
    answers = dict(walk(client, demo_copy))
    asked = {"acting_municipality": TOWN, "situation": "sp_foged", "known_actors": HOSTEL}
    answers |= {
        f"/touch-map{sheet}": client.post(f"/touch-map{sheet}", data=asked)
        for sheet in ("", "/citizen", "/case")
    }
    shown = {address for address, answer in answers.items() if is_shown(answer, text)}
    assert {address.partition("?")[0] for address in shown} >= SHOWN_ON
    statuses = {address: answer.status_code for address, answer in answers.items()}
    assert {address: status for address, status in statuses.items() if status not in (200, 410)} == {}
    assert {address: faults for address, answer in answers.items() if (faults := wrong(answer, text))} == {}


@pytest.mark.parametrize("text", ALL, ids=map(str, range(len(ALL))))
def test_what_is_written_is_text_in_a_mail(text: str) -> None:
    """In the subject, in what it says, in the name of who writes; also in the HTML that says the same."""
    sender = Sender(text, "bro@kommune.example", "ko@kommune.example", text)
    link = "https://brobygger.kommune.example/actors/x"
    mail = mail_of(Letter("bo@broen.example", text, (text, text), link, sender))
    names = ["From", "To", "Reply-To", "Subject", "Message-ID"]
    assert [name for name in mail if not name.startswith(("MIME", "Content"))] == names
    plain, page = (mail.get_body([sort]) for sort in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert plain.get_content().count(text) == 4
    markup = page.get_content()
    assert html.unescape(markup).count(text) == 5
    assert [tag for tag in re.findall(r"<(\w+)", markup) if tag not in IN_MAIL] == []
    assert re.findall(r'href="([^"]*)"', markup) == [link]


def walk(client: FlaskClient, store: GraphStore) -> Iterator[tuple[str, TestResponse]]:
    """Each page and file of the application, of the hostel and its municipality where it is of one."""
    edited = sorted(editable(store, HOSTEL, NOW).things)
    texts = list[str]()
    for endpoint, (path, method, _) in ROUTES.items():
        if method == "GET" and endpoint not in NOT_HERE:
            for address in addresses(path, edited):
                answer = client.get(address + ASKED.get(endpoint, ""))
                texts.append(answer.text if is_html(answer) else "")
                yield address, answer
    single = {one for place in ONLY_LINKED for one in sorted(set(re.findall(place, "".join(texts))))[:MOST]}
    single -= {f"/indlaesninger/{run}" for run in of_vocabularies(store)}
    yield from ((address, client.get(address)) for address in sorted(single))


def of_vocabularies(store: GraphStore) -> Iterator[str]:
    """The run that brought them: nothing of what people write is among what it would take back, and to work
    out six thousand things took longer than all other pages of a run.
    """
    for record in store.records.list(RUN, now="").items:
        if NodeKind.RISK_GROUP in json.loads(record.body)["kinds"]:
            yield record.key[1]


def addresses(path: str, thing_ids: list[str]) -> Iterator[str]:
    """The addresses of a route, but of what only a page tells."""
    known: Mapping[str, list[str]] = {"actor_id": [HOSTEL], "code": [TOWN], "thing_id": thing_ids}
    parts = re.split(r"<([^>]*)>", path)
    choices = [[part] for part in parts]
    for at in range(1, len(parts), 2):
        several = re.match(r"any\(([^)]*)\):", parts[at])
        choices[at] = (
            [one.strip(" '") for one in several[1].split(",")] if several else known.get(parts[at], [])
        )
    yield from map("".join, product(*choices))


def is_html(answer: TestResponse) -> bool:
    """Whether it is a page."""
    return answer.mimetype == "text/html"


def cells_of(answer: TestResponse) -> list[str]:
    """What stands in a table; those for programs of networks have commas between."""
    tables = [csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=each) for each in ";,"]
    return [cell for table in tables for row in table for cell in row]


def parts_of(answer: TestResponse) -> dict[str, str]:
    """The files in a workbook, by name."""
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def is_shown(answer: TestResponse, text: str) -> bool:
    """Whether the text stands there, however it is written."""
    match answer.mimetype or "":
        case "text/csv":
            return any(text in cell for cell in cells_of(answer))
        case mimetype if "spreadsheet" in mimetype:
            return any(text in value for part in parts_of(answer).values() for value in texts_of(part))
        case mimetype if "xml" in mimetype:
            return any(text in value for value in texts_of(answer.text))
        case mimetype if "json" in mimetype:
            return any(text in value for value in strings_of(answer.json))
        case _:
            return text in unescaped(answer.text)


def texts_of(document: str) -> Iterator[str]:
    """The texts and attributes of an XML document."""
    for element in ElementTree.fromstring(document).iter():
        yield from (element.text or "", element.tail or "", *element.attrib.values())


def strings_of(value: object) -> Iterator[str]:
    """The texts in what JSON says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in strings_of(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in strings_of(one))


def unescaped(page: str) -> str:
    """A page's text as a person reads it."""
    return html.unescape(page)


def wrong(answer: TestResponse, text: str) -> list[str]:
    """What is more than text in an answer; empty for a good one."""
    match answer.mimetype or "":
        case "text/html":
            return problems(answer.text) + (["as it is"] if "<" in text and text in answer.text else [])
        case "text/csv":
            return [
                cell for cell in cells_of(answer) if text in cell and cell[:1] in ("=", "+", "@", "-", "\t")
            ]
        case mimetype if "spreadsheet" in mimetype:
            return [name for name, part in parts_of(answer).items() if "<f>" in part or "<f " in part]
        case mimetype if "xml" in mimetype:
            return active_of(answer.text)
        case _:
            return []


def active_of(document: str) -> list[str]:
    """What of an XML document a browser would run."""
    tags = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(document).iter()]
    names = [name for element in ElementTree.fromstring(document).iter() for name in element.attrib]
    return [tag for tag in tags if tag in ("script", "foreignObject", "iframe")] + [
        name for name in names if name.startswith("on") or name.endswith("href")
    ]
