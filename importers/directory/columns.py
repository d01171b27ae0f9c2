"""The columns of the directory format: those of its own, and the fields of what its rows are about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphdb.fields.field import Field
from graphdb.fields.registry import FIELDS, Kind
from graphdb.model import PUBLIC, EdgeKind, NodeKind

CONTACTS: Final = "contacts"
_KEPT: Final = "Bliver gemt, og ikke vist, før der er login"
_NO_SAMPLES: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file; ``help`` says in Danish what to write in it.

    ``relation``: a list of what a relation of this kind leads to; its fields may stand behind each. ``hsds``
    is its name in Open Referral HSDS.
    """

    name: str
    help: str
    example: str = ""
    required: bool = False
    relation: EdgeKind | None = None
    hsds: str = ""


_PLACE: Final = Column(
    "place",
    "hvor det er: id fra places.csv",
    "demo:sted-brostad-havnegade-30|demo:sted-brostad-torvet-1=man 10-12=phone:00 74 27 14",
    relation=EdgeKind.LOCATED_AT,
)
_AREAS: Final = Column(
    "municipalities",
    "hvem den dækker: kommuner og regioner med fire cifre, `dk` for hele landet."
    " Tomt: kommunen, hvor den ligger (en ydelse: aktørens)",
    "9901|9902=driftsaftale=places:12=until:2027-12-31",
    relation=EdgeKind.SERVES,
)
_GROUPS: Final = Column(
    "risk_groups",
    "hvem den når; efter `=` kan stå hvordan, og efter endnu et `=` hvem der må se det:"
    " `kode=opsøgende=visibility:professionals` (en ydelse: som aktøren)",
)
OWN: Final[Mapping[str, tuple[Column, ...]]] = {
    "places": (
        Column("id", "se Fælles regler", "demo:sted-brostad-havnegade-30", required=True),
        Column("municipality", "fire cifre", "9901", required=True),
    ),
    "actors": (
        Column("id", "se Fælles regler", "demo:herberg-broen", required=True),
        Column(
            "parent",
            "id på den aktør, enheden er en del af; efter `=` kan stå, hvem der må se det:"
            " `demo:brostad-voksen=professionals`",
            "demo:brostad-voksen",
        ),
        _PLACE,
        _AREAS,
        _GROUPS,
    ),
    CONTACTS: (
        Column("actor", "id på aktøren, som det er til; eller på ydelsen eller stedet", "demo:herberg-broen"),
        Column("service", "id på ydelsen"),
        Column("place", "id på stedet"),
    ),
    "services": (
        Column("id", "se Fælles regler", "demo:herberg-broen-seng", required=True),
        Column("actor", "id på den, der tilbyder det", "demo:herberg-broen", required=True),
        _PLACE,
        _AREAS,
        _GROUPS,
        Column("needs", "koder: hvad det hjælper med"),
        Column("methods", "koder: hvordan"),
        Column("legal_basis", "koder: efter hvilken lov"),
        Column("access_routes", "koder: vejen ind"),
    ),
    "relations": (
        Column("id", "kun når de samme to har flere af samme slags, for eksempel to aftaler"),
        Column(
            "from",
            'læses "from kind to"; retningen betyder noget. En enhed i samme organisation er `parent`',
            "demo:broparken",
            required=True,
        ),
        Column("to", "den anden", "demo:brostad-bolig", required=True),
    ),
}
"""Columns that are no field of the thing itself: ids, and what it is related to."""

KINDS: Final[Mapping[str, Kind]] = {
    "places": NodeKind.PLACE,
    "actors": NodeKind.ACTOR,
    "services": NodeKind.SERVICE,
    CONTACTS: NodeKind.CONTACT_POINT,
    "relations": EdgeKind.RELATES,
}
DATES: Final = (
    Column("stated_on", "hvornår kilden skrev det; tomt: dagen for indlæsning"),
    Column("confirmed_on", "hvornår nogen sidst sagde, at det stadig passer; tomt: det har ingen sagt"),
)


def fields(group: str) -> tuple[str, ...]:
    """The fields that have a column in a file of this group."""
    kind = KINDS.get(group)
    return () if kind is None else tuple(FIELDS[kind])


def columns(group: str) -> tuple[str, ...]:
    """The columns of a file of this group: its own, the fields of what its rows are about, and dates."""
    return (*(column.name for column in OWN[group]), *fields(group), *(column.name for column in DATES))


def documentation(group: str, samples: Mapping[str, str] = _NO_SAMPLES) -> Iterator[str]:
    """The lines of a table, in Markdown, that says what to write in each column of a file of this group.

    ``samples``: a cell by column, for those that have no example of their own, as codes of a vocabulary.
    """
    kind = KINDS.get(group)
    rows = () if kind is None else (FIELDS[kind][name] for name in fields(group))
    return table(OWN[group], rows, samples)


def table(
    own: Iterable[Column], rows: Iterable[Field], samples: Mapping[str, str] = _NO_SAMPLES
) -> Iterator[str]:
    """The same of columns of a format's own and of fields."""
    yield "| kolonne | indhold | eksempel | HSDS |"
    yield "|---|---|---|---|"
    for column in (*own, *map(_column, rows)):
        yield _line(column, column.example or samples.get(column.name, ""))


def _column(row: Field) -> Column:
    text = row.help_da or row.label_da.lower()
    text += "" if row.visibility == PUBLIC else f". {_KEPT}"
    return Column(row.name, text, row.example, row.required, hsds=row.hsds)


def _line(column: Column, sample: str) -> str:
    example = f"`{sample}`".replace("|", "\\|") if sample else ""
    text = column.help if column.relation is None else f"{column.help}. {_behind(column.relation)}"
    hsds = f"`{column.hsds}`" if column.hsds else ""
    return f"| {column.name}{'*' if column.required else ''} | {text} | {example} | {hsds} |"


def _behind(kind: EdgeKind) -> str:
    """What may stand behind a code in a list, as the fields of the relation have it."""
    first, *others = FIELDS[kind].values()
    more = "; ".join(f"`{field.name}:` {field.help_da}" for field in others)
    return f"Efter `=` kan stå {first.help_da}, og efter endnu et `=` flere: {more}"
