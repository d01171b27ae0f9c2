"""What an entry keeps, read back as values."""

import json
from typing import Any

from graphdb.model import Entry
from graphdb.search.entries import Body


def body_of(entry: Entry) -> Body:
    """The body as values."""
    members: dict[str, Any] = json.loads(entry.body)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in members.items()
    }
    codes = {name: tuple(code_list) for name, code_list in members.get("codes", {}).items()}
    return Body(**{**values, "codes": codes})
