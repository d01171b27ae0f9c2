"""What each source reads, on what terms, with its columns and an example: documentation from the registry."""

from collections.abc import Iterable, Iterator

from graphdb.message import DANISH, message, say
from importers.importer import Importer


def pages(importers: Iterable[Importer], language: str = DANISH) -> Iterator[str]:
    """The lines of a document in Markdown, a section for each source."""
    yield f"# {say(message('import.pages_title'), language)}"
    yield ""
    yield say(message("import.pages_about"), language)
    for importer in importers:
        yield ""
        yield from _page(importer, language)


def _page(importer: Importer, language: str) -> Iterator[str]:
    licence = importer.licence or message("import.licence_of_file")
    rank = importer.rank.name.lower()
    columns = ", ".join(f"`{name}`" for name in importer.columns())
    yield f"## {importer.id}: {importer.title or importer.id}"
    yield ""
    yield say(message("import.page_takes", files=importer.takes, formats=importer.formats), language)
    yield say(message("import.page_terms", licence=licence, rank=rank), language)
    if importer.url:
        yield say(message("import.page_url", url=importer.url), language)
    yield ""
    yield say(message("import.page_columns", columns=columns), language)
    yield ""
    command = f"brobygger import {importer.id} {importer.example.name}"
    command += "" if importer.guess is None else " --mapping FIL.toml"
    yield say(message("import.page_example", file=importer.example.name, command=command), language)
    yield ""
    yield "```"
    yield importer.example.text.rstrip("\n")
    yield "```"
