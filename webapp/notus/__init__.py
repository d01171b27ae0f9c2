"""Saying, by a link in a mail to the address that stood there before, that a change was not theirs."""

from typing import Final

NOT_US: Final = "/ikke-os"
"""Where the pages lie; ``/link`` and its token lead there."""
