"""granian in the process that calls it: no other waits beside, with the same code in memory once more."""

import os
import signal
import sys
from _thread import start_new_thread
from collections.abc import Callable
from typing import Any, Final, Never

from granian.server.mt import MTServer

SECONDS_TO_END: Final = 5
"""What requests that are being answered have when the process is to end."""


class OneProcess(MTServer):
    """granian's server of threads, with one of them.

    If that ends by itself, the process does, too, and what started it has to start it again.
    """

    def _check_gil(self) -> None:
        """Serve though Python has its lock: granian refuses, as two such threads are no quicker than one."""

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """End, and at the latest by the system's alarm: a thread of Rust may wait for another while it has
        Python's lock.

        The handler runs in the thread that waits for this event, which may just have locked it: to set it
        here, as granian does, would then wait for ever.
        """
        signal.alarm(SECONDS_TO_END + 1)
        self.interrupt_signal = True
        start_new_thread(self.main_loop_interrupt.set, ())

    def shutdown(self, exit_code: int = 0) -> Never:
        """End the process when what is being answered is sent, and after five seconds in any case.

        granian's own would wait for a slow body, or kill what is no process; and then for its threads, that
        have nothing left to do.
        """
        code = exit_code or int(bool(self.interrupt_children))
        threads: list[Any] = self.wrks
        for worker in threads:
            worker._sig.add_cb(lambda: _end(code))
            worker.terminate()
            worker.join(SECONDS_TO_END)
        _end(code)


def serve(load: Callable[[], Any], target: str, **options: Any) -> None:
    """Serve what ``load`` answers, a WSGI application, until Ctrl-C or SIGTERM; ``options`` are granian's.

    While it is loaded either ends the process at once. SIGHUP does what it did before: granian would have the
    thread begin anew, with an application that is the same. Raises what ``load`` does; OSError where the
    address cannot be listened on.
    """
    hangup = signal.getsignal(signal.SIGHUP)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _end(0))
    application = load()
    server = OneProcess(target, workers=1, **options)
    server.on_startup(lambda: signal.signal(signal.SIGHUP, hangup))
    server.serve(target_loader=lambda: application, wrap_loader=False)


def _end(code: int) -> Never:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
