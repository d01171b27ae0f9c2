"""The letter with a confirmation link: one purpose, from a person who can be rung."""

from graphdb.mailing.letter import Letter, Sender
from graphdb.message import message


def invitation(to: str, actor: str, link: str, sender: Sender) -> Letter:
    """The letter to an actor's own people; ``actor`` is its name."""
    return Letter(
        to,
        message("mailing.subject", actor=actor),
        (
            message("mailing.opening", actor=actor),
            message("mailing.minute"),
            message("mailing.not_you"),
        ),
        link,
        sender,
    )
