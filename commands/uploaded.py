"""The program that imports files that were sent to a page: ``python -m commands.uploaded FOLDER ATTEMPT``.

It tries them out as ``brobygger import --dry-run`` does, or imports them once that is ordered, and leaves
what came of it in the folder, in both languages, for the pages.
"""

import signal
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any, Final

from commands.console import moment, today
from commands.opening import opened
from commands.priority import lower_priority
from graphdb.errors import BrobyggerError, Refused
from graphdb.identity.candidates import count_waiting
from graphdb.message import LANGUAGES, Message, Text, message, say
from importers import choosing, discovery, faulty
from importers.problems import Outcome
from importers.running import frame
from importers.running.differences import Changed, Stays, Thing, group_label
from importers.running.report import COUNTS, Report
from importers.starting import reference
from webapp.settings import Settings
from webapp.upload.folder import GUESS, Cancelled, Order, Upload

_EVERY: Final = 0.5
"""Seconds between two words of how far the work is."""
_LINES: Final = 100
"""Of a list, that a page shows."""
_NAMES: Final = 20


def main(folder: Path, attempt: str) -> None:
    """Do what the order of that attempt says: nothing once another took its place, or the folder is gone."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # an import that is ended takes itself back
    upload = Upload(folder)
    lower_priority(Settings.from_environment().import_nice)
    with suppress(Cancelled):
        order = upload.order()
        if order is None or order.attempt != attempt:
            return
        try:
            result = _done(upload, order)
        except BrobyggerError as error:
            result = _refused(error.reason)
        upload.write_result(order, result)
        if "run" in result:
            upload.drop_files()


def _done(upload: Upload, order: Order) -> dict[str, Any]:
    if order.imports:
        return _imported(upload, order)
    return _guessed(upload, order) if _is_to_guess(upload, order) else _tried(upload, order)


def _is_to_guess(upload: Upload, order: Order) -> bool:
    return order.layout == GUESS and upload.mapping is None


def _guessed(upload: Upload, order: Order) -> dict[str, Any]:
    """The text of a mapping, for a person to look through. Refused where nothing can be guessed."""
    guess = discovery.importer(order.form).guess
    if guess is None:
        raise Refused(message("upload.guesses_nothing"))
    text = guess(upload.files, "", order.language)
    return {"guessed": text.partition("\n\n")[2]}  # before that it says how to go on by commands


def _tried(upload: Upload, order: Order) -> dict[str, Any]:
    report = _run(upload, order, dry_run=True)[0]
    if data := faulty.write(report, upload.files, upload.faulty, order.language):
        upload.faulty.write_bytes(data)
    return _in_words(report)


def _imported(upload: Upload, order: Order) -> dict[str, Any]:
    report, waiting = _run(upload, order, dry_run=False)
    return {"run": report.run, **_in_words(replace(report, waiting=waiting))}


def _run(upload: Upload, order: Order, *, dry_run: bool) -> tuple[Report, int | None]:
    """The report, and how many pairs wait to be judged after it."""
    layout = Path(order.layout) if order.layout not in ("", GUESS) else None
    importer, source = choosing.chosen(order.form, upload.files, upload.mapping or layout)
    at = moment()
    wanted = frame.Order(
        source=reference.not_ours(order.source or source),
        at=at,
        today=today(at),
        by=order.by,
        dry_run=dry_run,
        allow_gone=order.allow_gone,
        rank=choosing.RANKS.get(order.rank),
        again=True,  # the page shows all of the report
        progress=_Progress(upload, order),
        clock=moment,
    )
    with opened() as store:
        report, waiting = frame.run(store, importer, upload.files, wanted), None
        if not dry_run:
            with suppress(KeyboardInterrupt):  # all of it is written by now
                waiting = count_waiting(store, today=wanted.today)
        return report, waiting


class _Progress:
    """Writes down how far the work is, now and then. Raises Cancelled before anything is written."""

    def __init__(self, upload: Upload, order: Order) -> None:
        self._upload, self._order, self._next = upload, order, 0.0

    def __call__(self, what: Text, done: int, of_all: int) -> None:
        if monotonic() >= self._next:
            self._next = monotonic() + _EVERY
            words = {language: say(what, language) for language in LANGUAGES}
            self._upload.write_progress(self._order, {"what": words, "done": done, "of_all": of_all})


def _refused(reason: Message) -> dict[str, Any]:
    """Why nothing was done, as pages say it: they have buttons where commands have options."""
    params: dict[str, Any] = dict(reason.params)
    match reason.id:
        case "import.much_gone":
            gone, there, group = (params[name] for name in ("gone", "there", "group"))
            reason = message("upload.much_gone", gone=gone, there=there, group=group)
        case "import.needs_mapping":
            reason = message("upload.needs_mapping")
        case "import.takes_no_mapping":
            reason = message("upload.takes_no_mapping")
        case "import.ours":
            reason = message("upload.ours", source=params["source"])
    return {"why": reason.id, "refused": {language: say(reason, language) for language in LANGUAGES}}


def _in_words(report: Report) -> dict[str, Any]:
    return {
        "source": report.source,
        "changed": report.changed,
        "report": {language: _report(report, language) for language in LANGUAGES},
    }


def _report(report: Report, language: str) -> dict[str, Any]:
    """The report as a page shows it, in a language: all counts, and the first lines of each list."""
    counts = [
        [say(group_label(group), language), *(of_group[name] for name in COUNTS[:-1])]
        for group, of_group in report.counts.items()
    ]
    differences, waits = report.differences, report.waits()
    sentences: dict[str, Sequence[Changed | Stays]] = {
        "changed": differences.changed,
        "stays": differences.stays,
    }
    return {
        "counts": counts,
        "new": _by_group(differences.new, language),
        "gone": _by_group(differences.gone, language),
        **{
            name: {"total": len(lines), "lines": [say(one.sentence(), language) for one in lines[:_LINES]]}
            for name, lines in sentences.items()
        },
        "problems": {str(outcome): _problems(report, outcome, language) for outcome in Outcome},
        "ruled": list(report.ruled.sentences(language)),
        "waits": "" if waits is None else say(waits, language),
    }


def _by_group(things: Iterable[Thing], language: str) -> list[dict[str, Any]]:
    groups: defaultdict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[thing.group].append(thing)
    return [
        {
            "group": say(group_label(group), language),
            "total": len(of_group),
            "names": [say(thing.name, language) for thing in of_group[:_NAMES]],
        }
        for group, of_group in sorted(groups.items())
    ]


def _problems(report: Report, outcome: Outcome, language: str) -> dict[str, Any]:
    problems = report.of(outcome)
    return {"total": len(problems), "lines": [one.line(language) for one in islice(problems, _LINES)]}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
