"""The letters that were sent, and where their links lead, for tests."""

import re
from typing import Final

from tests.mail_server import Kept
from webapp.maillink.posting import THREAD

LINK: Final = re.compile(r"/ikke-os/link/[0-9a-f]{64}")


def letters(post: tuple[Kept, str]) -> list[tuple[str, str, str]]:
    """To whom, about what, and the plain text of each that has left by now."""
    THREAD.submit(lambda: None).result(30)
    return [
        (str(mail["To"]), str(mail["Subject"]), mail.get_body(["plain"]).get_content())  # type: ignore[union-attr]
        for mail in post[0].mails
    ]


def link(post: tuple[Kept, str]) -> str:
    """Where the link of the last letter leads."""
    match = LINK.search(letters(post)[-1][2])
    assert match is not None
    return match[0]
