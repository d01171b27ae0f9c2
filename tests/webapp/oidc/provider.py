"""npm's ``oidc-provider`` as a process of its own: an identity provider that nobody here wrote."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest
from joserfc.jwk import RSAKey

from tests.ports import free_port

SCRIPT: Final = Path(__file__).with_name("provider.mjs")
LIBRARY: Final = Path(__file__).parents[2] / ".vendor/node_modules/oidc-provider/lib/index.js"
CLIENT: Final = "brobygger"
SECRET: Final = "only-for-tests-only-for-tests-only-for-tests"
ROLES: Final = "groups: bb-drift=administrator; bb-bolig=coordinator:9901; bb-sag=caseworker:{kommune}"
ANNA: Final[dict[str, Any]] = {
    "name": "Anna Holm",
    "email": "anna@brostad.example",
    "groups": ["bb-bolig"],
    "kommune": "9902",
}


def key(name: str) -> dict[str, Any]:
    """A new key that ID tokens are signed with."""
    return dict(RSAKey.generate_key(2048, {"kid": name, "use": "sig"}).as_dict(private=True))


@dataclass
class RealProvider:
    """Started by ``running``. ``changes`` are written over what it begins with."""

    redirect_uri: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def port(self) -> int:
        """A port that is free now."""
        return free_port()

    @property
    def issuer(self) -> str:
        """Its address, as it writes it into tokens."""
        return f"http://localhost:{self.port}"

    def running(self) -> Iterator["RealProvider"]:
        """Start it, and end it afterwards."""
        node = shutil.which("node")
        if node is None or not LIBRARY.is_file():
            pytest.skip("Node.js or npm's oidc-provider is missing: install Node.js, and run `make assets`")
        command = [node, "--no-warnings", str(SCRIPT), str(LIBRARY)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            self.change(**(self._beginning() | dict(self.changes)))
            yield self
        finally:
            self._process.stdin.close()  # type: ignore[union-attr]  # a pipe
            self._process.stdout.close()  # type: ignore[union-attr]
            self._process.wait(timeout=60)

    def change(self, **state: Any) -> None:
        """Have it think otherwise of people from now on."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(state) + "\n")
        stdin.flush()
        while (line := stdout.readline()) != "ok\n":
            assert line, "the provider ended"

    def _beginning(self) -> dict[str, Any]:
        client = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [self.redirect_uri],
            "grant_types": ["authorization_code", "refresh_token"],
        }
        people = {"anna": ANNA}
        return {
            "issuer": self.issuer,
            "port": self.port,
            "client": client,
            "people": people,
            "who": "anna",
        } | {
            "keys": [key("first")],
            "claims": ["groups", "kommune"],
            "in_userinfo": True,
            "refreshes": True,
        }
