"""What takes the letters of an application, and whether one would leave now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from flask import current_app

from graphdb.mailing.letter import Letter
from webapp import context

Post = Callable[[Letter], None]
"""Takes a letter; raises one of ``post.FAILURES``."""
_OUTBOX: Final = "brobygger.outbox"


@dataclass(frozen=True, slots=True)
class Outbox:
    """What takes letters in the place of a mail server; ``is_open`` says whether anybody can look into it."""

    put: Post
    is_open: Callable[[], bool]


def hand_in_at(extensions: dict[str, object], outbox: Outbox) -> None:
    """Give all letters of an application to this instead of to the mail server of its settings."""
    extensions[_OUTBOX] = outbox


def outbox() -> Outbox | None:
    """What stands in the place of the mail server of the running application, None where nothing does."""
    return cast("Outbox | None", current_app.extensions.get(_OUTBOX))


def can_mail() -> bool:
    """Whether a letter of the running application would leave now; an outbox may close while it runs."""
    other = outbox()
    return context.context().settings.can_mail() and (other is None or other.is_open())
