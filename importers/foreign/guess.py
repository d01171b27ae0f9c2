"""A mapping guessed from the headers and first rows of foreign files, for people to correct."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from glob import escape
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Final

from graphdb.errors import Refused
from graphdb.fields.cpr import find_cpr
from graphdb.language.danish import fold
from graphdb.message import DANISH, Message, message, say
from importers.foreign.header import Columns, Top
from importers.foreign.mapping_file import is_list
from importers.problems import harmless, printable
from importers.tabular.archive import Piece
from importers.tabular.sheets import open_sheets

_HEADERS: Final = "headers.toml"
_IDENTIFIERS: Final = "identifiers"
_SAMPLES: Final = 40
_SHOWN: Final = 40
_SHORTEST: Final = 5
"""Letters of a known header that another one may contain."""
_SECRET: Final = ("hemmelig", "fortrolig", "skjult", "adressebeskyt", "offentliggoeres", "confidential")
"""In a header: the address is not for all. Every cell but "nej" keeps it back, whatever stands there."""
_PRIVATE: Final = ("privat", "personlig", "kontaktperson", "borger", "internt")
"""In a header: a person's, and not the actor's, even where "telefon" stands there, too."""
_THINGS: Final = ("parent", "actor", "place", "service")
_WHOLE_ADDRESS: Final = re.compile(r"\d.*[, ]\s*[0-9]{4}\s+\S")
_TOWN: Final = re.compile(r"[0-9]{4}\s+\S")
_TOLD_NOBODY: Final = re.compile(
    r"@|\d{4}\s+[A-ZÆØÅ]|[^\W\d]{2}\.?\s+\d{1,3}(?:\s?[A-Za-z])?(?:\s*,|\s*$)"
    r"|(?:vej|gade|stræde|all[eé]|plads|torv|boulevard|vænge|parken|toften|haven|bakken|stien|kaj)\w{0,3}\.?\s+\d",
    re.IGNORECASE,
)
"""A mailbox, a town with its postcode, or a street with a number: "Skovvangen 5", "Nygade 3 B, st."."""
_WHERE: Final = "place"
_PARTS: Final = {
    "address": r"^(.*?),?\s*(?:DK-?)?[0-9]{4}\s",
    "postal_code": r"(?:^|[\s,-])([0-9]{4})\s",
    "city": r"(?:^|[\s,-])[0-9]{4}\s+(.+)$",
}
_NO_KIND: Final = 'kind = { constant = "" }'


def guess(paths: Sequence[Path], mapping: str, language: str = DANISH) -> str:
    """The text of a mapping file, to be called ``mapping``. Refused when no sheet has a header we know.

    What it says to people is in ``language``, ``da`` or ``en``.
    """
    tables = []
    for path in paths:
        for sheet in open_sheets(path):
            if isinstance(sheet, Piece):
                continue
            top = Top(sheet)
            points, at = top.best(lambda cells: len(cells & known().keys()))
            if points:
                columns = top.columns(at)
                if ("actor", "name") in _meant(columns.names):
                    tables.append(list(_table(columns, language)))
    if not tables:
        raise Refused(message("import.nothing_guessed", words=", ".join(sorted(known())[:20])))
    shown = " ".join(json.dumps(harmless(str(path)), ensure_ascii=False) for path in paths)
    head = message("import.guess_head", files=shown, mapping=harmless(mapping))
    return (
        "\n".join((*_comments(head, language), *(line for table in tables for line in ("", *table)))) + "\n"
    )


@cache
def known() -> Mapping[str, tuple[str, str]]:
    """What headers mean, by their folded words: the thing and its field, or a register's number."""
    text = (files("seed") / _HEADERS).read_text(encoding="utf-8")
    return {
        fold(word): (thing, field)
        for thing, fields in tomllib.loads(text).items()
        for field, words in fields.items()
        for word in (*words, *([field] if thing in _THINGS else ()))
    }


def headers() -> Iterator[str]:
    """A header for each field that is guessed: the first of those that are known for it."""
    text = (files("seed") / _HEADERS).read_text(encoding="utf-8")
    return (words[0] for fields in tomllib.loads(text).values() for words in fields.values())


