"""The bill of materials: valid, complete, and of the wheel that it lies beside."""

import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion

from tests.packaging import sbom
from tests.packaging.pins import locked
from webapp.about.licences import CARRIED, packages


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file as it is written beside a wheel."""
    folder = tmp_path_factory.mktemp("bill")
    version = next(package.version for package in packages() if package.name == "brobygger")
    (folder / f"brobygger-{version}-py3-none-any.whl").touch()
    path = sbom.write(folder)
    assert path == Path(folder, f"brobygger-{version}.cdx.json")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bill(text: str) -> dict[str, Any]:
    """The file as data."""
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_it_keeps_the_standard(text: str) -> None:
    # It takes a second to import, which each process of a test run would wait for.
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_it_lists_the_lock_and_the_files_that_pages_load(bill: dict[str, Any]) -> None:
    listed = {component["name"]: component["version"] for component in bill["components"]}
    assert listed == {**locked(), **{file.name: file.version for file in CARRIED}}
    assert bill["metadata"]["component"]["name"] == "brobygger"


def test_what_is_installed_here_has_its_licence(bill: dict[str, Any]) -> None:
    here = {package.name for package in packages()}
    bare = [one["name"] for one in bill["components"] if one["name"] in here and not one.get("licenses")]
    assert bare == []
    assert "LGPL" in str(
        next(one for one in bill["components"] if one["name"] == "python-stdnum")["licenses"]
    )


def test_it_says_what_needs_what(bill: dict[str, Any]) -> None:
    needs = {one["ref"]: set(one.get("dependsOn", ())) for one in bill["dependencies"]}
    assert {"flask", "networkx", "vis-network"} <= needs["brobygger"]
    assert {"jinja2", "werkzeug"} <= needs["flask"]
