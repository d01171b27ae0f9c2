"""What is shipped: these six things, whole, and nothing else."""

import os
import subprocess
import sys
import tarfile
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

from tests.checkout import tracked

ROOT: Final = Path(__file__).resolve().parents[2]
SHIPPED: Final = {"brobygger.py", "commands", "graphdb", "importers", "webapp", "seed"}
VENDOR: Final = "webapp/static/vendor"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an sdist of this checkout and the wheel that was built from the sdist.

    The gate has built them already and says where.
    """
    if built := os.environ.get("BROBYGGER_TEST_DIST"):
        return Path(built)
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> list[str]:
    """The names in the wheel."""
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as archive:
        return archive.namelist()


def test_the_wheel_holds_exactly_what_is_shipped(wheel: list[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == SHIPPED
    assert not [name for name in wheel if "__pycache__" in name or name.endswith((".db", "hatch_build.py"))]


def test_the_wheel_holds_every_file_of_the_checkout(wheel: list[str]) -> None:
    assert set(tracked(*sorted(SHIPPED))) - {"webapp/hatch_build.py"} <= set(wheel)


def test_pages_find_their_files_and_licences_in_the_wheel(wheel: list[str]) -> None:
    for name in (
        "dkfds/css/dkfds.min.css",
        "dkfds/css/dkfds.min.css.br",
        "dkfds/img/svg-icons/chevron-down.svg",
        "dkfds/fonts/IBMPlexSans/complete/woff2/IBMPlexSans-Regular.woff2",
        "dkfds/fonts/IBMPlexSans/complete/woff2/license.txt",
        "dkfds/LICENSE.md",
        "vis/vis-network.min.js",
    ):
        assert f"{VENDOR}/{name}" in wheel
    assert not [name for name in wheel if "axe" in name.rpartition("/")[2]]


def test_the_sdist_can_be_built_without_npm(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"{VENDOR}/versions.json", "webapp/hatch_build.py", "package-lock.json", "LICENSE"} <= names


READ_SEED: Final = """\
from importlib.resources import files
print(files("seed").joinpath("areas/country.csv").read_text(encoding="utf-8"))
"""


def read_seed(path: Path, folder: Path) -> str:
    """The first line of a seed file, as a process sees it that has only ``path`` to import from."""
    environment = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", READ_SEED],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[0]


def test_seed_is_read_alike_in_checkout_editable_and_wheel(dist: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as archive:
        archive.extractall(unpacked)
    here = files("seed").joinpath("areas/country.csv").read_text(encoding="utf-8").splitlines()[0]
    assert read_seed(ROOT, tmp_path) == here
    assert read_seed(unpacked, tmp_path) == here
