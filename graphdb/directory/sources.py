"""What sources are called on pages."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from graphdb.claims import RULE, is_coordinator, is_own
from graphdb.message import Text, message
from graphdb.model import Id, node_id

_OWN: Final = message("directory.own_source")
_COORDINATOR: Final = message("directory.coordinator_source")
_RULE: Final = message("directory.rule_source")


def source_title(source: str, titles: Mapping[Id, str]) -> Text:
    """What a source is called: its title, in ``titles`` by the id of its node, or its id.

    People who edit have no title: their source is called by who they are.
    """
    said, target = _of_people_or_node(source)
    return said or titles.get(target) or source


@lru_cache(maxsize=1024)  # each fact of a page asks, and a page has few sources
def _of_people_or_node(source: str) -> tuple[Text, Id]:
    if is_own(source):
        return _OWN, ""
    if is_coordinator(source):
        return _COORDINATOR, ""
    if source == RULE:
        return _RULE, ""
    return "", node_id("source", source)
