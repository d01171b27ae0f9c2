"""Signing in and out, who is asking, and the gate that each request passes."""

from typing import Final

LINK: Final = "/sign-in/link"
"""Where a one-time link leads, followed by its token."""
