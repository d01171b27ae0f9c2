"""From one row of a foreign table to the rows of a directory: its actor, services, places and relations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphdb.fields.cpr import CPR_REASON, find_cpr
from graphdb.fields.formats import says_no
from graphdb.language.danish import fold
from graphdb.message import message
from importers.foreign.expression import Field, text_of
from importers.foreign.header import UNCLEAR
from importers.foreign.identity import actor_id, below, slug
from importers.foreign.mapping_file import ENDS, TableMapping, Thing, is_list
from importers.problems import Outcome, Problem
from importers.reading.cells import EMPTY
from importers.reading.persons import first_shared
from importers.reading.rows import END, Row
from importers.reading.seeded import municipality_of

KINDS: Final = "#kinds"
"""All that rows say of one actor's kind, when they do not agree."""
_ADDRESS: Final = ("address", "postal_code", "city")
_SECRET: Final = "secret_address"
_NUMBERS: Final = frozenset({"lat", "lon"})
"""Fields of many digits that are no number of a citizen's; what is none of theirs either is refused later."""
_REACHED: Final = ("phone", "email", "website")
_WRITE_NAME: Final = message("import.write_name")
_NONE_AND_ONE: Final = message("import.none_and_one")
_WHICH: Final = message("import.none_or_one")
_NONE_OF_IT: Final = message("import.none_of_it")
_WRITE_ENDS: Final = message("import.write_ends")
_NAMED: Final = ("id", "name", "kind")
"""What is filled in beforehand in a row of an actor that is to be asked about."""
_TOO_LITTLE: Final = message("import.only_a_name")
_WRITE_MORE: Final = message("import.write_more")


@dataclass(frozen=True, slots=True)
class Placed:
    """A table's mapping for one sheet with the columns ``names``, by their folded names.

    ``columns`` tells by thing what its fields are called there.
    """

    mapping: TableMapping
    names: Mapping[str, str]
    columns: Mapping[int, Mapping[str, str]]

    @classmethod
    def on(cls, mapping: TableMapping, names: Mapping[str, str]) -> "Placed":
        """For a sheet."""
        return cls(mapping, names, {id(thing): thing.called(names) for thing in mapping.things})


