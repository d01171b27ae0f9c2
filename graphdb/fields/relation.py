"""The fields of relations."""

from collections.abc import Mapping
from typing import Final

from graphdb.fields.field import SEEN_BY, Field, Sort
from graphdb.model import EdgeKind, NodeKind

VERDICT: Final = "as"
SAME, SAME_PLACE, DIFFERENT = "same", "same-place", "different"

RELATES: Final = (
    Field(
        "kind",
        Sort.CODE,
        "Slags forbindelse",
        "Kind of relation",
        help_da="kode fra `relation_types`",
        help_en="a code of `relation_types`",
        terms=NodeKind.RELATION_TYPE,
        required=True,
    ),
    Field("since", Sort.DATE, "Siden", "Since", help_da="gælder fra", help_en="holds from"),
    Field(
        "until",
        Sort.DATE,
        "Til",
        "Until",
        help_da="gælder til; en aftale, hvis dag er gået, er udløbet og bliver vist som det",
        help_en="holds until; an agreement past its day is shown as ended",
    ),
    Field("note", Sort.TEXT, "Note", "Note", help_da="kort tekst", help_en="a short text"),
    SEEN_BY,
)
SERVES: Final = (
    Field(
        "agreement",
        Sort.TEXT,
        "Aftale",
        "Agreement",
        help_da="hvad der er aftalt, eller hvilken slags aftale",
        help_en="what is agreed, or what kind of agreement",
        example="driftsaftale",
    ),
    Field(
        "places",
        Sort.INT,
        "Pladser efter aftalen",
        "Places agreed",
        help_da="så mange pladser er der aftalt",
        help_en="so many places are agreed",
        example="12",
    ),
    Field(
        "until",
        Sort.DATE,
        "Aftalen gælder til",
        "The agreement runs until",
        help_da="aftalens sidste dag; dagen efter dækker den ikke længere området",
        help_en="the agreement's last day; the day after the area is not served any more",
        example="2027-12-31",
    ),
    Field(
        "district",
        Sort.TEXT,
        "Del af kommunen",
        "Part of the municipality",
        help_da="når det ikke er hele kommunen",
        help_en="when it is not the whole municipality",
        example="Nordbyen",
    ),
    SEEN_BY,
)
ASKED: Final = (
    Field(
        "state",
        Sort.CODE,
        "Svar",
        "Answer",
        help_da="kode fra `asked_states`",
        help_en="a code of `asked_states`",
        terms=NodeKind.ASKED_STATE,
        required=True,
    ),
    Field(
        "asked_on",
        Sort.DATE,
        "Spurgt",
        "Asked on",
        help_da="hvornår der blev spurgt; skal være der, når nogen har svaret",
        help_en="the day of asking; needed when somebody has answered",
        example="2026-10-01",
    ),
    Field(
        "answered_by",
        Sort.CODE,
        "Hvem svarede",
        "Answered by",
        help_da="en rolle, aldrig et navn: kode fra `answered_by`; skal være der, når nogen har svaret",
        help_en="a role, never a name: a code of `answered_by`; needed when somebody has answered",
        terms=NodeKind.ANSWERED_BY,
    ),
    Field(
        "asked_by_role",
        Sort.NAME,
        "Hvem spurgte",
        "Asked by",
        help_da="en rolle, aldrig et navn; skal være der, når nogen har svaret",
        help_en="a role, never a name; needed when somebody has answered",
        example="boligsocial koordinator",
    ),
    Field(
        "group",
        Sort.CODE,
        "Gruppe",
        "Group",
        help_da="kun når der er spurgt for én gruppe: kode fra `risk_groups`",
        help_en="only when asked for one group: a code of `risk_groups`",
        terms=NodeKind.RISK_GROUP,
    ),
)
JUDGEMENT: Final = (
    Field(
        VERDICT,
        Sort.CODE,
        "Afgørelse",
        "Judgement",
        help_da=(
            "`same` om aktører og tilbud, `same-place` om steder, `different`, når der ikke skal spørges igen"
        ),
        help_en=(
            "`same` of actors and services, `same-place` of places, `different` when nothing is to ask again"
        ),
        choices=(SAME, SAME_PLACE, DIFFERENT),
        required=True,
    ),
)
RELATIONS: Final[Mapping[EdgeKind, tuple[Field, ...]]] = {
    EdgeKind.RELATES: RELATES,
    EdgeKind.SERVES: SERVES,
    EdgeKind.LOCATED_AT: (
        Field(
            "opening_hours",
            Sort.HOURS,
            "Åbningstid",
            "Opening hours",
            help_da="stedets egen åbningstid",
            help_en="the opening hours of this place",
            months=3,
            hsds="schedule.description",
        ),
        Field(
            "phone",
            Sort.PHONE,
            "Telefon",
            "Telephone",
            help_da="stedets egen telefon",
            help_en="the telephone of this place",
            months=6,
            hsds="phone.number",
        ),
        SEEN_BY,
    ),
    EdgeKind.PART_OF: (SEEN_BY,),
    EdgeKind.CONTACTED_AT: (Field("position", Sort.INT),),
    EdgeKind.ASKED: ASKED,
    EdgeKind.SAME: JUDGEMENT,
    EdgeKind.REACHES: (Field("how", Sort.TEXT, "Hvordan", "How"), SEEN_BY),
    EdgeKind.IN: (Field("valid_from", Sort.DATE), Field("valid_to", Sort.DATE)),
}
