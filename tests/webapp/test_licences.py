"""The page with the licences of what is shipped, and the terms behind it."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient

from tests.packaging.pins import ROOT, runtime_pins
from tests.webapp.lint import problems
from webapp.about.licences import CARRIED, packages

ROW: Final = re.compile(r"<tr>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*<td lang=\"en\">(.*?)</td>", re.S)


def rows(page: str) -> dict[str, tuple[str, str]]:
    """Name to version and licence, as a reader sees them."""
    plain = [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in ROW.findall(page)]
    return {name: (version, licence) for name, version, licence in plain}


@pytest.mark.parametrize(
    "path", ["/licences", "/en/licences", "/licences/python-stdnum", "/licences/vis-network"]
)
def test_the_pages_are_sound(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert problems(answer.text) == []


def test_every_page_leads_there(client: FlaskClient) -> None:
    for path in ("/", "/about", "/nowhere"):
        assert 'href="/licences"' in client.get(path).text.partition("<footer")[2]
    assert 'href="/en/licences"' in client.get("/en/").text


def test_every_package_that_is_installed_to_run_stands_with_version_and_licence(client: FlaskClient) -> None:
    listed = rows(client.get("/licences").text)
    for name, version in runtime_pins().items():
        assert listed[name][0] == version
        assert listed[name][1] not in {"", "–", "UNKNOWN"}, name
    assert listed["python-stdnum"][1].startswith("GNU Lesser General Public License")
    assert "python-stdnum har licensen LGPL" in client.get("/licences").text


def test_nothing_that_only_tests_use_is_called_shipped(client: FlaskClient) -> None:
    assert not {"pytest", "mypy", "hypothesis"} & set(rows(client.get("/licences").text))


def test_no_package_that_runs_is_under_the_gpl() -> None:
    for package in packages():
        strong = re.search(r"\bA?GPL|(?<!Lesser )General Public", package.licence)
        assert strong is None, f"{package.name}: {package.licence}"


def test_carried_files_stand_with_the_version_that_is_carried(client: FlaskClient) -> None:
    listed = rows(client.get("/licences").text)
    design = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]["dkfds"]
    assert listed["Det Fælles Designsystem"] == (design, "MIT")
    assert listed["Material Symbols, Pictogrammers"] == (design, "Apache-2.0")
    assert listed["IBM Plex Sans"] == (design, "OFL-1.1")
    script = (ROOT / "webapp/static/vendor/vis/vis-network.min.js").read_text(encoding="utf-8")
    assert f"@version {listed['vis-network'][0]}" in script


def test_every_name_leads_to_its_terms(client: FlaskClient) -> None:
    links = re.findall(r'href="(/licences/[^"]+)"', client.get("/licences").text)
    assert len(links) == len(packages()) + len(CARRIED)
    for link in links:
        terms = client.get(link).text.partition('<pre class="terms"')[2]
        assert re.search(r"copyright|licen[cs]e", terms, re.I), link


def test_the_terms_are_those_of_their_makers(client: FlaskClient) -> None:
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in client.get("/licences/python-stdnum").text
    assert "SIL OPEN FONT LICENSE" in client.get("/licences/IBM Plex Sans").text
    assert "Almende B.V" in client.get("/licences/vis-network").text
    assert len(client.get("/licences/vis-network").text) < 10_000, "the comment, not the script"


def test_other_names_are_not_found(client: FlaskClient) -> None:
    for name in ("pytest", "no-such-thing", "..%2f..%2fbrobygger.py"):
        assert client.get(f"/licences/{name}").status_code == 404
    assert Path(ROOT, "brobygger.py").is_file()
