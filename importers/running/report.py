"""What an import did, for people and for programs."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graphdb.message import DANISH, Message, Text, message, say
from importers.problems import Layout, Outcome, Problem
from importers.running.differences import Differences, group_label
from importers.running.joining import NOTHING, Ruled

COUNTS: Final = ("new", "changed", "unchanged", "gone", "refused")
_LABELS: Final[tuple[Text, ...]] = (
    message("report.new"),
    message("report.changed"),
    message("report.unchanged"),
    message("report.gone"),
)
_OUTCOMES: Final = {
    Outcome.REFUSED: message("report.refused"),
    Outcome.LEFT_OUT: message("report.left_out"),
    Outcome.HELD_BACK: message("report.held_back"),
    Outcome.UNUSED: message("report.unused"),
}
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Report:
    """``counts`` holds, per group of rows, how many claims were new, changed, unchanged and gone.

    ``hushed`` are rows (file, sheet, number) of which no value is repeated. ``differences`` tell what it is
    that is new, changed or gone, ``ruled`` which actors one number made one. ``waiting`` counts the pairs
    that wait to be judged; None when that was not counted. ``same_as`` is the earlier run of the same files
    that says all there is to say: none was read; else "". It had ``remarks``: problems, and words that stay.
    """

    source: str
    run: str
    dry_run: bool
    counts: dict[str, Counter[str]]
    problems: tuple[Problem, ...] = field(default=())
    layout: Layout = field(default_factory=Layout)
    hushed: frozenset[tuple[str, str, int]] = frozenset()
    differences: Differences = field(default_factory=Differences)
    ruled: Ruled = NOTHING
    waiting: int | None = None
    same_as: str = ""
    remarks: int = 0

    def of(self, outcome: Outcome) -> tuple[Problem, ...]:
        """The problems with this outcome, in the order of the files."""
        return tuple(problem for problem in self.problems if problem.outcome is outcome)

    def total(self, name: str) -> int:
        """One count over all groups; ``refused`` counts rows' problems."""
        if name == Outcome.REFUSED:
            return len(self.of(Outcome.REFUSED))
        return sum(counts[name] for counts in self.counts.values())

    @property
    def is_quiet(self) -> bool:
        """True when it tells of nothing new, and of nothing that somebody must correct."""
        return not self.changed and not self.of(Outcome.REFUSED) and self.ruled == NOTHING

    def groups(self) -> dict[str, int]:
        """How many claims of each group are unchanged."""
        return {group: counts["unchanged"] for group, counts in self.counts.items()}

    @property
    def changed(self) -> bool:
        """True when the graph is (or on a dry run would be) different afterwards."""
        return any(self.total(name) for name in ("new", "changed", "gone"))

    def text(self, language: str = DANISH) -> str:
        """The report as JSON: source, run, dry_run, counts by group, differences, and problems by outcome.

        And what the rule joined and parted, and how many pairs wait to be judged.
        """
        body = {
            "source": self.source,
            "run": self.run,
            "dry_run": self.dry_run,
            "counts": {
                group: {name: counts[name] for name in COUNTS[:-1]} for group, counts in self.counts.items()
            },
            **self.differences.lines(language),
            **self.ruled.lines(language),
            "waiting": self.waiting,
            "same_as": self.same_as,
            **{
                outcome.value: [problem.line(language) for problem in self.of(outcome)] for outcome in Outcome
            },
        }
        return json.dumps(body, ensure_ascii=False, indent=2) + "\n"

    def table(self, language: str = DANISH) -> Iterator[str]:
        """The counts for the console, in lines: a title, the columns, and how many problems there are."""
        title = message("report.dry_run", source=self.source) if self.dry_run else self.source
        yield say(title, language)
        heads = [say(head, language) for head in (message("report.facts_about"), *_LABELS)]
        yield from _in_columns([heads, *self._rows(language)])
        if not self.same_as:  # else nothing was read
            yield "  " + ", ".join(
                f"{say(label, language)}: {len(self.of(outcome))}" for outcome, label in _OUTCOMES.items()
            )

    def _rows(self, language: str) -> Iterator[list[str]]:
        for group, counts in self.counts.items():
            yield [say(group_label(group), language), *(str(counts[name]) for name in COUNTS[:-1])]

    def sentences(self, language: str = DANISH) -> Iterator[str]:
        """A sentence for each of the first problems of each outcome, and how many more there are."""
        for outcome, label in _OUTCOMES.items():
            problems = self.of(outcome)
            for problem in problems[:_SHOWN]:
                yield f"{say(label, language)}: {self._sentence(problem, language)}"
            if len(problems) > _SHOWN:
                yield say(message("report.more", count=len(problems) - _SHOWN, outcome=label), language)

    def unread(self) -> Message | None:
        """That nothing was read, and why; None when it was."""
        if not self.same_as:
            return None
        if self.remarks:
            return message("report.same_with_remarks", run=self.same_as, count=self.remarks)
        return message("report.same_as", run=self.same_as)

    def waits(self) -> Message | None:
        """The last line: how many pairs wait to be judged; None when none does or it was a dry run."""
        if self.dry_run or self.waiting == 0 or self.same_as:
            return None
        if self.waiting is None:
            return message("report.not_counted")
        return (
            message("report.one_waits")
            if self.waiting == 1
            else message("report.waiting", count=self.waiting)
        )

    def _sentence(self, problem: Problem, language: str) -> str:
        place = problem.place.text(self.source)
        if problem.column:
            place = message("report.column", place=place, column=problem.column)
        value = f" ({problem.value})" if problem.value else ""
        parts = (
            f"{say(place, language)}{value}: {say(problem.reason, language)}",
            say(problem.advice, language),
        )
        return " ".join(part for part in parts if part)


def _in_columns(rows: list[list[str]]) -> Iterator[str]:
    """Each row as a line: the first column to the left, the numbers to the right."""
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    for label, *numbers in rows:
        cells = (number.rjust(width) for number, width in zip(numbers, others, strict=True))
        yield "  ".join(("", label.ljust(first), *cells))
