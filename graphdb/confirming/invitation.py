"""The letters with a confirmation link: each of one purpose, from a person who can be rung."""

from graphdb.confirming.temporary import Season
from graphdb.mailing.letter import Letter, Sender
from graphdb.message import message


def invitation(to: str, actor: str, link: str, sender: Sender, season: Season | None = None) -> Letter:
    """The letter to an actor's own people; ``actor`` is its name.

    ``season``: the holiday that they are asked about first behind the link, if any.
    """
    ahead = () if season is None else (message("mailing.season", season=season.name),)
    return Letter(
        to,
        message("mailing.subject", actor=actor),
        (
            message("mailing.opening", actor=actor),
            *ahead,
            message("mailing.minute"),
            message("mailing.not_you"),
        ),
        link,
        sender,
    )


def notice(to: str, actor: str, link: str, sender: Sender) -> Letter:
    """The letter two weeks before: that they will be asked, and where."""
    return Letter(
        to,
        message("mailing.notice_subject", actor=actor),
        (message("mailing.notice", actor=actor), message("mailing.notice_else")),
        link,
        sender,
    )


def second(to: str, actor: str, link: str, sender: Sender) -> Letter:
    """The second letter, shorter: that it is the second, and that a call comes next."""
    return Letter(
        to,
        message("mailing.second_subject", actor=actor),
        (message("mailing.second", actor=actor), message("mailing.second_call")),
        link,
        sender,
    )
