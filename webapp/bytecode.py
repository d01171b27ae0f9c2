"""Templates as Jinja compiled them, kept beside what Python keeps of the modules.

To compile what a page needs takes 20 to 50 ms in each process that shows it first, and 80 ms of each start.
"""

import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError
from typing import Final

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER: Final = Path(__file__).with_name("__pycache__")


class _Files(FileSystemBytecodeCache):
    """One file for each template; what cannot be read or written is compiled anew, as modules are."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(EOFError, ValueError, UnpicklingError):  # cut short
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):  # installed by another user
                super().dump_bytecode(bucket)


def templates() -> BytecodeCache:
    """The templates that these versions of Python and Jinja compiled.

    One whose source has changed is compiled anew. Who changes Jinja's options in ``create_app`` removes the
    files: they do not say with which options they were compiled.
    """
    return _Files(str(FOLDER), f"template-%s.{sys.implementation.cache_tag}.jinja-{version('jinja2')}")
