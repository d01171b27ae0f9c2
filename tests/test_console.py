"""What a command shows while it works."""

import sys
from io import StringIO

import pytest

from commands import console


class Terminal(StringIO):
    """What somebody looks at."""

    def isatty(self) -> bool:
        """True."""
        return True


def drawn(out: StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is written while something is read and then written."""
    monkeypatch.setattr(sys, "stderr", out)
    with console.progress("begins") as show:
        show("reads", 3, 4)
        show("writes", 1, 2)
    return out.getvalue()


def test_a_terminal_shows_what_is_done_and_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with steps in place of how far it is: the second piece of work begins anew."""
    text = drawn(Terminal(), monkeypatch)
    assert text.index("begins") < text.index("reads") < text.index("75%") < text.index("writes")
    assert text.index("writes") < text.index("50%")


def test_a_file_holds_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not drawn(StringIO(), monkeypatch)
