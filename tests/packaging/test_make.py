"""What `make demo` says on a machine that lacks something, and what it keeps."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
TOO_OLD: Final = "#!/bin/sh\nexit 1\n"
NO_VENV: Final = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n'

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the Makefile and what decides an installation."""
    for name in (
        "Makefile",
        "pyproject.toml",
        "constraints.txt",
        "package-lock.json",
        "webapp/hatch_build.py",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make(checkout: Path, *words: str, python: str) -> subprocess.CompletedProcess[str]:
    """Run make with a machine's only Python being the given script."""
    programs = checkout / "programs"
    programs.mkdir()
    for name in ("sh", "echo", "touch"):
        (programs / name).symlink_to(str(shutil.which(name)))
    (programs / "python3").write_text(python)
    (programs / "python3").chmod(0o755)
    command = [str(shutil.which("make")), *words]
    return subprocess.run(
        command, cwd=checkout, env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("python", "said"),
    [(TOO_OLD, "kræver Python 3.11 eller nyere"), (NO_VENV, "mangler venv/ensurepip")],
)
def test_a_lacking_python_is_one_sentence_that_says_what_to_install(
    checkout: Path, python: str, said: str
) -> None:
    done = make(checkout, "demo", python=python)
    sentences = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert done.returncode != 0
    assert len(sentences) == 1
    assert said in sentences[0]
    assert "apt install python3-venv" in sentences[0].replace("python3 python3-venv", "python3-venv")
    assert not (checkout / ".venv").exists()


def test_a_second_run_installs_nothing_and_passes_the_port_on(checkout: Path) -> None:
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "brobygger").write_text('#!/bin/sh\necho "$1 on $PORT"\n')
    (programs / "brobygger").chmod(0o755)
    for stamp in (".made", ".installed"):
        (checkout / ".venv" / stamp).touch()
    done = make(checkout, "demo", "PORT=8001", python="#!/bin/sh\nexit 0\n")
    assert (done.returncode, done.stdout) == (0, "demo on 8001\n"), done.stderr


def test_the_gate_is_a_program_that_the_shell_can_read() -> None:
    gate = ROOT / ".ci" / "run"
    assert gate.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(gate)], check=False).returncode == 0
