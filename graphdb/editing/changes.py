"""What becomes of a form: what may be shown at once is written, the rest is proposed to the coordinator.

All of it is the word of the actor's own people. Only items of the thing are read, whatever else was sent.
An item counts as changed when what was typed differs from what the form came with, so that two who edit
different items do not undo each other's; of one item that others changed since, Contested. In a list of
relations each is an item: what one adds or takes away is laid on what the rest is by now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from graphdb.claims import Rank, own_source
from graphdb.editing.editable import Editable, Item, Thing
from graphdb.errors import InvalidValue
from graphdb.fields import formats
from graphdb.fields.field import Sort
from graphdb.fields.hours import is_understood
from graphdb.fields.schema import normalise
from graphdb.message import DANISH, Text, message, say
from graphdb.model import VISIBILITY, Id, Value, is_edge
from graphdb.ownership.speaker import expected, in_name_of, of_speaker
from graphdb.proposals import lists, proposals, sending
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore
from graphdb.visibility.seen import ONLY_FOR
from graphdb.writing.edits import Clear, FieldEdit, Set, Stamp, target_of
from graphdb.writing.plan import plan

WHY: Final = "edited by the actor's own people"
SEPARATOR: Final = "|"
"""Between the codes of relations, as a form sends them."""
LISTS: Final = frozenset({Sort.NAMES, Sort.LANGUAGES, Sort.IDENTIFIERS, Sort.CODES})
"""Sorts of fields of which each line is a value."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What an item said when the form was shown, and what it says now, both as text."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an item; ``value`` None is that there is nothing. ``in_words``: somebody has to read it.

    ``day`` (ISO) is when the value was last known to be right, "" for today; of a list of relations ``days``
    has that of each code that has another. ``stands``: what the form came with is what the item says now.
    """

    item: Item
    value: Value | None
    in_words: bool = False
    day: str = ""
    days: Mapping[str, str] = field(default_factory=dict)
    stands: bool = False

    @property
    def live(self) -> bool:
        """Whether it is shown at once."""
        return self.item.live and not self.in_words


@dataclass(frozen=True, slots=True)
class Read:
    """What a form changes, and by item what cannot be taken."""

    changes: tuple[Change, ...]
    errors: Mapping[str, Text]


def read(about: Editable, thing: Thing, typed: Mapping[str, Typed]) -> Read:
    """The changes in a form."""
    changes, errors = list[Change](), dict[str, Text]()
    for name, item in thing.items.items():
        if name not in typed or _plain(typed[name].was) == _plain(typed[name].now):
            continue
        try:
            text = typed[name].now if item.relation is None else _laid_on(item, typed[name])
            change = change_of(about, thing, item, text)
        except InvalidValue as error:
            errors[name] = error.reason
        else:
            if change.value != item.value:
                changes.append(replace(change, stands=_stands(about, thing, item, typed[name].was)))
    return Read(tuple(changes), errors)


def refused(
    store: GraphStore,
    about: Editable,
    thing: Thing,
    changes: Sequence[Change],
    seen: int,
    now: datetime,
    speaking: Id = "",
) -> Mapping[str, Text]:
    """By item what the directory would not take of all these. ``speaking`` and Contested as ``send``, also of
    what only waits.
    """
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    edits, versions = _edits(about, thing, changes, at[:10], seen, speaking)
    in_words = {change.item.name for change in changes if change.in_words}
    planned = plan(store, edits, Stamp(at, "nobody", WHY), expect=versions)
    kinds = {str(item.relation): name for name, item in thing.items.items() if item.relation is not None}
    return {
        kinds.get(refusal.target.partition("|")[0], "")
        if is_edge(refusal.target)
        else refusal.field: refusal.reason
        for refusal in planned.refused
        if refusal.field not in in_words
    }


def send(
    store: GraphStore,
    about: Editable,
    thing: Thing,
    changes: Sequence[Change],
    *,
    seen: int,
    by: str,
    now: datetime,
    speaking: Id = "",
) -> int:
    """Write what is shown at once, and keep the rest as proposals; ``by`` is who edits, as a commit names it.

    ``speaking`` is in whose name, see ``speaker``; "" is the actor that is shown.

    Answers the number of the commit, 0 where nothing was written.

    Contested when others have changed one of these items since ``seen``, the version of the data that was
    shown; nothing is written then. What ``refused`` names is left out.
    """
    at, today = now.astimezone(UTC).isoformat(timespec="seconds"), now.date().isoformat()
    edits, shown = _edits(about, thing, [one for one in changes if one.live], today, seen, speaking)
    waits, waited_for = _edits(about, thing, [one for one in changes if not one.live], today, seen, speaking)
    earlier = {one.id: one for one in proposals.waiting(store, about.actor.id)}
    kept = (_proposal(about, thing, change, by, at, speaking) for change in changes if _is_kept(change))
    records = tuple(proposals.write_of(_first_seen(note, earlier)) for note in kept)
    written = sending.send(store, edits, waits, Stamp(at, by, WHY, records=records), shown | waited_for)
    return 0 if written is None else written.seq


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def change_of(about: Editable, thing: Thing, item: Item, text: str) -> Change:
    """What an item becomes by what was typed. InvalidValue for what cannot be taken."""
    if item.relation is not None:
        return Change(item, _codes(item, text) or None)
    kind, name, field = thing.node.kind, item.name, item.field
    assert field is not None
    if field.sort is Sort.HOURS and text.strip() and not is_understood(text):
        formats.refuse_cpr(text, name)
        return Change(item, formats.normalise_text(text, limit=proposals.LONGEST), in_words=True)
    if field.sort in LISTS:
        text = SEPARATOR.join(text.splitlines())
    value = normalise(kind, name, text, fictional=about.fictional)
    if (
        value is None
        and (field.required or field.sort is Sort.FLAG or field.choices)
        and item.value is not None
    ):
        raise InvalidValue(message("fields.needs_answer"), field=name)
    if value is not None and item.options and value not in item.options:
        raise InvalidValue(message("fields.needs_answer"), field=name)
    return Change(item, value)


def _stands(about: Editable, thing: Thing, item: Item, was: str) -> bool:
    with suppress(InvalidValue):
        return change_of(about, thing, item, was).value == item.value
    return False


def _laid_on(item: Item, typed: Typed) -> str:
    """The list with what was ticked and unticked laid on what it is by now."""
    was, now = (tuple(filter(None, text.split(SEPARATOR))) for text in (typed.was, typed.now))
    return SEPARATOR.join(lists.laid_on(item.codes, was, now))


def _codes(item: Item, text: str) -> tuple[str, ...]:
    """The codes that were ticked, those that stand first and as they stood."""
    ticked = set(filter(None, text.split(SEPARATOR)))
    if not ticked <= set(item.options):
        raise InvalidValue(message("fields.needs_answer"), field=item.name)
    return tuple(code for code in dict.fromkeys((*item.codes, *item.options)) if code in ticked)


def _edits(
    about: Editable, thing: Thing, changes: Iterable[Change], today: str, seen: int, speaking: Id
) -> tuple[list[FieldEdit], dict[Id, int]]:
    """The edits in the name of who speaks, and the versions that were shown of what they edit."""
    actor = about.actor.id
    by_change = [(change, list(_of_shown(about, thing, change, today))) for change in changes]
    edits, versions = [edit for _, each in by_change for edit in each], _expected(thing, by_change, seen)
    if not speaking:
        return edits, versions
    return [in_name_of(speaking, actor, edit) for edit in edits], expected(speaking, actor, versions)


def _of_shown(about: Editable, thing: Thing, change: Change, today: str) -> Iterator[FieldEdit]:
    own, item, value, day = own_source(about.actor.id), change.item, change.value, change.day or today
    if item.relation is not None:
        wanted = value if isinstance(value, tuple) else ()
        there, days = item.codes, change.days
        yield from lists.edits(item.relation, thing.node.id, there, wanted, own, Rank.OWN, today, days)
        return
    if ONLY_FOR in thing.node.props:  # their word may outlive that of the source that says whom it is for
        yield Set(thing.node.id, own, Rank.OWN, VISIBILITY, thing.node.text(ONLY_FOR), today)
    if value is None:
        yield Clear(thing.node.id, own, Rank.OWN, item.name, day)
    else:
        yield Set(thing.node.id, own, Rank.OWN, item.name, value, day)
        if item.field is not None and item.field.dated_by:
            yield Set(thing.node.id, own, Rank.OWN, item.field.dated_by, day, day)


def _expected(
    thing: Thing, by_change: Iterable[tuple[Change, Sequence[FieldEdit]]], seen: int
) -> dict[Id, int]:
    """The versions shown: those of today, unless something was changed since.

    While others write without a pause a form may be newer than the version it came with; where what it showed
    still stands, nobody has changed it since.
    """
    today = {thing.node.id: thing.node.version} | {edge.id: edge.version for edge in thing.edges.values()}
    shown = dict[Id, int]()
    for change, edits in by_change:
        for target in today.keys() & {target_of(edit) for edit in edits}:
            version = today[target] if change.stands else min(today[target], seen)
            shown[target] = min(version, shown.get(target, version))
    return shown


def _is_kept(change: Change) -> bool:
    return not change.live or change.item.marked


def _proposal(about: Editable, thing: Thing, change: Change, by: str, at: str, speaking: Id) -> Proposal:
    """A proposal of who speaks; of what is shown at once the note that the coordinator has not seen it.

    Of a list of relations it has the codes, none where the list would be empty.
    """
    actor, before, after = speaking or about.actor.id, change.item.value, change.value
    if change.item.relation is not None and after is None:
        after = ()
    plain = after is not None and not change.in_words
    sort = About.SHOWN if change.live else About.FIELD if plain else About.WORDS
    return Proposal(
        actor,
        sort,
        own_source(actor),
        by,
        at,
        of_speaker(actor, about.actor.id, thing.node.id),
        change.item.name,
        "" if before is None else before,
        _words(after) if after is None or change.in_words else after,
    )


def _first_seen(note: Proposal, earlier: Mapping[str, Proposal]) -> Proposal:
    """The note with what the coordinator saw last, where an earlier change was not seen either."""
    last = earlier.get(note.id)
    unseen = last is not None and {last.about, note.about} == {About.SHOWN}
    return replace(note, seen=last.seen) if last is not None and unseen else note


def _words(value: Value | None) -> str:
    """A value for somebody to read."""
    return say(message("proposals.nothing_there"), DANISH) if value is None else str(value)
