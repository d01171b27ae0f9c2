"""Sentences as values, and the catalogue that says them."""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
from markupsafe import Markup

import brobygger
from commands import usage
from graphdb.errors import InvalidValue
from graphdb.message import DANISH, ENGLISH, LANGUAGES, Message, Voice, Words, catalogue, message, say

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for place in ("graphdb", "importers", "webapp", "commands", "brobygger.py")
    for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
)


ALL_TEXTS = {
    f"{path.stem}.{key}": texts
    for path in (ROOT / "seed" / "messages").glob("*.toml")
    for key, texts in catalogue(path.stem).items()
}
OF_CLICK = "click."
"""Sentences that the library of the command line makes; ``tests/test_brobygger.py`` sees that it does."""
LEAVES_OUT = {"click.no_number"}
"""Has no use in Danish for the name of a kind of number, which is English."""


class Page(Voice):
    def plain(self, template: str) -> str:
        return Markup(template)

    def untranslated(self, danish: str) -> str:
        return Markup("<i>{}</i>").format(danish)


def used(path: Path) -> Iterator[tuple[str, frozenset[str], int]]:
    """The messages a module makes: id, names of parameters, line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message":
            for name in constants(node.args[0]):
                yield name, frozenset(word.arg or "**" for word in node.keywords), node.lineno


def constants(node: ast.expr) -> Iterator[str]:
    """The ids an argument may be: a text, or one of two by a condition."""
    if isinstance(node, ast.IfExp):
        yield from (*constants(node.body), *constants(node.orelse))
    else:
        assert isinstance(node, ast.Constant), "message() takes its id as it is written, for grep"
        assert isinstance(node.value, str)
        yield node.value


def places(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_the_catalogue_has_what_the_code_says_and_nothing_else() -> None:
    asked = {name for path in SOURCES for name, _, _ in used(path)}
    group = brobygger.command_line
    commands = (group, *map(group.load, group.commands))
    asked |= {text.id for command in commands for _, text in usage.texts(command)}
    asked |= {name for name in ALL_TEXTS if name.startswith(OF_CLICK)}
    assert asked == ALL_TEXTS.keys()


def wrong(name: str, texts: Mapping[str, str]) -> Iterator[str]:
    """What a text of the catalogue lacks."""
    if texts.keys() != {*LANGUAGES} or not all(texts.values()):
        yield f"{name} is not there in each language"
        return
    if places(texts[DANISH]) != places(texts[ENGLISH]) and name not in LEAVES_OUT:
        yield f"{name} has other places in English"
    if re.search(r"[<>&]", "".join(texts.values())):
        yield f"{name} is trusted on pages"
    if re.search(r"[æøåÆØÅ]", re.sub(r"lør|søndag", "", texts[ENGLISH])):
        yield f"{name} is Danish in English"


def test_a_text_is_there_in_both_languages_with_the_same_places() -> None:
    """All in one test: twelve hundred take longer to begin and end than to look at a text."""
    assert len(ALL_TEXTS) > 1000
    assert [fault for name, texts in ALL_TEXTS.items() for fault in wrong(name, texts)] == []


@pytest.mark.parametrize(
    "texts",
    [
        {DANISH: "ja"},
        {DANISH: "ja", ENGLISH: ""},
        {DANISH: "{a}", ENGLISH: "{b}"},
        {DANISH: "<b>", ENGLISH: "b"},
        {DANISH: "Gæld", ENGLISH: "Gæld"},
    ],
)
def test_a_text_that_lacks_something_is_named(texts: Mapping[str, str]) -> None:
    assert len(list(wrong("x", texts))) == 1


def test_code_fills_every_place_of_a_text() -> None:
    for path in SOURCES:
        for name, given, line in used(path):
            assert given == places(ALL_TEXTS[name][DANISH]), f"{path.name}:{line} {name}"


def test_a_message_says_itself_in_both_languages() -> None:
    refused = message("fields.age", most=120)
    assert say(refused) == "Skriv alderen i hele år, fra 0 til 120."
    assert say(refused, ENGLISH) == "Write the age in whole years, from 0 to 120."
    assert str(InvalidValue(refused)) == say(refused)


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (date(2026, 5, 3), "3. maj 2026", "3 May 2026"),
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), "2. marts 2026 kl. 9.00", "2 March 2026 at 9:00"),
        (Words("Gæld", "Debt"), "Gæld", "Debt"),
        (Words("Gæld"), "Gæld", "Gæld"),
        (
            ("a", message("writing.unsayable")),
            "a, noget, vi ikke gentager her",
            "a, something we do not repeat here",
        ),
        ("{as it is}", "{as it is}", "{as it is}"),
        (7, "7", "7"),
    ],
)
def test_values_are_said_as_people_write_them(value: Message, danish: str, english: str) -> None:
    assert (say(value), say(value, ENGLISH)) == (danish, english)


def test_a_page_escapes_values_and_marks_what_is_danish() -> None:
    row = message("writing.points_at_nothing", targets=("<b>", Words("Gæld"), Words("Æ", "Ae")))
    assert Page(ENGLISH).say(row) == ("The row points at &lt;b&gt;, <i>Gæld</i>, Ae, which does not exist.")
    assert Page(DANISH).say("<b>") == "&lt;b&gt;"


READS_DANISH = (
    "language/",
    "fields/hours/",
    "fields/phone.py",
    "fields/cpr.py",
    "fields/formats.py",
)
"""What knows Danish because it reads it, or says opening hours in both languages."""
ROWS = ("Field", "Facet")
"""What is data in Python: its labels and help come in both languages."""
FIXED = {
    "touchmap/citizen_sheet.py": ("NEVER", "_CAREFUL"),
    "coverage/demand.py": ("_PEOPLE",),
    "stores/sqlite/packing.py": ("DICTIONARY",),
}
"""Words to look for or to pack by, which nobody is shown."""
DANISH_WORDS = re.compile(
    r"[æøåÆØÅ]|\b(og|ikke|det|til|af|kan|skal|har|fra|ved|hos|som|ingen|eller|efter|under|borgeren|aktøren)\b"
)


def said_in_code(path: Path) -> Iterator[str]:
    """The texts in a module, but for docstrings, the rows of fields and facets, and fixed words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ROWS:
            skipped.update(ast.walk(node))
        fixed = FIXED.get(path.relative_to(ROOT / "graphdb").as_posix(), ())
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in fixed:
            skipped.update(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.value


def test_no_danish_stands_in_graphdb() -> None:
    """Seen red with "Navnet passer og" in the search, and with a Danish error."""
    root = ROOT / "graphdb"
    modules = [
        path
        for path in SOURCES
        if path.is_relative_to(root) and not path.relative_to(root).as_posix().startswith(READS_DANISH)
    ]
    assert len(modules) > 80
    for path in modules:
        assert [text for text in said_in_code(path) if DANISH_WORDS.search(text)] == [], path.name
