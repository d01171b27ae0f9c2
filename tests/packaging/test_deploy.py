"""The deployment files, read as Docker would read them; no engine is needed."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from webapp.settings import variables

ROOT: Final = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """docker-compose.yml as data."""
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="module")
def dockerfile() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, rest) in order."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines()]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word and word != "#"]


def test_the_web_waits_for_a_healthy_and_loaded_database(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"neo4j", "load", "web"}
    waits = compose["services"]["web"]["depends_on"]
    assert waits["neo4j"]["condition"] == "service_healthy"
    assert waits["load"]["condition"] == "service_completed_successfully"
    assert compose["services"]["load"]["depends_on"]["neo4j"]["condition"] == "service_healthy"


def test_each_long_running_service_says_whether_it_is_well(compose: dict[str, Any]) -> None:
    for name in ("neo4j", "web"):
        check = compose["services"][name]["healthcheck"]
        assert check["test"][0] in {"CMD", "CMD-SHELL"}
        assert check["retries"] > 0
    assert "/readyz" in str(compose["services"]["web"]["healthcheck"]["test"])


def test_the_database_is_the_community_edition_with_its_data_in_a_volume(compose: dict[str, Any]) -> None:
    neo4j = compose["services"]["neo4j"]
    assert neo4j["image"] == "neo4j:5.26-community"
    for volume in neo4j["volumes"]:
        assert volume.partition(":")[0] in compose["volumes"]
    assert any(volume.endswith(":/data") for volume in neo4j["volumes"])


def test_the_password_comes_from_the_environment_and_has_no_default(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    used = re.findall(r"\$\{BROBYGGER_NEO4J_PASSWORD(.)", text)
    assert len(used) == 2
    assert set(used) == {":"}
    assert len(re.findall(r"\$\{BROBYGGER_NEO4J_PASSWORD:\?[^}]+\}", text)) == len(used)
    for name in ("load", "web"):
        assert compose["services"][name]["environment"]["BROBYGGER_NEO4J_PASSWORD"].startswith("${")


def test_every_variable_that_the_app_gets_is_one_it_reads(compose: dict[str, Any]) -> None:
    for name in ("load", "web"):
        assert set(compose["services"][name]["environment"]) <= set(variables())
    assert compose["services"]["web"]["environment"]["BROBYGGER_STORE"].startswith(("bolt://", "neo4j://"))


def test_page_and_database_are_published_on_this_machine_only(compose: dict[str, Any]) -> None:
    for name in ("web", "neo4j"):
        assert all(port.startswith("127.0.0.1:") for port in compose["services"][name]["ports"])


def test_the_readme_s_restore_finds_the_database(compose: dict[str, Any]) -> None:
    """Seen red when nothing outside could reach it; restore wants an empty one, which ``load`` would fill."""
    assert "127.0.0.1:7687:7687" in compose["services"]["neo4j"]["ports"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "bolt://127.0.0.1:7687 brobygger restore" in readme
    assert "docker compose up --detach --wait neo4j" in readme


def test_the_image_runs_the_server_as_a_user_without_rights(dockerfile: list[tuple[str, str]]) -> None:
    instructions = [word for word, _ in dockerfile]
    after_user = instructions[instructions.index("USER") :]
    assert dict(dockerfile)["USER"] not in {"root", "0"}
    assert "RUN" not in after_user
    assert "HEALTHCHECK" in after_user
    command = json.loads(dict(dockerfile)["ENTRYPOINT"]) + json.loads(dict(dockerfile)["CMD"])
    assert command == ["brobygger", "serve", "--host", "0.0.0.0"]


def test_the_page_in_the_container_is_known_by_the_address_it_is_published_on(
    compose: dict[str, Any],
) -> None:
    web = compose["services"]["web"]
    assert web["environment"]["BROBYGGER_URL"] == "${BROBYGGER_URL:-http://127.0.0.1:${PORT:-8000}}"
    assert web["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_the_image_installs_only_what_the_lock_names(dockerfile: list[tuple[str, str]]) -> None:
    """Seen red with an installation that asks the index for what the wheel needs."""
    last = len(dockerfile) - [word for word, _ in reversed(dockerfile)].index("FROM")
    installs = [
        part
        for word, rest in dockerfile[last:]
        if word == "RUN"
        for part in rest.split("&&")
        if "pip install" in part
    ]
    assert len(installs) == 2
    assert "--require-hashes --only-binary :all: --requirement /tmp/requirements.txt" in installs[0]
    assert "--no-deps /tmp/wheels" in installs[1]
    assert "!requirements.txt" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_the_image_sets_only_variables_that_are_read(dockerfile: list[tuple[str, str]]) -> None:
    named = [pair.partition("=")[0] for word, rest in dockerfile if word == "ENV" for pair in rest.split()]
    assert {name for name in named if not name.startswith("PYTHON")} <= set(variables())


def test_the_image_is_built_from_files_that_are_let_in() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    assert let_in >= {
        "pyproject.toml",
        "constraints.txt",
        "package-lock.json",
        ".npmrc",
        "brobygger.py",
        "commands",
        "seed",
    }
