"""A drop-in centre with two services, a hostel with three, and answers to what is asked of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from graphdb.claims import Rank, own_source
from graphdb.confirming import answers, links
from graphdb.confirming.answers import Answer, Choice, Outcome
from graphdb.confirming.links import Link
from graphdb.confirming.questions import Question, Questions, questions
from graphdb.model import EdgeKind, Id, Value, node_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from tests.graphdb.world import actor, actor_id, contact, service, tie, write

NOW: Final = datetime(2026, 9, 7, 10, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
"""A Monday in no season."""
TODAY: Final = "2026-09-07"
AT: Final = NOW.astimezone(UTC).isoformat(timespec="seconds")
OLD: Final = "2026-01-05"
HOUSE: Final = actor_id("huset")
HOSTEL: Final = actor_id("herberget")
CAFE: Final = node_id("service", "x", "cafe")
NIGHT: Final = node_id("service", "x", "nat")
PHONE: Final = "+4571111111"
HOURS: Final = "Mo-Fr 09:00-15:00"
TAKES_COUPLES: Final[dict[str, Any]] = {"exclusions.ex_par": True}
NO_CHILDREN: Final[dict[str, Any]] = {"exclusions.ex_boern": False}


def build(store: GraphStore) -> None:
    """Write both, as the municipality has them."""
    write(
        store,
        [
            *actor("huset", "civ_vaerested", day=OLD, phone_hours=HOURS, email="hus@brostad.example"),
            *service("huset", "cafe", day=OLD, opening_hours="Mo-Su 10:00-22:00", **TAKES_COUPLES),
            *service("huset", "nat", day=OLD, status="active", **NO_CHILDREN),
            tie(EdgeKind.VIA, CAFE, term_id("ar_selv"), OLD),
            *contact(HOUSE, "Vagten", phone="+4572222222"),
            *actor("herberget", "bo_110", day=OLD, description="Et herberg", website="https://h.example"),
            *(one for name in ("et", "to", "tre") for one in service("herberget", name, day=OLD)),
            *service("herberget", "senge", day=OLD, capacity=4, capacity_on=OLD),
        ],
    )


def ask(store: GraphStore, actor_id: Id = HOUSE, now: datetime = NOW) -> Questions:
    """What is asked of an actor."""
    return questions(store, actor_id, now)


def key(target: Id, field: str) -> str:
    """What a question is known by."""
    return f"{target} {field}"


def link_of(store: GraphStore, actor_id: Id = HOUSE, at: str = AT) -> Link:
    """A new link of an actor."""
    link = links.find(store, links.make(store, actor_id, at), at)
    assert link is not None
    return link


def answer(
    store: GraphStore,
    sent: Mapping[str, Answer],
    *,
    actor_id: Id = HOUSE,
    seen: Questions | None = None,
    link: Link | None = None,
    now: datetime = NOW,
) -> Outcome:
    """Answer, having seen the data of ``seen`` or of now."""
    about = ask(store, actor_id, now)
    version = about.version if seen is None else seen.version
    return answers.take(store, link or link_of(store, actor_id), about, sent, version, now)


def still(question: Question) -> dict[str, Answer]:
    """That a fact is still right."""
    return {question.key: Answer(Choice.CONFIRMS)}


def correct(target: Id, field: str, text: str) -> dict[str, Answer]:
    """A correction."""
    return {key(target, field): Answer(Choice.CHANGES, text)}


def typed(target: Id, field: str, text: str) -> dict[str, Answer]:
    """An answer to a question that does not show what stands there."""
    return {key(target, field): Answer(Choice.TYPED, text)}


def edited(store: GraphStore, target: Id, field: str, value: Value) -> None:
    """Somebody else of the actor's own people says otherwise meanwhile."""
    edit = Set(target, own_source(HOUSE), Rank.OWN, field, value, TODAY)
    commit(store, [edit], Stamp(AT, "somebody", "test"))