class Reading:
    """One row of a sheet as the rows of a directory that it stands for; a problem refuses all of it."""

    def __init__(self, table: "Placed", base: Row, addresses: "Addresses") -> None:
        self._table, self._base, self._addresses = table, base, addresses
        self.rows: list[Row] = []
        self.problem: Problem | None = None
        self.left_out: list[Problem] = []
        self.actor = ""
        self._read()
        self.problem = self.problem or next(self._citizens(), None)

    def _read(self) -> None:
        self.rows += self._asked()
        if self.rows and next(self._all("asked")).instead:
            self.problem = self._contradiction()
            return
        if not self._table.mapping.tells(self._base.cells):
            self.problem = self._begun()
            return
        actor, place = self._row("actor"), self._row("place")
        key = ""
        if actor is not None and actor.get("name"):
            key = actor_id({**_where(place), **actor.cells})
            self.actor = key
            self._around(actor, key, self._row("parent"), place)
        self.rows += self._links(key)
        if actor is not None and not self.rows:
            self.problem = actor.problem("name", "", EMPTY, advice=_WRITE_NAME)

    def _begun(self) -> Problem | None:
        """What is said of a row that says too little: nothing of one that only names whom to ask."""
        actor, mapping = self._row("actor"), self._table.mapping
        if actor is None:
            return None
        named = {fold(actor.called(name)) for name in _NAMED} | set(map(fold, mapping.fill_down))
        written = any(self._base.cells.get(column) for column in set(map(fold, mapping.columns())) - named)
        own_name = actor.get("name") and not actor.get("id") and not mapping.suggested
        if written or own_name:
            return actor.problem("name", "", _TOO_LITTLE, Outcome.LEFT_OUT, _WRITE_MORE)
        return None

    def _citizens(self) -> Iterator[Problem]:
        """Where something stands that may be a citizen's number: first in the file's own columns."""
        for combined in (False, True):
            for row in self.rows:
                for name, text in row.cells.items():
                    if (name not in row.columns) is combined and name not in _NUMBERS and find_cpr(text):
                        yield row.problem("" if combined else name, "", CPR_REASON)

    def _contradiction(self) -> Problem | None:
        """The row says that there is none of its kind, and how to reach it all the same.

        What else it says of it is left out and named.
        """
        for row, names in ((self._row("actor"), _REACHED), (self._row("place"), _ADDRESS)):
            said = () if row is None else [name for name in names if row.get(name)]
            if row is not None and said:
                return row.problem(said[0], "", _NONE_AND_ONE, advice=_WHICH)
        mapping, actor = self._table.mapping, self._row("actor")
        used = {fold(column) for thing in self._all("asked") for column in _columns_of(thing)}
        used |= {fold(actor.called(name)) for name in _NAMED if actor} | set(map(fold, mapping.fill_down))
        used |= set(map(fold, mapping.suggested.values()))
        for column in dict.fromkeys(mapping.columns()):
            if fold(column) not in used and (text := self._base.cells.get(fold(column))):
                value = "" if find_cpr(text) else text
                self.left_out.append(self._base.problem(column, value, _NONE_OF_IT, Outcome.LEFT_OUT))
        return None

    def _around(self, actor: Row, key: str, parent: Row | None, place: Row | None) -> None:
        above = actor_id(parent.cells) if parent is not None and parent.get("name") else ""
        at = self._placed(key, place)
        if parent is not None and above and above != key:
            self._add(parent, {"id": above})
        self._add(actor, {"id": key, "parent": above if above != key else "", "place": at})
        services = list(self._services(key, actor.get("name"), at))
        self.rows += services
        owners = {"actor": key, "service": services[0].get("id") if services else "", "place": at}
        self.rows += self._contacts(owners)

    def _placed(self, owner: str, place: Row | None) -> str:
        """Take the place; its id is made of its owner's, for an id of its own would tell a secret street."""
        if place is None or not any(map(place.get, ("id", "municipality", *_ADDRESS))):
            return ""
        key = place.get("id") or self._addresses.id(owner, place)
        lies_in = place.get("municipality") or municipality_of(place.get("postal_code"))
        self._add(place, {"id": key, "municipality": lies_in})
        return key

    def _services(self, actor: str, name: str, at: str) -> Iterator[Row]:
        """What it offers; of the actor's own name nothing is offered unless more is said of it."""
        for thing in self._all("service"):
            row = self._of(thing)
            if row.get("name") and (len(row.cells) > 1 or row.get("name") != name):
                key = actor_id({"id": row.get("id")}) or below(actor, row.get("name"))
                yield _with(row, {"id": key, "actor": actor, "place": at})

    def _contacts(self, owners: Mapping[str, str]) -> Iterator[Row]:
        for thing in self._all("contact"):
            row = self._of(thing)
            if (row.get("phone") or row.get("email")) and owners[thing.of]:
                yield _with(row, {thing.of: owners[thing.of]})

    def _links(self, actor: str) -> Iterator[Row]:
        """Relations: from the row's actor unless the mapping names both; then neither may be blank alone."""
        for thing in self._all("relation"):
            row, cells = self._of(thing), dict[str, str]()
            for end in ENDS:
                fields = self._cells(thing.ends.get(end, {}))
                name = fields.get("name", "")
                key = actor_id(fields) if not name or fields.keys() - {"name"} else ""
                known = actor if end == "from" and end not in thing.ends else ""
                cells |= {end: key or known, f"{END}{end}": "" if known else name}
            blank = [end for end in ENDS if not cells[end] and not cells[f"{END}{end}"]]
            if not blank:
                yield _with(row, cells)
            elif "from" in thing.ends and (len(blank) == 1 or not actor):
                self.problem = row.problem(blank[0], "", EMPTY, advice=_WRITE_ENDS)

    def _asked(self) -> Iterator[Row]:
        row = self._row("asked")
        if row is not None and row.get("state"):
            yield row

    def _add(self, row: Row, cells: Mapping[str, str]) -> None:
        self.rows.append(_with(row, cells))

    def _all(self, name: str) -> Iterator[Thing]:
        return (thing for thing in self._table.mapping.things if thing.name == name)

    def _row(self, name: str) -> Row | None:
        thing = next(self._all(name), None)
        return None if thing is None else self._of(thing)

    def _of(self, thing: Thing) -> Row:
        base, columns = self._base, self._table.columns[id(thing)]
        return Row(base.file, base.number, thing.group, self._cells(thing.fields), base.sheet, columns)

    def _cells(self, fields: Mapping[str, Field]) -> dict[str, str]:
        cells = self._base.cells
        texts = {name: text_of(field, cells, is_list=is_list(name)) for name, field in fields.items()}
        if "email" in texts:
            mailboxes = (expression.text(cells, is_list=False) for expression in fields["email"])
            texts["email"] = first_shared(filter(None, mailboxes), texts.get("name", ""))
        if _SECRET in texts and not texts[_SECRET]:
            texts[_SECRET] = next(_unclear(fields[_SECRET], cells), "")
        return {name: text for name, text in texts.items() if text}


def _columns_of(thing: Thing) -> Iterator[str]:
    return (column for field in thing.fields.values() for part in field for column in part.columns)


def _unclear(field: Field, cells: Mapping[str, str]) -> Iterator[str]:
    """What stands where it is said whether an address is secret, and is neither blank nor a plain answer."""
    for expression in field:
        for column in expression.columns:
            unticked = cells.get(fold(column), "") if expression.yes else ""
            yield from filter(
                None, (cells.get(f"{UNCLEAR}{fold(column)}"), "" if says_no(unticked) else unticked)
            )


class Addresses:
    """Which of its addresses is an owner's first: the same file gives each the same id again.

    A municipality alone is the first address there is in it.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def id(self, owner: str, place: Row) -> str:
        """The id of a place: its owner's, and from the second address on its number."""
        municipality = hash((owner, "", slug(place.get("municipality"))))
        address = tuple(map(place.get, _ADDRESS))
        key = hash((owner, slug(*address))) if any(address) else municipality
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[hash(owner)] = self._numbers.get(hash(owner), 0) + 1
            self._numbers[key] = number
        self._numbers.setdefault(municipality, number)
        return f"{owner}.sted" if number == 1 else f"{owner}.sted{number}"


def _where(place: Row | None) -> Mapping[str, str]:
    """What tells apart actors of the same name in two towns."""
    return {} if place is None else {name: place.get(name) for name in ("postal_code", "municipality")}


def _with(row: Row, cells: Mapping[str, str]) -> Row:
    """The row with cells that no column holds."""
    return replace(row, cells={**row.cells, **{name: text for name, text in cells.items() if text}})
