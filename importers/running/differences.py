"""What a run makes different, for people and for programs: new, changed, gone, and what stays."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphdb.message import DANISH, Message, Param, Text, apart, message, say
from graphdb.model import Id
from importers.problems import Place

SHOWN: Final = 10
"""Lines of one list that are shown at a terminal."""
_GROUPS: Final = {
    "actors": message("report.actors"),
    "services": message("report.services"),
    "places": message("report.places"),
    "contacts": message("report.contacts"),
    "relations": message("report.relations"),
    "asked": message("report.asked"),
    "indicators": message("report.indicators"),
    "areas": message("report.areas"),
}


def group_label(group: str) -> Text:
    """What a group of rows is called, in plain words where there are any."""
    return _GROUPS.get(group, group)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, "" for nothing. ``withheld``: neither may be repeated in a report."""

    field: str
    label: Text
    before: Param
    after: Param
    withheld: bool = False

    def line(self, language: str) -> dict[str, Any]:
        """As in a report."""
        values = {"before": say(self.before, language), "after": say(self.after, language)}
        return {"field": self.field, "label": say(self.label, language), **values, "withheld": self.withheld}

    def sentence(self) -> Message:
        """In a few words."""
        label, before, after = self.label, self.before, self.after
        if self.withheld:
            return message("report.field_withheld", label=label)
        if before == "":
            return message("report.field_new", label=label, after=after)
        if after == "":
            return message("report.field_gone", label=label, before=before)
        return message("report.field_changed", label=label, before=before, after=after)


@dataclass(frozen=True, slots=True)
class Thing:
    """An actor, service, place and so on: ``id`` is "" when it may not be repeated."""

    group: str
    id: Id
    name: Text

    def line(self, language: str) -> dict[str, Any]:
        """As in a report."""
        return {"group": self.group, "id": self.id, "name": say(self.name, language)}


@dataclass(frozen=True, slots=True)
class Changed:
    """A thing of which something else is said than before, where in the files, and what."""

    thing: Thing
    place: Place
    fields: tuple[FieldChange, ...]

    def line(self, language: str) -> dict[str, Any]:
        """As in a report."""
        fields = [one.line(language) for one in self.fields]
        return {**self.thing.line(language), **self.place.line(), "fields": fields}

    def sentence(self) -> Message:
        """In one sentence."""
        name, fields = self.place.named(self.thing.name), [one.sentence() for one in self.fields]
        return message("report.changed_one", name=name, fields=apart(fields))


@dataclass(frozen=True, slots=True)
class Stays:
    """A field of which people who edit say something else than the file: ``field.before``, which stays."""

    thing: Thing
    place: Place
    field: FieldChange
    by: Text

    def line(self, language: str) -> dict[str, Any]:
        """As in a report."""
        line = self.field.line(language)
        said = {"stays": line.pop("before"), "file_says": line.pop("after"), "by": say(self.by, language)}
        return {**self.thing.line(language), **self.place.line(), **line, **said}

    def sentence(self) -> Message:
        """In one sentence."""
        name, label, by = self.place.named(self.thing.name), self.field.label, self.by
        if self.field.withheld:
            return message("report.stays_withheld", name=name, label=label, by=by)
        before, after = self.field.before, self.field.after
        return message("report.stays_one", name=name, label=label, by=by, stays=before, file_says=after)


@dataclass(frozen=True, slots=True)
class Differences:
    """Of one run; a thing that is new or gone is there with all that is its own."""

    new: tuple[Thing, ...] = field(default=())
    changed: tuple[Changed, ...] = field(default=())
    gone: tuple[Thing, ...] = field(default=())
    stays: tuple[Stays, ...] = field(default=())

    def lines(self, language: str = DANISH) -> dict[str, list[dict[str, Any]]]:
        """All of it as in a report."""
        return {
            "new": [one.line(language) for one in self.new],
            "changed": [one.line(language) for one in self.changed],
            "gone": [one.line(language) for one in self.gone],
            "stays": [one.line(language) for one in self.stays],
        }

    def sentences(self, language: str = DANISH) -> Iterator[str]:
        """The first of each list, and how many more there are."""
        for group, things in _by_group(self.new):
            yield say(message("report.new_ones", group=group_label(group), names=_names(things)), language)
        for group, things in _by_group(self.gone):
            yield say(message("report.gone_ones", group=group_label(group), names=_names(things)), language)
        yield from _first(self.changed, message("report.changed"), language)
        yield from _first(self.stays, message("report.stay"), language)


def _first(ones: Sequence[Changed | Stays], label: Text, language: str) -> Iterator[str]:
    yield from (say(one.sentence(), language) for one in ones[:SHOWN])
    if len(ones) > SHOWN:
        yield say(message("report.more", count=len(ones) - SHOWN, outcome=label), language)


def _by_group(things: Iterable[Thing]) -> Iterable[tuple[str, list[Thing]]]:
    groups: defaultdict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[thing.group].append(thing)
    return sorted(groups.items())


def _names(things: Sequence[Thing]) -> Param:
    names = tuple(thing.name for thing in things[:SHOWN])
    if len(things) <= SHOWN:
        return names
    return message("report.and_more", names=names, count=len(things) - SHOWN)
