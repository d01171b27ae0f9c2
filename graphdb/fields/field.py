"""What a field is: one row says all that importers, stores, pages, API and documentation need to know."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graphdb.model import PUBLIC, VISIBILITIES, VISIBILITY, NodeKind


class Sort(StrEnum):
    """Sorts of fields; each has one normaliser from the text of a cell or form.

    ``ANSWERS`` is a family: a flag for each term of a vocabulary, with a source and dates of its own
    (``graphdb.fields.registry.family``).
    """

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    CODES = "codes"
    NAMES = "names"
    LANGUAGES = "languages"
    IDENTIFIERS = "identifiers"
    ANSWERS = "answers"
    PHONE = "phone"
    CVR = "cvr"
    URL = "url"
    EMAIL = "email"
    HOURS = "hours"
    DATE = "date"
    POSTCODE = "postcode"
    INT = "int"
    AGE = "age"
    FLOAT = "float"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    FLAG = "flag"


class Section(StrEnum):
    """Where on an actor's page a field stands as a line of its own; OWN: a template gives it a place."""

    OWN = "own"
    FACTS = "facts"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of one kind of thing.

    ``label``, ``help`` and ``unit`` come in Danish and English; help says what to write. ``terms`` is the
    vocabulary that a code is of, ``choices`` a closed list instead. ``required``: a thing without it is
    refused. ``dated_by`` names the field that says what day it counts for. ``perishes``: past its shelf life
    the value is not known any more. ``searched``: its words find the thing. ``months`` is its shelf life
    where the table ``shelf_life`` has no row. ``payers``: only of an actor that pays others, as the flag
    ``pays_only`` of its kind says. ``hsds`` is its name in Open Referral HSDS 3.1, "" when that
    has none. ``example`` is one for the documentation, where the demo shows none that will do.
    """

    name: str
    sort: Sort
    label_da: str = ""
    label_en: str = ""
    help_da: str = ""
    help_en: str = ""
    unit_da: str = ""
    unit_en: str = ""
    example: str = ""
    terms: NodeKind | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    visibility: str = PUBLIC
    section: Section = Section.OWN
    dated_by: str = ""
    perishes: bool = False
    searched: bool = False
    months: int = 12
    payers: bool = False
    hsds: str = ""


SEEN_BY: Final = Field(
    VISIBILITY,
    Sort.CODE,
    "Hvem må se det",
    "Who may see it",
    help_da=(
        "`public` (alle), `professionals` (kun fagfolk, der er logget ind) eller `municipality`"
        " (kun dem, der er logget ind fra aktørens egen kommune). Kan svaret ikke læses, gælder det sidste"
    ),
    help_en=(
        "`public` (everybody), `professionals` (only signed-in staff) or `municipality` (only signed-in staff"
        " of the actor's own municipality)"
    ),
    choices=VISIBILITIES,
)
"""Who may see a thing: the same row for every kind of thing that may be kept off public pages."""

FOREIGN: Final = (
    Field(
        "other_facts",
        Sort.TEXT,
        "Andre oplysninger fra kilden",
        "More from the source",
        help_da="det, som en anden samling siger, og som ikke har sin egen kolonne her: `navn: værdi`",
        help_en="what another directory says and has no column of its own here: `name: value`",
        example="Juridisk form: Forening",
        section=Section.FACTS,
    ),
    Field(
        "other_terms",
        Sort.NAMES,
        "Emneord fra kilden",
        "Terms of the source",
        help_da="en anden samlings emneord, som ikke er vores",
        help_en="terms of another directory that are none of ours",
        example="Emergency Shelter|Food Pantries",
        section=Section.FACTS,
        hsds="taxonomy_term.name",
    ),
)
"""What is kept of another directory as it stands there: the same rows for actors and services."""