def _meant(names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The columns, by what they mean: first those whose whole name we know, then those that hold one."""
    meant: dict[tuple[str, str], str] = {}
    left = dict(names)
    for sure in (True, False):
        for key, name in list(left.items()):
            target = known().get(key) if sure else _contained(key)
            if target is not None and target not in meant:
                meant[target] = name
                del left[key]
    for other in (("service", "name"), ("parent", "name")):
        if ("actor", "name") not in meant and other in meant:
            meant["actor", "name"] = meant.pop(other)
    return meant


def _contained(key: str) -> tuple[str, str] | None:
    if key.endswith("id"):
        return None  # a number in the system that the file is from, whatever it is of
    if any(word in key for word in _SECRET):
        return "actor", "secret_address"
    if _is_private(key):
        return None
    words = [word for word in known() if len(word) >= _SHORTEST and word in key]
    return known()[max(words, key=len)] if words else None


def _is_private(key: str) -> bool:
    return any(word in key for word in _PRIVATE)


def _comments(text: Message, language: str) -> list[str]:
    return [f"# {line}" for line in say(text, language).split("\n")]


def _table(columns: Columns, language: str) -> Iterator[str]:
    """One sheet's part of the mapping."""
    rows = [cells for _, cells in islice(columns.rows, _SAMPLES)]
    samples = {name: [row[key] for row in rows if key in row] for key, name in columns.names.items()}
    meant = _meant(columns.names)
    yield "[[table]]"
    if columns.sheet.name:
        yield f"sheet = {_toml(escape(columns.sheet.name))}"
    unused = [name for name in columns.names.values() if name not in meant.values()]
    for name in unused:
        sample = "" if _is_private(fold(name)) else _sample(samples[name], language)
        [unread] = _comments(message("import.guess_unused", column=_toml(harmless(name))), language)
        yield f"{unread}{sample}"
    for thing in _THINGS:
        fields = {field: name for (owner, field), name in meant.items() if owner == thing}
        lines = list(_fields(thing, fields, meant, samples, language))
        if lines:
            yield from ("", f"[table.{thing}]", *lines)


def _fields(
    thing: str,
    fields: Mapping[str, str],
    meant: Mapping[tuple[str, str], str],
    samples: Mapping[str, Sequence[str]],
    language: str,
) -> Iterator[str]:
    if thing == "service" and fields and "name" not in fields and ("actor", "name") in meant:
        yield f"name = {_toml(meant['actor', 'name'])}"
    for field, name in fields.items():
        sample = "" if thing == _WHERE else _sample(samples[name], language)
        for part, expression in _expressions(field, name, fields, samples[name]):
            yield f"{part} = {expression}{sample}"
    if thing == "actor":
        numbers = [(scheme, name) for (owner, scheme), name in meant.items() if owner == _IDENTIFIERS]
        if numbers:
            each = (f"{{ column = {_toml(name)}, scheme = {_toml(scheme)} }}" for scheme, name in numbers)
            yield f"identifiers = [{', '.join(each)}]"
        if "kind" not in fields:
            yield from (*_comments(message("import.guess_no_kind"), language), _NO_KIND)


def _expressions(
    field: str, name: str, fields: Mapping[str, str], samples: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What to write for a field: a whole address is three fields, and a list is cut where its cells are."""
    column = _toml(name)
    whole = field == "address" and "postal_code" not in fields and _mostly(_WHOLE_ADDRESS, samples)
    town = field in ("city", "postal_code") and _mostly(_TOWN, samples)
    if whole or (town and not {"city", "postal_code"} <= fields.keys()):
        for part in _PARTS if whole else ("postal_code", "city"):
            yield part, f"{{ column = {column}, pattern = {_literal(_PARTS[part])} }}"
    elif is_list(field) and (signs := [sign for sign in ",/" if any(sign in text for text in samples)]):
        yield field, f"{{ column = {column}, split = {_toml(';' + ''.join(signs))} }}"
    else:
        yield field, column


def _mostly(pattern: re.Pattern[str], samples: Sequence[str]) -> bool:
    return 2 * sum(pattern.search(text) is not None for text in samples) > len(samples)


def _sample(samples: Sequence[str], language: str) -> str:
    """A cell as an example, on one line; none that may hold a citizen's number, a mailbox or an address.

    Which rows' addresses are secret is known only once the file is read.
    """
    shown = (printable(text) for text in samples if not find_cpr(text) and not _TOLD_NOBODY.search(text))
    text = next(shown, "")
    [example] = _comments(message("import.guess_example", text=text[:_SHOWN]), language)
    return f"  {example}" if text else ""


def _toml(text: str) -> str:
    """The text as a string of TOML, which is written as JSON's are."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _literal(pattern: str) -> str:
    return f"'{pattern}'"
