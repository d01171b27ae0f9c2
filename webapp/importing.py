"""What the pages ask of the imports, whose code they do not know: the composition root hands it to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from graphdb.directory.start_list import StartList
from graphdb.message import Text
from graphdb.vocabulary.catalogue import Vocabulary


@dataclass(frozen=True, slots=True)
class Choice:
    """A source that files can be of: its id, what it is called, what it takes, and in which formats.

    ``by_mapping``: whether a mapping file may say which column is what, ``guesses``: whether a draft of one
    can be drawn from the files. ``layouts``: what the files are called that come with the product, by name.
    """

    id: str
    title: str
    takes: Text
    formats: tuple[str, ...]
    by_mapping: bool = False
    guesses: bool = False
    layouts: Mapping[str, str] = field(default_factory=dict)


class Importing(Protocol):
    """Imports files that were sent to a page, and makes one to fill in."""

    def choices(self) -> Sequence[Choice]:
        """The sources, by id."""
        ...

    def template(self, listed: StartList, terms: Vocabulary, today: str) -> bytes:
        """The workbook that a municipality fills in to begin: a row for each kind that is not in place."""
        ...

    def ranks(self) -> Sequence[str]:
        """What a source may weigh, the heaviest first."""
        ...

    def begin(self, folder: Path, attempt: str) -> None:
        """Do what the order of that attempt in the folder of an upload says, in a process of its own.

        It keeps account in the folder (``webapp.upload.folder``). Raises OSError when none can be started.
        """
        ...
