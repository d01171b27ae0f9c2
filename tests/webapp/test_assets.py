"""The files of pages: kept for ever under an address that changes with them, compressed, none but ours."""

import re

import brotli
import pytest
from flask.testing import FlaskClient

from webapp import assets

STYLE = "vendor/dkfds/css/dkfds.min.css"
FOREVER = "public, max-age=31536000, immutable"


def address(client: FlaskClient, name: str, page: str = "/") -> str:
    """Where a page finds a file."""
    match = re.search(rf'"(/[^"]*/{re.escape(name)})"', client.get(page).text)
    assert match is not None
    return match[1]


def test_a_file_is_kept_for_ever_and_compressed(client: FlaskClient) -> None:
    style = address(client, STYLE)
    plain = client.get(style)
    assert plain.data == (assets.ROOT / STYLE).read_bytes()
    answer = client.get(style, headers={"Accept-Encoding": "br"})
    assert answer.headers["Cache-Control"] == FOREVER
    assert (answer.mimetype, answer.headers["Vary"]) == ("text/css", "Accept-Encoding")
    assert brotli.decompress(answer.data) == plain.data
    assert len(answer.data) < len(plain.data) / 4


def test_pages_of_both_languages_share_their_files(client: FlaskClient) -> None:
    assert address(client, STYLE, "/en/") == address(client, STYLE)


def test_each_form_of_a_file_has_a_tag_of_its_own(client: FlaskClient) -> None:
    style = address(client, STYLE)
    forms = {asked: client.get(style, headers={"Accept-Encoding": asked}) for asked in ("br", "gzip", "")}
    assert len({answer.headers["ETag"] for answer in forms.values()}) == 3
    for asked, answer in forms.items():
        again = {"Accept-Encoding": asked, "If-None-Match": answer.headers["ETag"]}
        for other in forms:
            same = client.get(style, headers={**again, "Accept-Encoding": other})
            assert same.status_code == (304 if other == asked else 200)
            assert same.headers["Vary"] == "Accept-Encoding"


def test_no_part_of_a_compressed_file_is_taken_for_a_part_of_the_file(client: FlaskClient) -> None:
    answer = client.get(address(client, STYLE), headers={"Range": "bytes=0-9", "Accept-Encoding": "br"})
    assert (answer.status_code, answer.headers.get("Content-Range")) == (200, None)


def test_head_says_what_get_would(client: FlaskClient) -> None:
    style, asked = address(client, STYLE), {"Accept-Encoding": "br"}
    head = client.head(style, headers=asked)
    assert (head.data, dict(head.headers)) == (b"", dict(client.get(style, headers=asked).headers))


def test_fonts_lie_beside_the_style_sheet_under_the_same_digest(client: FlaskClient) -> None:
    style = address(client, STYLE)
    fonts = re.findall(r"url\(\.\./([^)]+\.woff2)\)", client.get(style).text)
    assert len(fonts) == 2
    for font in fonts:
        answer = client.get(style.replace("css/dkfds.min.css", font), headers={"Accept-Encoding": "br"})
        assert (answer.status_code, answer.mimetype) == (200, "font/woff2")
        assert answer.headers["Cache-Control"] == FOREVER
        assert "Content-Encoding" not in answer.headers


def test_a_page_from_before_an_update_still_finds_its_files(client: FlaskClient) -> None:
    answer = client.get(f"/static/0123456789ab/{STYLE}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize("name", ["nowhere.css", "../app.py", "%2e%2e/app.py", "js", "js/../../app.py"])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(address(client, STYLE).replace(STYLE, name)).status_code == 404


def test_another_name_or_body_is_another_address() -> None:
    files = [("a.css", b"a"), ("b.css", b"b")]
    others = [[("a.css", b"ab"), ("b.css", b"")], [("a.css", b"a"), ("c.css", b"b")], files[:1]]
    assert len({assets.digest_of(each) for each in (files, *others)}) == 4
