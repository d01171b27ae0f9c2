"""What an import did, for people and for programs."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Final

from rich.table import Table as Grid

from importers.rows import Problem

COUNTS: Final = ("new", "changed", "unchanged", "gone", "refused")
_LABELS: Final = ("nye", "ændrede", "uændrede", "forsvundne", "afviste")
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Report:
    """``counts`` holds, per group of rows, how many claims were new, changed, unchanged and gone."""

    source: str
    run: str
    dry_run: bool
    counts: dict[str, Counter[str]]
    problems: tuple[Problem, ...] = field(default=())

    def total(self, name: str) -> int:
        """One count over all groups; ``refused`` counts problems."""
        if name == "refused":
            return len(self.problems)
        return sum(held[name] for held in self.counts.values())

    @property
    def changed(self) -> bool:
        """True when the graph is (or on a dry run would be) different afterwards."""
        return any(self.total(name) for name in ("new", "changed", "gone"))

    def text(self) -> str:
        """The report as JSON: source, run, dry_run, total, groups, and each refused value with its place."""
        body = {
            "source": self.source,
            "run": self.run,
            "dry_run": self.dry_run,
            "total": {name: self.total(name) for name in COUNTS},
            "groups": {
                group: {name: held[name] for name in COUNTS[:-1]} for group, held in self.counts.items()
            },
            "refused": [asdict(problem) for problem in self.problems],
        }
        return json.dumps(body, ensure_ascii=False, indent=2) + "\n"

    def grid(self) -> Grid:
        """The counts as a table for the console."""
        title = f"{self.source}: sådan ville det gå (intet er skrevet)" if self.dry_run else self.source
        refused = f"{_LABELS[-1]}: {self.total('refused')}"
        grid = Grid(title=title, title_justify="left", caption=refused, caption_justify="left")
        grid.add_column("oplysninger om")
        for label in _LABELS[:-1]:
            grid.add_column(label, justify="right")
        for group, held in self.counts.items():
            grid.add_row(group, *(str(held[name]) for name in COUNTS[:-1]))
        return grid

    def refusals(self) -> Iterator[str]:
        """A sentence for each of the first refused values, and how many more there are."""
        for one in self.problems[:_SHOWN]:
            column = f', kolonne "{one.column}"' if one.column else ""
            value = f" ({one.value})" if one.value else ""
            where = f"{one.file}, række {one.row}" if one.file else self.source
            yield f"{where}{column}{value}: {one.reason}"
        if len(self.problems) > _SHOWN:
            yield f"… og {len(self.problems) - _SHOWN} til. Få dem alle med --report FIL."
