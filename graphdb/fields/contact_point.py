"""The fields of a contact point: a further way to reach an actor, a service or a place."""

from hashlib import blake2s
from typing import Final

from graphdb.fields.field import SEEN_BY, Field, Sort
from graphdb.language.danish import fold
from graphdb.model import Id, NodeKind, node_id

CONTACT_POINT: Final = (
    Field(
        "role",
        Sort.NAME,
        "Funktion",
        "Role",
        help_da="funktionen, ikke et navn",
        help_en="the function, not a name",
        example="Visitation",
        required=True,
        months=24,
        hsds="contact.title",
    ),
    Field(
        "phone",
        Sort.PHONE,
        "Telefon",
        "Telephone",
        example="00 74 27 14",
        months=6,
        hsds="phone.number",
    ),
    Field(
        "number_kind",
        Sort.CODE,
        "Slags nummer",
        "Kind of number",
        help_da="kode fra `number_kinds`: direkte, omstilling, vagt, kun sms",
        help_en="a code of `number_kinds`",
        terms=NodeKind.NUMBER_KIND,
        hsds="phone.type",
    ),
    Field(
        "extension",
        Sort.NAME,
        "Lokalnummer",
        "Extension",
        help_da="det, man taster eller beder om, når der bliver svaret",
        help_en="what to key in, or ask for, when somebody answers",
        example="214",
        months=6,
        hsds="phone.extension",
    ),
    Field(
        "email",
        Sort.EMAIL,
        "Mail",
        "E-mail",
        help_da="helst en fælles postkasse",
        help_en="rather a shared mailbox",
        months=6,
        hsds="contact.email",
    ),
    Field(
        "hours",
        Sort.HOURS,
        "Telefontid",
        "Telephone hours",
        help_da="hvornår man kan ringe",
        help_en="when one can ring",
        example="man-fre 9-15",
        months=3,
        hsds="schedule.description",
    ),
    Field(
        "note",
        Sort.TEXT,
        "Note",
        "Note",
        help_da="hvad man skal vide, før man ringer; kort",
        help_en="what to know before ringing; short",
        hsds="phone.description",
    ),
    Field(
        "person",
        Sort.NAME,
        "Kontaktperson",
        "Contact person",
        help_da="en navngiven medarbejder; lad være, hvis en postkasse kan gøre det",
        help_en="a named employee; not where a mailbox will do",
        months=6,
        hsds="contact.name",
    ),
    Field(
        "person_reason",
        Sort.TEXT,
        "Hvorfor et navn",
        "Why a name",
        help_da="hvorfor navnet er nødvendigt; skal være der, når der er et navn",
        help_en="why the name is needed; with every name",
    ),
    Field(
        "person_until",
        Sort.DATE,
        "Navnet vises til",
        "Name shown until",
        help_da="hvornår navnet skal væk igen; skal være der, når der er et navn",
        help_en="when the name must go again; with every name",
    ),
    SEEN_BY,
)
PERSON: Final = ("person", "person_reason", "person_until")
"""A name, and what must be said with it."""
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


def contact_id(owner: Id, role: str, again: int = 0) -> Id:
    """The id of whose contact point this is, in what role; ``again`` tells those of one role apart.

    Letters only, and not the role itself: that may hold a street, and digits may look like a CPR number.
    """
    words = "\n".join((owner, fold(role), *([str(again)] if again else ())))
    digest = blake2s(words.encode(), digest_size=10).hexdigest().translate(_LETTERS)
    return node_id("contact", owner.split(":")[1], digest)
