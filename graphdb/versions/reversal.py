"""Use case: taking back what was just changed in a form, while nobody has changed it again."""

from collections.abc import Iterator, Mapping, Sequence

from graphdb.claims import EXISTS, NONE, Claim, Fact
from graphdb.editing.changes import Change
from graphdb.editing.editable import Item, Thing
from graphdb.history import past
from graphdb.model import NodeKind, Value, code_of, ends_of
from graphdb.store import Readable
from graphdb.versions.entry import Timeline
from graphdb.versions.restoring import Difference, differences
from graphdb.view import winners


def reversal(line: Timeline, thing: Thing, seq: int) -> tuple[Change, ...]:
    """What puts the items of a thing back to what they were before the commit of that number.

    Only items that are shown at once, and only those that nothing but that commit has changed since.
    """
    changed_again = {one.key for one in differences(line, seq)}
    undone = [one for one in differences(line, seq - 1) if one.key not in changed_again]
    return tuple(_changes(thing, undone))


def has_reversal(thing: Thing) -> bool:
    """Whether changes of a thing can be taken back: of what is not for everybody those of a contact point."""
    return not thing.only_for or thing.node.kind is NodeKind.CONTACT_POINT


def reversal_of_withheld(store: Readable, thing: Thing, seq: int) -> tuple[Change, ...]:
    """The same of a contact point that is not for everybody: it stands in no history of its entry."""
    before, after = (past.claims_at(store, thing.node.id, at) for at in (seq - 1, seq))
    return tuple(_fields(thing, before, after))


def _fields(thing: Thing, before: Sequence[Claim], after: Sequence[Claim]) -> Iterator[Change]:
    was, became = winners(before), winners(after)
    for item in thing.items.values():
        then, now = (_value(best, item.name) for best in (was, became))
        if item.live and now == item.value != then:
            fact = was[item.name][1] if item.name in was else None
            yield Change(item, then, day="" if fact is None else fact.confirmed_on or fact.stated_on)


def _value(best: Mapping[str, tuple[Claim, Fact]], name: str) -> Value | None:
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
    start = f"{item.relation}|{thing.node.id}|"
    related = (one for one in undone if one.target.startswith(start) and one.field == EXISTS)
    return {code_of(ends_of(one.target)[1]): one for one in related}


def _codes(item: Item, related: Mapping[str, Difference]) -> tuple[str, ...]:
    """What a list of relations had in it, in the order in which the form has it."""
    added = {code for code, one in related.items() if one.then is None}
    removed = {code for code, one in related.items() if one.now is None}
    listed = dict.fromkeys((*item.codes, *item.options, *sorted(removed)))
    return tuple(code for code in listed if code in removed or (code in item.codes and code not in added))
