"""Sending what is due: each mail at most once, also when two do it at the same time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from graphdb.errors import BrobyggerError, Conflict, Refused
from graphdb.mailing import post
from graphdb.message import Text
from graphdb.reminding import rounds
from graphdb.reminding.due import Due, due
from graphdb.reminding.rounds import Round, Step
from graphdb.store import GraphStore

Send = Callable[[Due], None]
"""Makes a link of an actor and mails it; raises one of ``post.FAILURES`` when it did not leave."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one actor: ``reason`` says why its mail did not leave, "" when it did."""

    due: Due
    reason: Text = ""


def send_due(store: GraphStore, municipality: str, now: datetime, send: Send) -> list[Outcome]:
    """Send what is due to the actors of a municipality; done again it sends nothing more.

    What another process is sending is left to it. Raises NotFound for what is no municipality.
    """
    outcomes: list[Outcome] = []
    for one in due(store, municipality, now):
        if one.is_mailed:
            outcomes += _send(store, one, now, send)
    return outcomes


def _next(one: Due, at: str) -> Round:
    """The round with what leaves now."""
    match one.step:
        case Step.NOTICE:
            return replace(one.round, noticed=at)
        case Step.MAIL:
            return replace(one.round, first=at, again="", rung="")
        case _:
            return replace(one.round, again=at)


def _send(store: GraphStore, one: Due, now: datetime, send: Send) -> list[Outcome]:
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    there = _next(one, at)
    is_soon = one.step is Step.AGAIN or (one.step is Step.MAIL and bool(one.round.noticed))
    pause = rounds.FORTNIGHT if is_soon else post.MONTH

    def kept_and_sent() -> None:
        """That it is sent is kept first: of two processes one is refused here at the latest."""
        rounds.keep(store, one.actor.id, there)
        try:
            send(one)
        except post.FAILURES:
            version = rounds.read(store, one.actor.id).version
            rounds.keep(store, one.actor.id, replace(one.round, version=version))
            raise

    try:
        post.once(store, one.actor.id, at, kept_and_sent, pause=pause)
    except (Conflict, post.NotYet):
        return []
    except Refused as error:
        return [Outcome(one, error.reason)]
    except post.FAILURES as error:
        return [Outcome(one, error.reason if isinstance(error, BrobyggerError) else str(error))]
    return [Outcome(one)]
