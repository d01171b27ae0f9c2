"""An invented country of actors as files of the ``directory`` format, the same every time for a size."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Final

from phonenumbers import is_valid_number, parse

ACTORS: Final = 20_000
SERVICES: Final = 40_000
RELATIONS: Final = 300_000
SEED: Final = 1110

_FIRST: Final = (
    *("Kirkens", "Byens", "Nordre", "Søndre", "Vestre", "Østre", "Gamle", "Nye"),
    *("Røde", "Grønne", "Blå", "Lille", "Store", "Fælles", "Åbne", "Frie"),
)
_THING: Final = (
    *("Hus", "Loft", "Gård", "Brønd", "Anker", "Kompas", "Bro", "Port", "Fyr"),
    *("Havn", "Lund", "Mark", "Eng", "Torv", "Stræde", "Kilde", "Værk", "Rum"),
)
_STREET: Final = ("Algade", "Nørregade", "Søndergade", "Havnevej", "Skolevej", "Torvet", "Engvej")
_OPEN: Final = (
    "Mo-Fr 09:00-15:00; PH off",
    "24/7",
    "Mo,Th 10:00-17:00",
    "Mo-Su 20:00-08:00",
    "Tu-Sa 12:00-20:00",
)
_SAID: Final = (
    "Vi hjælper {group} med {need} og følger med til møder i kommunen.",
    "Et åbent tilbud, hvor man kan komme, som man er, også uden aftale.",
    "Medarbejderne kender boligselskaberne i {town} og ringer, før sagen går i fogedretten.",
    "Gratis og fortrolig rådgivning om {need}, også anonymt.",
    "Vi tager ud til borgere, der ikke selv kommer, og holder kontakten, når det er svært.",
    "Samtaler, praktisk hjælp i hjemmet og en plan for økonomien.",
    "Målgruppen er {group}; pårørende er også velkomne.",
    "Tilbuddet drives i samarbejde med {town} Kommune og frivillige fra hele egnen.",
)
_OFFER: Final = (
    "Rådgivning om {need}",
    "{need} i {town}",
    "Åben dør: {need}",
    "Hold for {group}",
    "Hjælp til {need}",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; ``relations`` counts every relation in the graph, those of the services too."""

    actors: int
    services: int
    relations: int

    @classmethod
    def of(cls, share: float) -> "Size":
        """A share of the national size."""
        return cls(int(ACTORS * share), int(SERVICES * share), int(RELATIONS * share))


Row = dict[str, str]


def write(folder: Path, size: Size) -> list[Path]:
    """The files, and where they are."""
    country = _Country(size)
    tables = {"places": country.places, "actors": country.actors, "services": country.services}
    written = [_table(folder / f"{name}.csv", rows()) for name, rows in tables.items()]
    return [*written, _table(folder / "relations.csv", country.relations())]


def table(name: str) -> list[Row]:
    """A reference table that the product ships."""
    text = files("seed").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _table(path: Path, rows: Iterator[Row]) -> Path:
    """Each row is written as it comes: kept, they would count as memory of the import that comes next."""
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return path


