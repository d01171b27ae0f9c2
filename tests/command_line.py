"""The command line, called in this process: quicker than in one of its own."""

import pytest

import brobygger


def call(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str, str]:
    """Run ``brobygger`` with these words: (exit code, stdout, stderr)."""
    monkeypatch.setattr("sys.argv", ["brobygger", *words])
    code = 0
    try:
        brobygger.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    output = capfd.readouterr()
    return code, output.out, output.err
