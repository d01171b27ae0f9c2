"""Answers in the coding that the browser asks for, the same text in each, errors and ``HEAD`` included."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

PATHS = ["/", "/find?q=herberg", "/nowhere", "/find?q=010190-1234", "/api/v1/areas", "/about"]
READ = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
ASKED = [
    ("gzip, deflate, br, zstd", "br"),
    ("gzip, deflate", "gzip"),
    ("br;q=0.5, gzip", "gzip"),
    ("br;q=0, *", "gzip"),
    ("*", "br"),
    ("*;q=0", None),
    ("deflate", None),
    ("identity", None),
    ("\x7f;;q=", None),
    ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "coding"), ASKED)
def test_the_coding_is_one_the_browser_reads(client: FlaskClient, asked: str, coding: str | None) -> None:
    plain = client.get("/about").data
    answer = client.get("/about", headers={"Accept-Encoding": asked})
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert READ[coding](answer.data) == plain
    assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize("path", PATHS)
def test_errors_are_compressed_too_and_head_says_what_get_would(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    assert plain.headers["Vary"] == "Accept-Encoding"
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    assert answer.status_code == plain.status_code
    assert brotli.decompress(answer.data) == plain.data
    assert len(answer.data) < len(plain.data) / 2
    head = client.head(path, headers={"Accept-Encoding": "br"})
    assert (head.data, dict(head.headers)) == (b"", dict(answer.headers))


def test_a_database_that_is_away_is_said_in_few_bytes(away: FlaskClient) -> None:
    answer = away.get("/find", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (503, "gzip")
    assert b"112" in gzip.decompress(answer.data)


def test_what_is_short_stays_as_it_is(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"Accept-Encoding": "br"})
    assert (answer.text, "Content-Encoding" in answer.headers) == ("ok\n", False)
