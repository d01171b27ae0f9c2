"""Signing in by a link in a mail, without a password: for editors."""

from typing import Final

LINK: Final = "/sign-in/mail/link"
"""Where such a link leads, followed by its token."""
ANSWER: Final = "/svar/link"
"""Where a confirmation link leads, followed by its token."""
