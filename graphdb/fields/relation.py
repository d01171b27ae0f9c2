"""The fields of relations."""

from collections.abc import Mapping
from typing import Final

from graphdb.fields.field import SEEN_BY, Field, Sort
from graphdb.model import EdgeKind, NodeKind

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
RELATIONS: Final[Mapping[EdgeKind, tuple[Field, ...]]] = {
    EdgeKind.RELATES: RELATES,
    EdgeKind.REACHES: (Field("how", Sort.TEXT, "Hvordan", "How"), SEEN_BY),
    EdgeKind.IN: (Field("valid_from", Sort.DATE), Field("valid_to", Sort.DATE)),
}
