"""What a mapping file says about one field: which columns, and what is done to their text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.language.danish import fold
from graphdb.message import message

KEYS: Final = ("column", "columns", "constant", "with", "split", "values", "pattern", "scheme", "yes")
_ALWAYS_SPLIT: Final = "\n|"
_SPLIT: Final = ";"
_NO_CUT: Final = re.compile("(?!)")
_YES: Final = frozenset({"x", "xx", "ja", "j", "yes", "y", "true", "sand", "1", "ok", "v"})
_TICKS: Final = frozenset("✓✔☑√")


@dataclass(frozen=True, slots=True)
class Expression:
    """The text of one or several columns, or a constant.

    ``columns`` are joined with ``between``; ``pattern`` takes a part of that: its group, else all it matches.
    A list is cut at the signs in ``split``. ``values`` are other words for a cell or an item, by the folded
    one. ``scheme`` stands before each item with a colon. ``yes``: what a ticked column says.
    """

    columns: tuple[str, ...] = ()
    constant: str = ""
    between: str = " "
    split: str = _SPLIT
    values: Mapping[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    scheme: str = ""
    yes: str = ""
    _keys: tuple[str, ...] = ()
    _cut: re.Pattern[str] = _NO_CUT

    def __post_init__(self) -> None:
        """Work out once what each row asks for."""
        object.__setattr__(self, "_keys", tuple(map(fold, self.columns)))
        object.__setattr__(self, "_cut", re.compile(f"[{re.escape(self.split + _ALWAYS_SPLIT)}]"))

    @classmethod
    def of(cls, said: object) -> "Expression":
        """From TOML: the name of a column, or a table of ``KEYS``. InvalidValue for anything else."""
        if isinstance(said, str):
            return cls((said,))
        if not isinstance(said, dict) or not said or set(said) - set(KEYS):
            raise InvalidValue(message("import.mapping_expression", names=", ".join(KEYS)))
        texts = {name: said[name] for name in said if name not in ("columns", "values")}
        columns, values = said.get("columns", []), said.get("values", {})
        if not (
            all(isinstance(text, str) for text in texts.values())
            and isinstance(columns, list)
            and all(isinstance(column, str) for column in columns)
            and isinstance(values, dict)
            and all(isinstance(value, str) for value in values.values())
        ):
            raise InvalidValue(message("import.mapping_text"))
        return cls(
            tuple(columns) or tuple(filter(None, [texts.get("column", "")])),
            texts.get("constant", ""),
            texts.get("with", " "),
            texts.get("split", _SPLIT),
            {fold(text): value for text, value in values.items()},
            _compiled(texts["pattern"]) if "pattern" in texts else None,
            texts.get("scheme", ""),
            texts.get("yes", ""),
        )

    def text(self, cells: Mapping[str, str], *, is_list: bool) -> str:
        """The field's text: ``cells`` are by the folded name of their column."""
        parts = [cells.get(key, "") for key in self._keys]
        if self.yes:
            return self.yes if any(map(_ticked, parts)) else ""
        text = self.between.join(filter(None, parts)) if self.columns else self.constant
        if self.pattern is not None and text:
            hit = self.pattern.search(text)
            text = "" if hit is None else (hit[1] or "" if self.pattern.groups else hit[0]).strip()
        items = self._items(text) if is_list else [text]
        if self.values:
            items = [self.values.get(fold(item), item) for item in items]
        return "|".join(f"{self.scheme}:{item}" if self.scheme else item for item in items if item)

    def _items(self, text: str) -> list[str]:
        if self.values and fold(text) in self.values:
            return [text]
        return [item.strip() for item in self._cut.split(text)]


Field = tuple[Expression, ...]
"""What is said of one field. Of a list all of it counts, else the first that is not blank."""


def field_of(said: object) -> Field:
    """From TOML: one expression, or an array of them."""
    return tuple(map(Expression.of, said if isinstance(said, list) else [said]))


def text_of(expressions: Field, cells: Mapping[str, str], *, is_list: bool) -> str:
    """The field's text in one row."""
    texts = [text for one in expressions if (text := one.text(cells, is_list=is_list))]
    if is_list:
        return "|".join(dict.fromkeys(item for text in texts for item in text.split("|")))
    return texts[0] if texts else ""


def columns_of(expressions: Sequence[Expression]) -> Iterator[str]:
    """The columns that these read."""
    return (column for one in expressions for column in one.columns)


def _ticked(text: str) -> bool:
    return fold(text) in _YES or bool(_TICKS.intersection(text))


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise InvalidValue(message("import.mapping_pattern")) from error
