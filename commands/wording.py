"""What fields are called, where a line names one."""

from graphdb.fields.registry import FIELDS, family
from graphdb.message import Text, Words
from graphdb.model import Node, NodeKind
from graphdb.vocabulary.catalogue import Vocabulary


def field_name(name: str, thing: Node | None, terms: Vocabulary) -> Text:
    """What a field of a thing is called; of one that is not there any more as of an actor."""
    row = FIELDS[NodeKind.ACTOR if thing is None else thing.kind].get(family(name))
    code = name.removeprefix(f"{family(name)}.")
    if row is None:
        return name
    return Words(row.label_da, row.label_en) if code == name else terms.words(code)
