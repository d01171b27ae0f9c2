"""What the coordinator heard on the telephone: confirmed on the actor's behalf, wrong, or nobody there."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from graphdb.claims import EXISTS, Rank, coordinator_source
from graphdb.confirming import asked as asking
from graphdb.doubts import doubts
from graphdb.errors import NotFound, Refused
from graphdb.message import message
from graphdb.model import Id
from graphdb.reminding import rounds
from graphdb.reminding.due import Due, due
from graphdb.reminding.rounds import Step
from graphdb.store import GraphStore
from graphdb.writing.edits import Confirm, Stamp
from graphdb.writing.plan import commit, plan

WHY: Final = "confirmed by telephone on the actor's behalf"
ON_LIST: Final = (Step.CALL, Step.TRIED)


def calls(store: GraphStore, municipality: str, now: datetime) -> tuple[Due, ...]:
    """Whom the coordinator of a municipality rings. Raises NotFound."""
    return of(due(store, municipality, now))


def of(several: Iterable[Due]) -> tuple[Due, ...]:
    """Those of them that are to be rung, who was not reached lately last."""
    listed = [one for one in several if one.step in ON_LIST]
    return tuple(sorted(listed, key=lambda one: one.step is Step.TRIED))


def find(store: GraphStore, municipality: str, actor: Id, now: datetime) -> Due:
    """One of the list. Raises NotFound when it does not stand there."""
    for one in calls(store, municipality, now):
        if one.actor.id == actor:
            return one
    raise NotFound(message("reminding.not_listed"))


def confirm(
    store: GraphStore,
    one: Due,
    keys: Collection[str],
    municipality: str,
    by: str,
    seen: int,
    now: datetime,
) -> None:
    """Confirm the facts with these keys, as the coordinator's word on the actor's behalf.

    ``seen`` is the version of the data shown: Contested when others changed one of the facts since. Refused
    for what cannot be confirmed, NotFound when none of them is asked about.
    """
    chosen = [question for question in one.questions if question.key in keys]
    if not chosen:
        raise NotFound(message("reminding.not_listed"))
    at, today = now.astimezone(UTC).isoformat(timespec="seconds"), now.date().isoformat()
    source = coordinator_source(municipality)
    edits = [
        Confirm(target, source, Rank.COORDINATOR, EXISTS if question.of_relations else question.field, today)
        for question in chosen
        for target in question.versions
    ]
    versions = {target: version for each in chosen for target, version in each.versions.items()}
    expect = {target: min(version, seen) for target, version in versions.items()}
    record = asking.read(store, one.actor.id).with_day([each.key for each in chosen], today)
    stamp = Stamp(at, by, WHY, records=(record,))
    for refusal in plan(store, edits, stamp, expect=expect).refused:
        raise Refused(message("reminding.cannot", reason=refusal.reason))
    commit(store, edits, stamp, expect=expect)


def no_answer(store: GraphStore, one: Due, now: datetime) -> None:
    """Nobody was there: the actor is left alone for a week. Conflict when others wrote it meanwhile."""
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    rounds.keep(store, one.actor.id, replace(one.round, rung=at))


def wrong(store: GraphStore, one: Due, text: str, now: datetime) -> None:
    """Something is wrong: a line in the coordinator's queue; the actor is left alone for a week.

    InvalidValue for a text that reads as a CPR number, is too long, or says nothing.
    """
    doubts.keep(store, doubts.doubt(one.actor.id, text, now))
    no_answer(store, one, now)
