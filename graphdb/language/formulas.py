"""Cells of spreadsheets that we write: what they hold is shown, and never worked out."""

from typing import Final

_WORKED_OUT: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet takes for a formula."""


def guarded(text: str) -> str:
    """The text for a cell of a file that we write: a spreadsheet shows it, and never works it out."""
    return f"'{text}" if text.startswith(_WORKED_OUT) else text


def unguarded(text: str) -> str:
    """The reverse of ``guarded``."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_WORKED_OUT) else text
