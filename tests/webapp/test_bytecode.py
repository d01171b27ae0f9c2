"""Compiled templates are kept in files, and a file that is of no use does no harm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from webapp import bytecode
from webapp.bytecode import templates  # before tests are given one that is in memory

PAGE = "{{ name }} og Bo"


class Counting(Environment):
    """Jinja in a new process, which counts what it compiles."""

    compiled = 0

    def compile(self, *given: Any, **more: Any) -> Any:
        self.compiled += 1
        return super().compile(*given, **more)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where they are kept."""
    monkeypatch.setattr(bytecode, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return tmp_path


def shown(source: str = PAGE) -> tuple[str, int]:
    """A page as a new process shows it, and how many templates that compiled."""
    environment = Counting(loader=DictLoader({"page": source}), bytecode_cache=templates())
    return environment.get_template("page").render(name="Ada"), environment.compiled


def test_a_template_is_compiled_once_for_all_processes(folder: Path) -> None:
    assert [shown(), shown(), shown()] == [("Ada og Bo", 1), ("Ada og Bo", 0), ("Ada og Bo", 0)]
    assert len([*folder.iterdir()]) == 1


def test_a_template_that_changed_is_compiled_again(folder: Path) -> None:
    assert [shown(), shown("Hej {{ name }}"), shown("Hej {{ name }}")] == [
        ("Ada og Bo", 1),
        ("Hej Ada", 1),
        ("Hej Ada", 0),
    ]
    assert len([*folder.iterdir()]) == 1


def test_what_another_version_of_jinja_compiled_is_compiled_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jinja itself tells versions of Python apart, not its own."""
    with monkeypatch.context() as before:
        before.setattr(bytecode, "version", lambda _: "3.1.0")
        assert shown() == ("Ada og Bo", 1)
    assert [shown(), shown()] == [("Ada og Bo", 1), ("Ada og Bo", 0)]
    assert len([*folder.iterdir()]) == 2


@pytest.mark.parametrize("length", [0, 1, 20, 30, 45, 70, 100])
def test_a_file_that_was_cut_short_is_written_again(folder: Path, length: int) -> None:
    """Seen red: the error of what reads it became that of the page."""
    shown()
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:length])
    assert [shown(), shown()] == [("Ada og Bo", 1), ("Ada og Bo", 0)]


@pytest.mark.parametrize(
    "prevent",
    [
        lambda patch, folder: patch.setattr(bytecode, "FOLDER", folder / "nowhere"),
        lambda patch, _: patch.setattr("sys.dont_write_bytecode", True),
    ],
    ids=["no folder", "no bytecode wanted"],
)
def test_where_nothing_may_be_written_each_process_compiles(
    folder: Path, monkeypatch: pytest.MonkeyPatch, prevent: Callable[[pytest.MonkeyPatch, Path], None]
) -> None:
    prevent(monkeypatch, folder)
    assert [shown(), shown()] == [("Ada og Bo", 1), ("Ada og Bo", 1)]
    assert not [*folder.iterdir()]
