"""What a run makes different, gathered while it is written.

A relation belongs to whose row it stands in: of something new or gone it goes without saying. What may not be
shown, of secret places, of persons or of what is not for all, is named without its values.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, NamedTuple

from graphdb.claims import EXISTS, NONE, Claim
from graphdb.fields.contact_point import PERSON
from graphdb.fields.field import Sort
from graphdb.fields.phone import display_phone
from graphdb.fields.registry import FIELDS, Kind, family, is_open
from graphdb.message import Param, Text, Words, message
from graphdb.model import PUBLIC, VISIBILITY, EdgeKind, Id, Node, NodeKind, Value, code_of, is_edge, is_public
from graphdb.runs import runs
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing.naming import called, speaker
from graphdb.writing.plan import Effect, Outweighed
from importers.importer import OWNED, about
from importers.problems import Place, shortened
from importers.running.differences import Changed, Differences, FieldChange, Stays, Thing
from importers.running.mapping import Mapped

_NAMES: Final = ("name", "label_da", "role")
_WITHHELD: Final = message("report.withheld")
_TAKEN_OUT: Final = FieldChange("secret_address", message("report.taken_out"), "", "", withheld=True)
"""What a claim said before as well, as far as history may tell it."""
_PLACE: Final = "place:"
_TERMS: Final = ("term:", "area:")
_DAYS: Final[Mapping[str, Text]] = {
    "confirmed_on": message("report.confirmed_on"),
    "stated_on": message("report.stated_on"),
}
_RELATIONS: Final[Mapping[str, Text]] = {
    EdgeKind.PART_OF: message("report.part_of"),
    EdgeKind.OFFERS: message("report.offered_by"),
    EdgeKind.CONTACTED_AT: message("report.contact_of"),
    EdgeKind.LOCATED_AT: message("report.located_at"),
    EdgeKind.IN: message("report.lies_in"),
    EdgeKind.SERVES: message("report.serves"),
    EdgeKind.REACHES: message("report.reaches"),
    EdgeKind.MEETS: message("report.meets"),
    EdgeKind.USES: message("report.uses"),
    EdgeKind.UNDER: message("report.under"),
    EdgeKind.VIA: message("report.via"),
    EdgeKind.ASKED: message("report.asked_about"),
}


class _Relation(NamedTuple):
    """What became of a relation: it is new, gone or changed, and then how."""

    what: str
    label: Text
    kind: str
    other: Id
    withheld: bool
    fields: tuple[FieldChange, ...]


class Comparing:
    """Of one run, while it is written; claims are not kept, for a run may change all of a large file."""

    def __init__(self, store: GraphStore, mapped: Mapped, group: Callable[[Claim], str]) -> None:
        self._store, self._mapped, self._group = store, mapped, group
        self._words = catalogue.read(store)
        self._new: dict[Id, Thing] = {}
        self._gone: dict[Id, Thing] = {}
        self._groups: dict[Id, str] = {}
        self._fields: defaultdict[Id, list[FieldChange]] = defaultdict(list)
        self._relations: defaultdict[Id, list[_Relation]] = defaultdict(list)
        self._equal: dict[FieldChange, FieldChange] = {}
        self._stays: list[Outweighed] = []

    def add(self, effects: Sequence[Effect]) -> None:
        """Take in what a part did; what other sources lose to a secret address is no news of this one."""
        source = self._mapped.context.source
        ours = [one for one in effects if one.claim.source == source and one.what != "unchanged"]
        relations = []
        for effect in ours:
            if is_edge(effect.claim.target):
                relations.append(effect)
            else:
                self._add_thing(effect)
        for effect in relations:
            owner = about(effect.claim)
            if owner not in self._new:
                self._groups.setdefault(owner, self._group(effect.claim))
                self._add_relation(owner, effect)

    def _add_thing(self, effect: Effect) -> None:
        claim = effect.claim
        if effect.what == "changed":
            self._groups[claim.target] = self._group(claim)
            self._fields[claim.target] += self._changes(effect)
        else:
            thing = Thing(self._group(claim), _shown(claim.target, claim), _name(claim.target, claim))
            (self._new if effect.what == "new" else self._gone)[claim.target] = thing

    def _add_relation(self, owner: Id, effect: Effect) -> None:
        claim = effect.claim
        fields = tuple(self._changes(effect)) if effect.what == "changed" else ()
        if fields and fields[0].field in _DAYS:
            self._fields[owner] += fields
            return
        kind, withheld = str(claim.kind).lower(), _is_withheld((claim,))
        relation = (effect.what, self._relation(claim), kind, _other_end(claim), withheld, fields)
        self._relations[owner].append(_Relation(*relation))

    def stays(self, words: Iterable[Outweighed]) -> None:
        """Take in where the word of people who edit stays."""
        self._stays += (one for one in words if one.claim.source == self._mapped.context.source)

    def differences(self) -> Differences:
        """All of it. The names of what is related are looked up now."""
        owners = (self._fields.keys() | self._relations.keys()) - self._gone.keys()
        names = self._names_around(owners)
        return Differences(
            tuple(self._new.values()),
            tuple(self._changed(owner, names) for owner in sorted(owners)),
            tuple(self._gone.values()),
            tuple(self._stay(one, names) for one in self._stays),
        )

    def _changed(self, owner: Id, names: Mapping[Id, Text]) -> Changed:
        place, hushed = self._place(owner)
        relations = (self._of_relation(one, names) for one in self._relations.get(owner, ()))
        fields = [*self._fields.get(owner, ()), *chain.from_iterable(relations)]
        if hushed:
            fields = [_without_values(one) for one in fields]
        # Many relations may be confirmed on the same day.
        thing = Thing(self._groups[owner], _shown(owner), names[owner])
        return Changed(thing, place, tuple(dict.fromkeys(fields)))

    def _stay(self, word: Outweighed, names: Mapping[Id, Text]) -> Stays:
        claim, name = word.claim, word.field
        place, hushed = self._place(claim.target)
        values = (
            self._value(claim.kind, name, word.value),
            self._value(claim.kind, name, _value_of(claim, name)),
        )
        withheld = word.withheld or hushed or _closed(claim.kind, name, (claim,))
        label = self._label(claim.kind, name)
        if is_edge(claim.target):
            other = _WITHHELD if withheld else names[_other_end(claim)]
            label = self._label_of_relation(claim, name, other)
        change = FieldChange(name, label, *values)
        if withheld:
            change = _without_values(change)
        thing = Thing(self._group(claim), _shown(about(claim)), names[about(claim)])
        return Stays(thing, place, change, speaker(word.source))

    def _place(self, target: Id) -> tuple[Place, bool]:
        """Where it stands in the files, and whether no report may repeat a value of that row."""
        origin = self._mapped.origin(target)
        if origin is None:
            return Place(), False
        row, _ = origin
        hushed = not self._mapped.hushed.isdisjoint(row.places)
        return Place(row.file, row.sheet, row.number), hushed

    def _changes(self, effect: Effect) -> Iterator[FieldChange]:
        """What is said otherwise, field by field; when nothing is, the day that it counts for."""
        before, after = effect.before, effect.claim
        assert before is not None
        fields = list(self._values_changed(before, after))
        if before.rank != after.rank:
            ranks = before.rank.name.lower(), after.rank.name.lower()
            fields.append(FieldChange("precedence", message("report.rank"), *ranks))
        for one in fields or _days(before, after) or [_TAKEN_OUT]:
            yield self._equal.setdefault(one, one)

    def _values_changed(self, before: Claim, after: Claim) -> Iterator[FieldChange]:
        for name in {**before.facts, **after.facts}:
            values = _value_of(before, name), _value_of(after, name)
            if values[0] == values[1]:
                continue
            first, last = (self._value(after.kind, name, value) for value in values)
            change = FieldChange(name, self._label(after.kind, name), first, last)
            yield _without_values(change) if _closed(after.kind, name, (before, after)) else change

    def _of_relation(self, one: _Relation, names: Mapping[Id, Text]) -> Iterator[FieldChange]:
        label, other = one.label, names[one.other]
        if one.what != "changed":
            change = FieldChange(one.kind, label, *(("", other) if one.what == "new" else (other, "")))
            yield _without_values(change) if one.withheld else change
        for change in one.fields:
            of = message("report.of_relation", relation=label, other=other, label=change.label)
            yield replace(change, label=of)

    def _label_of_relation(self, claim: Claim, name: str, other: Text) -> Text:
        """A relation and whom it is with, and the field of it; that it is there goes without saying."""
        relation, label = self._relation(claim), self._label(claim.kind, name)
        if name == EXISTS:
            return message("report.relation_to", relation=relation, other=other)
        return message("report.of_relation", relation=relation, other=other, label=label)

    def _relation(self, claim: Claim) -> Text:
        if claim.kind is EdgeKind.RELATES:
            return self._words.relation_words(str(_value_of(claim, "kind")))
        return _RELATIONS.get(claim.kind, message("report.related"))

    def _label(self, kind: Kind, name: str) -> Text:
        row = FIELDS.get(kind, {}).get(family(name))
        if name == EXISTS:
            return message("report.exists")
        if row is None or not row.label_da:
            return name
        label = Words(row.label_da, row.label_en)
        if family(name) == name:
            return label
        return message("report.answer", label=label, term=self._words.words(name.partition(".")[2]))

    def _value(self, kind: Kind, name: str, value: Value | None) -> Param:
        """A value in words."""
        row = FIELDS.get(kind, {}).get(family(name))
        sort = None if row is None else row.sort
        if value is None:
            return ""
        if value == NONE:
            return message("report.nothing")
        if isinstance(value, bool):
            return message("identity.yes" if value else "identity.no")
        values = value if isinstance(value, tuple) else (value,)
        if sort in (Sort.CODE, Sort.CODES):
            return tuple(self._words.words(str(one)) for one in values)
        if sort is Sort.PHONE:
            return display_phone(str(value))
        return shortened(", ".join(map(str, values)))

    def _names_around(self, owners: Collection[Id]) -> Mapping[Id, Text]:
        """What these and all at the other ends of their relations are called."""
        ends = {one.other for owner in owners for one in self._relations.get(owner, ())}
        ends |= {_other_end(one.claim) for one in self._stays if is_edge(one.claim.target)}
        wanted = ends | set(owners) | {about(one.claim) for one in self._stays}
        names: dict[Id, Text] = {}
        for part in runs.parts(sorted(wanted)):
            said = self._mapped.spool.taken(part)
            nodes = self._store.get([one for one in part if one not in said])
            names |= {one: _name(one, said[one].claim) for one in said}
            names |= {one: self._name_of(one, nodes.get(one)) for one in part if one not in said}
        return names

    def _name_of(self, target: Id, node: Node | None) -> Text:
        """What something that this run does not speak of is called."""
        if target in self._gone:
            return self._gone[target].name
        if target.startswith(_TERMS):
            return self._words.words(code_of(target))
        if node is not None and not is_public(node):
            return _WITHHELD
        return called(target, node) if node is None else node.text("role") or called(target, node)


def _name(target: Id, claim: Claim) -> Text:
    """What a thing is called by a source; nothing of a place, whose id may spell a street."""
    if target.startswith(_PLACE):
        return called(target, None)
    if _is_withheld((claim,)):
        return _WITHHELD
    if claim.kind is NodeKind.INDICATOR:
        measure, period = (_value_of(claim, name) for name in ("measure", "period"))
        return f"{shortened(str(measure))} {shortened(str(period))} ({target.split(':')[1]})"
    names = (claim.facts[name].value for name in _NAMES if name in claim.facts)
    return next((shortened(str(name)) for name in names), target)


def _shown(target: Id, claim: Claim | None = None) -> Id:
    """The id as it may be repeated."""
    withheld = claim is not None and _is_withheld((claim,))
    return "" if target.startswith(_PLACE) or withheld else target


def _other_end(claim: Claim) -> Id:
    """The end of a relation that is not the one in whose row it stands."""
    return claim.src if claim.kind in OWNED else claim.dst


def _is_withheld(claims: Iterable[Claim]) -> bool:
    """Whether one of them says that the thing is not for all."""
    return any(_value_of(claim, VISIBILITY) not in (None, PUBLIC) for claim in claims)


def _closed(kind: Kind, name: str, claims: Iterable[Claim]) -> bool:
    """Whether the values of a field may not be repeated."""
    return name in PERSON or _is_withheld(claims) or not is_open(FIELDS.get(kind, {}), name)


def _value_of(claim: Claim, name: str) -> Value | None:
    fact = claim.facts.get(name)
    return None if fact is None else fact.value


def _without_values(change: FieldChange) -> FieldChange:
    return replace(change, before="", after="", withheld=True)


def _days(before: Claim, after: Claim) -> list[FieldChange]:
    """When it was last confirmed or, that being the same, said."""
    for name, label in _DAYS.items():
        first, last = (
            max((getattr(fact, name) for fact in one.facts.values()), default="") for one in (before, after)
        )
        if first != last:
            return [FieldChange(name, label, first, last)]
    return []


def _latest(claim: Claim, name: str) -> str:
    return max((str(getattr(fact, name)) for fact in claim.facts.values()), default="")
