"""Use case: taking back what was just changed in a form, while nobody has changed it again."""

from collections.abc import Iterator, Sequence

from graphdb.claims import EXISTS
from graphdb.editing.changes import Change
from graphdb.editing.editable import Item, Thing
from graphdb.model import code_of, ends_of
from graphdb.versions.entry import Timeline
from graphdb.versions.restoring import Difference, differences


def reversal(line: Timeline, thing: Thing, seq: int) -> tuple[Change, ...]:
    """What puts the items of a thing back to what they were before the commit of that number.

    Only items that are shown at once, and only those that nothing but that commit has changed since.
    """
    changed_again = {one.key for one in differences(line, seq)}
    undone = [one for one in differences(line, seq - 1) if one.key not in changed_again]
    return tuple(_changes(thing, undone))


def _changes(thing: Thing, undone: Sequence[Difference]) -> Iterator[Change]:
    before = {one.field: one for one in undone if one.target == thing.node.id}
    for item in thing.items.values():
        if not item.live:
            continue
        if item.relation is not None:
            codes = _codes(thing, item, undone)
            if codes != item.codes:
                yield Change(item, codes or None)
        elif item.name in before:
            was = before[item.name]
            yield Change(item, was.then, day=was.day)  # nobody has confirmed it by taking a slip back


def _codes(thing: Thing, item: Item, undone: Sequence[Difference]) -> tuple[str, ...]:
    """What a list of relations had in it, in the order in which the form has it."""
    start = f"{item.relation}|{thing.node.id}|"
    related = [one for one in undone if one.target.startswith(start) and one.field == EXISTS]
    added = {code_of(ends_of(one.target)[1]) for one in related if one.then is None}
    removed = {code_of(ends_of(one.target)[1]) for one in related if one.now is None}
    listed = dict.fromkeys((*item.codes, *item.options, *sorted(removed)))
    return tuple(code for code in listed if code in removed or (code in item.codes and code not in added))
