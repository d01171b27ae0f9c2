"""Exports of earlier schemas in the shape of today.

Schema 2 kept runs, marks of secret places and hidden relations as documents with the graph's versions. Each
is a record of the same kind, id and keys; history and all else come along as they are.

Of schema 1 the claims are said again, and all else follows from them. View, search entries and history are
built anew. The old chain of digests is not carried on: each commit names the digest it ended with, so that
the old file, kept elsewhere, still proves what was said before.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from graphdb.claims import Claim, Fact, relation
from graphdb.codec import UNREADABLE, Json, from_json
from graphdb.concurrency import open_runs
from graphdb.connect import open_store
from graphdb.errors import InvalidValue, Refused
from graphdb.fields import schema
from graphdb.fields.contact_point import contact_id
from graphdb.fields.registry import FIELDS
from graphdb.language.danish import fold
from graphdb.message import Message, Text, message, say
from graphdb.model import EdgeKind, NodeKind, is_edge
from graphdb.records import Record, RecordWrite
from graphdb.runs import runs
from graphdb.store import Commit, GraphStore, Item, What
from graphdb.upkeep import check
from graphdb.writing.plan import Put, Stamp, commit

Items = Callable[[], Iterable[Item]]
"""Reads the old file from its beginning."""
Tell = Callable[[Text], None]

_RENAMED: Final[Mapping[tuple[NodeKind | EdgeKind, str], str]] = {
    (NodeKind.SERVICE, "exclusions"): "exclusions_text",
}
_CONTACTS: Final = "contacts"
"""What schema 1 kept an actor's contact points in."""
_BY: Final = "restore"
_HIDDEN: Final = message("upgrade.hidden")
OLDEST_WITH_HISTORY: Final = 2
"""Of an export of this schema or a later one everything comes along, not the claims alone."""
DOCUMENT: Final = "doc"
"""What the lines of records said they were."""

T = TypeVar("T")


def item_of(row: Json) -> Item:
    """The item of a line, of whatever schema; KeyError, TypeError or ValueError as ``codec.from_json``."""
    return from_json(row | {"what": What.RECORDS} if row["what"] == DOCUMENT else row)


@contextmanager
def said_again(items: Items, head: str, tell: Tell) -> Iterator[GraphStore]:
    """A store of today with what the old file says, while the block lasts; checked before it is handed out.

    ``tell`` gets a sentence for each fact that the fields of today do not take. Called by
    ``transfer.restore``. Raises Refused.
    """
    with TemporaryDirectory(prefix="brobygger-") as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'renewed.db'}")
        with closing(store):
            store.prepare()
            _say(store, items, head, tell)
            faults = check.check(store).faults
            if faults:
                raise Refused(message("upgrade.unsound", fault=faults[0], count=len(faults)))
            yield store


def _say(store: GraphStore, items: Items, head: str, tell: Tell) -> None:
    at = max((item.at for item in items() if isinstance(item, Commit)), default="")
    if not at:
        return
    tell(message("upgrade.history_anew", head=head))
    why = say(message("upgrade.moved", head=head))
    for records in runs.parts(_records(items())):
        store.records.write(*map(RecordWrite, records))
    for relations in (False, True):  # they need the nodes that they are between
        for part in runs.parts(_claims(items(), tell, relations)):
            plan, _ = commit(store, [Put(claim) for claim in part], Stamp(at, _BY, why))
            for refusal in plan.refused:
                tell(_not_along(refusal.target, refusal.field, refusal.reason))


def _records(items: Iterable[Item]) -> Iterator[Record]:
    """Runs and marks of secret places as they were."""
    for item in items:
        if isinstance(item, Record):
            if item.kind == open_runs.KIND and item.keys.get("k2") == "open":
                raise Refused(message("upgrade.import_open", source=item.keys.get("k1", "")))
            yield item


def _claims(items: Iterable[Item], tell: Tell, relations: bool) -> Iterator[Claim]:
    """The claims on relations, or on nodes, under the names of today without what its fields do not take."""
    for item in items:
        if not isinstance(item, Claim):
            continue
        points = list(_contact_points(item, tell if not relations else _in_silence))
        if is_edge(item.target) is relations:
            facts = dict(_facts(item, tell))
            if facts or not item.facts:  # a secret place may have none
                yield replace(item, facts=facts)
        yield from (
            tie if relations else replace(point, facts=dict(_facts(point, tell))) for point, tie in points
        )


def _contact_points(actor: Claim, tell: Tell) -> Iterator[tuple[Claim, Claim]]:
    """The contact points that an actor kept as a value, each a thing of its own and the relation to it."""
    kept = actor.facts.get(_CONTACTS)
    if actor.kind is not NodeKind.ACTOR or kept is None or not isinstance(kept.value, tuple):
        return
    roles: Counter[str] = Counter()
    for position, text in enumerate(kept.value, 1):
        try:
            said = {str(name): str(value) for name, value in json.loads(text).items()}
            role = said["role"]
        except UNREADABLE:
            tell(_not_along(actor.target, _CONTACTS, message("upgrade.contact_unreadable")))
            continue
        target = contact_id(actor.target, role, roles[fold(role)])
        roles[fold(role)] += 1
        facts = {name: replace(kept, value=value) for name, value in said.items()}
        dates = (kept.stated_on, kept.confirmed_on)
        tie = relation(
            actor.source,
            actor.rank,
            EdgeKind.CONTACTED_AT,
            (actor.target, target),
            {"position": replace(kept, value=position)},
            dates=dates,
        )
        yield (
            replace(actor, target=target, kind=NodeKind.CONTACT_POINT, facts=facts),
            replace(tie, run=actor.run),
        )


def _in_silence(line: Text) -> None:
    """What is left out was told when the nodes were read."""


def _facts(claim: Claim, tell: Tell) -> Iterator[tuple[str, Fact]]:
    for old, fact in claim.facts.items():
        if old == _CONTACTS and claim.kind is NodeKind.ACTOR:
            continue
        name = _name_today(claim.kind, old)
        try:
            schema.check(replace(claim, facts={name: fact}))
        except InvalidValue as error:
            shown = _HIDDEN if schema.hides_cpr(claim.target) else claim.target
            tell(_not_along(shown, old, error.reason))
        else:
            yield name, fact


def _not_along(target: Text, field: str, reason: Text) -> Message:
    return message("upgrade.not_along", target=target, field=field, reason=reason)


def _name_today(kind: NodeKind | EdgeKind, name: str) -> str:
    today = _RENAMED.get((kind, name), name)
    return today if today in FIELDS.get(kind, {}) else name
