"""The counts, faults and notes of a check so far."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from graphdb.codec import UNREADABLE
from graphdb.errors import StoreError
from graphdb.message import Text, message
from graphdb.store import Item, What


@dataclass(slots=True)
class Findings:
    """Counts by kind of item, and as sentences the faults, and what is only to be known."""

    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(What, 0)))
    faults: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def count(self, what: What, items: Iterable[Item]) -> Iterator[Item]:
        """The items, counted as they go by."""
        for item in items:
            self.counts[what] += 1
            yield item

    @contextmanager
    def about(self, what: Text) -> Iterator[None]:
        """One part of the check, which may stumble over damage; the others go on."""
        try:
            yield
        except StoreError as error:
            if type(error) is not StoreError:  # busy or gone: that is no damage
                raise
            self.faults.append(message("upkeep.not_examined_for", what=what, error=error.reason))
        except UNREADABLE:
            self.faults.append(message("upkeep.not_examined", what=what))
