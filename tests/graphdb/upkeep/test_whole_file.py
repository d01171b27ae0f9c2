"""A file is there whole or not at all, and nothing but a file is replaced."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from graphdb.errors import Refused
from graphdb.upkeep.whole_file import replacing

posix = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and limits of a Unix")


def put(path: Path, text: bytes = b"nyt") -> None:
    with replacing(path) as file:
        file.write(text)


def test_it_takes_the_place_of_an_earlier_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"gammelt")
    with replacing(path) as file:
        file.write(b"nyt")
        assert path.read_bytes() == b"gammelt"
    assert path.read_bytes() == b"nyt"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_its_owner_alone_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"gammelt")
    path.chmod(0o644)
    put(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_goes_wrong_in_between_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"gammelt")

    def half() -> None:
        with replacing(path) as file:
            file.write(b"halv")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_bytes() == b"gammelt"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_nothing_is_written_through_a_link_nor_in_its_place(tmp_path: Path) -> None:
    target, link, loose = tmp_path / "target", tmp_path / "link", tmp_path / "loose"
    target.write_bytes(b"urort")
    link.symlink_to(target)
    loose.symlink_to(tmp_path / "nothing")
    for path in (link, loose):
        with pytest.raises(Refused, match="genvej"):
            put(path)
        assert path.is_symlink()
    assert target.read_bytes() == b"urort"
    assert not (tmp_path / "nothing").exists()


@posix
def test_a_pipe_or_a_device_stays_what_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Refused, match="ikke en fil"):
        put(pipe)
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    with pytest.raises(Refused, match="ikke en fil"):
        put(Path(os.devnull))
    assert stat.S_ISCHR(Path(os.devnull).lstat().st_mode)


@pytest.mark.parametrize("name", [".", "..", "folder", "folder/"])
def test_a_folder_needs_a_name_too(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="er en mappe"):
        put(Path(name))


@pytest.mark.parametrize("name", ["none/a.txt", "a.txt/b.txt"])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(Refused, match="findes ikke"):
        put(tmp_path / name)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.EACCES, "må ikke skrive i mappen"),
        (errno.EROFS, "kun kan læses"),
        (errno.ENOSPC, "Disken er fuld"),
        (errno.EDQUOT, "Disken er fuld"),
        (errno.ENAMETOOLONG, "kan ikke skrives"),
    ],
)
def test_what_is_in_the_way_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    """Some of it cannot be had on every machine: root may write everywhere."""

    def fails(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", fails)
    with pytest.raises(Refused, match=why):
        put(tmp_path / "a.txt")


LIMITED = """
import resource, sys
from pathlib import Path
from graphdb.errors import Refused
from graphdb.upkeep.whole_file import replacing
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with replacing(Path(sys.argv[1])) as file:
        file.write(b"x" * 200_000)
except Refused as error:
    print(error)
"""


@posix
def test_a_file_that_grows_beyond_what_may_be_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"gammelt")
    done = subprocess.run([sys.executable, "-c", LIMITED, path], capture_output=True, text=True, check=True)
    assert "bliver større" in done.stdout
    assert path.read_bytes() == b"gammelt"
    assert list(tmp_path.iterdir()) == [path]
