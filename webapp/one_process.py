"""granian in the process that calls it: no other waits beside, with the same code in memory once more."""

import os
import signal
import sys
from collections.abc import Callable
from threading import Thread
from typing import Any, Final, Never

from granian.server.mt import MTServer

SECONDS_TO_END: Final = 5
"""What requests that are being answered have when the process is to end."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)


class OneProcess(MTServer):
    """granian's server of threads, with one of them.

    If that ends by itself, the process does, too, and what started it has to start it again.
    """

    def _check_gil(self) -> None:
        """Serve though Python has its lock: granian refuses, as two such threads are no quicker than one."""

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing in the thread that waits, which may not get to it: ``end_when_signalled`` does it."""

    def end_when_signalled(self, received: int) -> None:
        """Wait for the number of a signal that ends the process, and end it: at the latest by the system's
        alarm, as a thread of Rust may wait for another while it has Python's lock.

        ``received`` is where Python writes numbers of signals as they come (``signal.set_wakeup_fd``). Its
        handlers run in the main thread between two steps: one that comes when that is about to wait for ever
        is not handled, and granian's waits for a lock that its own thread may have.
        """
        while os.read(received, 1)[0] not in _ENDING:
            pass
        signal.alarm(SECONDS_TO_END + 1)
        self.interrupt_signal = True
        self.main_loop_interrupt.set()

    def shutdown(self, exit_code: int = 0) -> Never:
        """End the process when what is being answered is sent, and after five seconds in any case.

        granian's own would wait for a slow body without end, or kill it, which a thread cannot be; and then
        for its other threads, which have nothing left to do.
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
    for number in _ENDING:
        signal.signal(number, lambda *_: _end(0))
    application = load()
    server = OneProcess(target, workers=1, **options)
    server.on_startup(lambda: signal.signal(signal.SIGHUP, hangup))
    received, sent = os.pipe()
    os.set_blocking(sent, False)
    signal.set_wakeup_fd(sent, warn_on_full_buffer=False)
    Thread(target=server.end_when_signalled, args=[received], daemon=True).start()
    server.serve(target_loader=lambda: application, wrap_loader=False)


def _end(code: int) -> Never:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
