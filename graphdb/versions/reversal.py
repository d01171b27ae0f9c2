"""Use case: taking back what was just changed in a form, while nobody has changed it again."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphdb.claims import EXISTS, NONE, Claim, Fact, Rank
from graphdb.editing.changes import Change
from graphdb.editing.editable import Item, Thing
from graphdb.history import chain, past
from graphdb.model import NodeKind, Value, code_of, ends_of
from graphdb.store import Readable
from graphdb.versions.entry import Timeline
from graphdb.versions.restoring import Difference, differences
from graphdb.view import winners

Winners = Mapping[str, tuple[Claim, Fact]]


@dataclass(frozen=True, slots=True)
class Reversal:
    """What puts items back, and the names of those that are left as they are, wholly or in part: somebody has
    spoken of them since, whose word it would go over or could not outweigh.
    """

    changes: tuple[Change, ...]
    left: tuple[str, ...]


def reversal(line: Timeline, thing: Thing, seq: int) -> Reversal:
    """What puts the items of a thing back to what they were before the commit of that number.

    Only items that are shown at once, and only those of which people said nothing since.
    """
    spoken_of = {one.key for one in differences(line, seq)} | _said(line, range(seq + 1, sys.maxsize))
    before, changed = differences(line, seq - 1), _said(line, range(seq, seq + 1))
    undone = [one for one in before if one.key not in spoken_of]
    left = [one for one in before if one.key in spoken_of & changed]
    names = (item.name for item in thing.items.values() if any(_is_of(thing, item, one) for one in left))
    return Reversal(tuple(_changes(thing, undone)), tuple(names))


def _said(line: Timeline, commits: range) -> set[str]:
    """The keys of what people said in these commits, whether it is shown or not."""
    return {
        f"{line.shown(change.target)} {name}"
        for change in line.changes
        if change.seq in commits and change.body
        for name in _differing(*chain.sides(change))
    }


def _differing(before: Claim | None, after: Claim | None) -> Iterator[str]:
    if min(one.rank for one in (before, after) if one is not None) > Rank.OWN:
        return
    was, now = (one.facts if one is not None else {} for one in (before, after))
    yield from (name for name in was.keys() | now.keys() if was.get(name) != now.get(name))


def _is_of(thing: Thing, item: Item, one: Difference) -> bool:
    if item.relation is None:
        return (one.target, one.field) == (thing.node.id, item.name)
    return one.field == EXISTS and one.target.startswith(_start(thing, item))


def _start(thing: Thing, item: Item) -> str:
    """How the ids of the relations of a list begin."""
    return f"{item.relation}|{thing.node.id}|"


def has_reversal(thing: Thing) -> bool:
    """Whether changes of a thing can be taken back: of what is not for everybody those of a contact point."""
    return not thing.only_for or thing.node.kind is NodeKind.CONTACT_POINT


def reversal_of_withheld(store: Readable, thing: Thing, seq: int) -> Reversal:
    """The same of a contact point that is not for everybody: it stands in no history of its entry."""
    was, became = (winners(past.claims_at(store, thing.node.id, at)) for at in (seq - 1, seq))
    changed = [
        one for one in thing.items.values() if one.live and _value(was, one.name) != _value(became, one.name)
    ]
    left = (one.name for one in changed if one.value not in (_value(was, one.name), _value(became, one.name)))
    return Reversal(tuple(_fields(changed, was, became)), tuple(left))


def _fields(changed: Iterable[Item], was: Winners, became: Winners) -> Iterator[Change]:
    for item in changed:
        if _value(became, item.name) == item.value:
            fact = was[item.name][1] if item.name in was else None
            day = "" if fact is None else fact.confirmed_on or fact.stated_on
            yield Change(item, _value(was, item.name), day=day)


def _value(best: Winners, name: str) -> Value | None:
    return None if name not in best or best[name][1].value == NONE else best[name][1].value


def _changes(thing: Thing, undone: Sequence[Difference]) -> Iterator[Change]:
    before = {one.field: one for one in undone if one.target == thing.node.id}
    for item in thing.items.values():
        if not item.live:
            continue
        if item.relation is not None:
            related = _related(thing, item, undone)
            codes = _codes(item, related)
            if codes != item.codes:
                yield Change(
                    item, codes or None, days={code: one.day for code, one in related.items() if one.day}
                )
        elif item.name in before:
            was = before[item.name]
            yield Change(item, was.then, day=was.day)  # nobody has confirmed it by taking a slip back


def _related(thing: Thing, item: Item, undone: Sequence[Difference]) -> Mapping[str, Difference]:
    """The relations of a list that came or went, by code."""
    related = (one for one in undone if _is_of(thing, item, one))
    return {code_of(ends_of(one.target)[1]): one for one in related}


def _codes(item: Item, related: Mapping[str, Difference]) -> tuple[str, ...]:
    """What a list of relations had in it, in the order in which the form has it."""
    added = {code for code, one in related.items() if one.then is None}
    removed = {code for code, one in related.items() if one.now is None}
    listed = dict.fromkeys((*item.codes, *item.options, *sorted(removed)))
    return tuple(code for code in listed if code in removed or (code in item.codes and code not in added))
