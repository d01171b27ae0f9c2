"""Imports of files that were sent to a page: which sources there are, and a process of its own for each."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final

from graphdb.directory.start_list import StartList
from graphdb.vocabulary.catalogue import Vocabulary
from webapp import access
from webapp.importing import Choice
from webapp.upload.folder import Cancelled, Upload

_PROGRAM: Final = "commands.uploaded"
_ROOT: Final = Path(__file__).parents[1]


class Processes:
    """See ``webapp.importing.Importing``. ``environment`` goes on top of this process's own."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = environment or {}

    def choices(self) -> Sequence[Choice]:
        """All sources but those that the product ships itself."""
        from importers import discovery  # pages need no importers before one asks for this
        from importers.starting import reference  # as above

        return [
            Choice(
                one.id,
                one.title,
                one.takes,
                one.formats,
                by_mapping=one.by_mapping is not None,
                guesses=one.guess is not None,
                layouts=one.layouts(),
            )
            for one in discovery.discover().values()
            if one.id not in reference.OURS
        ]

    def template(self, listed: StartList, terms: Vocabulary, today: str) -> bytes:
        """What ``brobygger start --template`` writes."""
        from importers.starting import start_template  # as above

        return start_template.write(listed, terms, today)

    def ranks(self) -> Sequence[str]:
        """See ``webapp.importing.Importing``."""
        from importers import choosing

        return list(choosing.RANKS)

    def begin(self, folder: Path, attempt: str) -> None:
        """Start ``commands.uploaded`` on the folder and the attempt; it goes on when the pages are ended."""
        paths = filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", "")))
        environment = {**os.environ, **self._environment, "PYTHONPATH": os.pathsep.join(paths)}
        # What it prints may repeat what is in the files.
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", _PROGRAM, str(folder), attempt],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        Thread(target=_follow, args=(process, Upload(folder), attempt), daemon=True).start()


def _follow(process: "subprocess.Popen[bytes]", upload: Upload, attempt: str) -> None:
    """Say that it broke off, where it did not say what came of it."""
    code = process.wait()
    order = upload.order()
    if code == 0 or order is None or order.attempt != attempt or upload.result(order) is not None:
        return
    access.logger().error("import broke off", code=code)
    with suppress(Cancelled):
        upload.write_result(order, {"broken": True})