class _Country:
    def __init__(self, size: Size) -> None:
        self._random, self._size = Random(SEED), size
        self._towns = table("areas/municipalities.csv")
        self._kinds = [row for row in table("vocabulary/actor_types.csv") if row["entry"] == "yes"]
        self._groups, self._needs = table("vocabulary/risk_groups.csv"), table("vocabulary/needs.csv")
        self._methods, self._routes = table("vocabulary/methods.csv"), table("vocabulary/access_routes.csv")
        self._laws, self._relations = (
            table("vocabulary/legal_basis.csv"),
            table("vocabulary/relation_types.csv"),
        )
        weights = [int(row["population"]) for row in self._towns]
        self._home = self._random.choices(self._towns, weights, k=size.actors)
        self._reached = [self._codes(self._groups, 1, 3) for _ in range(size.actors)]
        self._edges = 0

    def places(self) -> Iterator[Row]:
        for number in range(self._size.actors // 2):
            town = self._home[number]
            self._edges += 2  # the place lies in a municipality, and an actor lies there
            yield {
                "id": f"p{number}",
                "municipality": town["code"],
                "address": f"{self._random.choice(_STREET)} {self._random.randrange(1, 200)}",
                "city": town["name"],
            }

    def actors(self) -> Iterator[Row]:
        for number, town in enumerate(self._home):
            kind, reached = self._random.choice(self._kinds), self._reached[number]
            served = self._served(town)
            part = f"a{self._random.randrange(number)}" if number > 50 and self._random.random() < 0.3 else ""
            self._edges += len(served) + len(reached) + bool(part)
            yield {
                "id": f"a{number}",
                "name": self._name(kind["label_da"], town["name"]),
                "kind": kind["code"],
                "description": self._text(town["name"], reached),
                "parent": part,
                "place": f"p{number}" if number < self._size.actors // 2 else "",
                "municipalities": "|".join(served),
                "risk_groups": "|".join(reached),
                "phone": self._phone(),
                "phone_hours": self._random.choice((*_OPEN, "")),
                **self._dates(),
            }

    def services(self) -> Iterator[Row]:
        for number in range(self._size.services):
            actor = number if number < self._size.actors else self._random.randrange(self._size.actors)
            town = self._home[actor]["name"]
            needs, own = self._codes(self._needs, 1, 2), self._codes(self._groups, 0, 1)
            rest = [self._codes(rows, 0, 1) for rows in (self._methods, self._routes, self._laws)]
            self._edges += 1 + len(needs) + len(own) + sum(map(len, rest))
            label = self._label(needs, self._needs)
            yield {
                "id": f"s{number}",
                "actor": f"a{actor}",
                "name": self._random.choice(_OFFER).format(need=label, town=town, group=self._group(own)),
                "description": self._text(town, own),
                "min_age": self._random.choice(("", "", "15", "18")),
                "max_age": self._random.choice(("", "", "", "30")),
                "opening_hours": self._random.choice((*_OPEN, "", "")),
                "risk_groups": "|".join(own),
                "needs": "|".join(needs),
                **dict(zip(("methods", "access_routes", "legal_basis"), map("|".join, rest), strict=True)),
                **self._dates(),
            }

    def relations(self) -> Iterator[Row]:
        """Relations between actors, as many as are left to make."""
        for number in range(max(1, self._size.relations - self._edges)):
            one, other = self._random.sample(range(self._size.actors), 2)
            yield {
                "id": f"r{number}",
                "from": f"a{one}",
                "kind": self._random.choice(self._relations)["code"],
                "to": f"a{other}",
                "since": f"20{self._random.randrange(10, 26)}-0{self._random.randrange(1, 10)}-01",
                **self._dates(),
            }

    def _served(self, town: Row) -> list[str]:
        chance = self._random.random()
        if chance < 0.02:
            return ["dk"]
        if chance < 0.05:
            return [town["region_code"]]
        others = self._random.sample(self._towns, self._random.choice((0, 0, 0, 1, 2)))
        return sorted({town["code"], *(other["code"] for other in others)})

    def _name(self, kind: str, town: str) -> str:
        own = f"{self._random.choice(_FIRST)} {self._random.choice(_THING)}"
        plain = kind.partition("(")[0].strip()
        return self._random.choice((f"{plain} {town}", f"{own}, {town}", f"{own} {plain}", f"{town} {plain}"))

    def _text(self, town: str, groups: Sequence[str]) -> str:
        need = self._random.choice(self._needs)["label_da"].lower()
        said = self._random.sample(_SAID, 3)
        return " ".join(one.format(town=town, need=need, group=self._group(groups)) for one in said)

    def _group(self, codes: Sequence[str]) -> str:
        return self._label(codes, self._groups).lower() if codes else "alle"

    def _label(self, codes: Sequence[str], rows: list[Row]) -> str:
        return next(row["label_da"] for row in rows if row["code"] == codes[0])

    def _codes(self, rows: list[Row], least: int, most: int) -> list[str]:
        return [row["code"] for row in self._random.sample(rows, self._random.randint(least, most))]

    def _phone(self) -> str:
        while not is_valid_number(parse(number := str(self._random.randrange(20_000_000, 99_999_999)), "DK")):
            pass
        return number

    def _dates(self) -> Row:
        day = f"{self._random.randrange(1, 29):02}"
        year, month = self._random.choice((2024, 2025, 2025, 2026)), self._random.randrange(1, 11)
        return {"stated_on": f"{year}-{month:02}-{day}", "confirmed_on": f"{year}-{month:02}-{day}"}
