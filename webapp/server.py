"""Serving the application with a production server: granian, or waitress where granian has no build."""

import ctypes
import errno
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_start_method, parent_process
from typing import TYPE_CHECKING, Final

import click

from graphdb.deadline import TURN
from graphdb.errors import Refused
from graphdb.message import DANISH, Message, message, say
from webapp import hosts

if TYPE_CHECKING:
    from flask import Flask

LOOPBACK: Final = "127.0.0.1"
THREADS: Final = 32
CONNECTIONS: Final = 1024
"""Open at the same time in one process; those beyond wait to be let in."""
SILENCE_SECONDS: Final = 5
"""How long a connection may say nothing before it is closed."""
MOST_READ: Final = 32 * 1024 * 1024
"""Bytes of a body that waitress takes in before the application is asked; it answers 413 below: see
``webapp.entrance``."""
_MOST_HEAPS: Final = -8
"""M_ARENA_MAX of glibc's ``malloc.h``."""
_NOT_OURS: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def serve(
    host: str,
    port: int,
    target: str,
    *,
    url: str = "",
    language: str = DANISH,
    workers: int = 1,
    examples: bool = False,
) -> None:
    """Serve ``target`` ("module:factory") until Ctrl-C. Each process calls the factory and has its own store.

    One worker is this process itself. Several are children of it, which starts one anew that died; so does
    Windows with one, where granian in this process was never tried.
    ``url`` is the public address, ``language`` that of the greeting, ``examples`` whether the roles may
    be tried out. Raises Refused, before anything starts,
    as ``check`` does.
    """
    check(host, port, url)
    allow_files(2 * CONNECTIONS)
    share_one_heap()
    for line in greeting(host, port, url, examples=examples):
        click.echo(say(line, language))
    if find_spec("granian") is None:
        _waitress(host, port, target)
    else:
        _granian(host, port, target, workers)


def forks(workers: int) -> bool:
    """Whether requests are answered by several forks of this process, which share what it read before."""
    return workers > 1 and find_spec("granian") is not None and get_start_method() == "fork"


def check(host: str, port: int, url: str) -> None:
    """Raise Refused when the port cannot be listened on, or other machines reach it by no known host name.

    Only a known host is answered, and of the names that others use just the one in ``url`` is known.
    """
    if not url and not hosts.is_loopback(host):
        raise Refused(message("server.url_first", host=host, port=port))
    check_free(host, port)


def check_free(host: str, port: int) -> None:
    """Raise Refused when the port cannot be listened on, with the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As servers do: a port that only waits out its last connections is free; Windows means more.
            if hasattr(socket, "SO_REUSEPORT"):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise Refused(_way_out(host, port, error)) from None


def _way_out(host: str, port: int, error: OSError) -> Message:
    if isinstance(error, socket.gaierror) or error.errno in _NOT_OURS:
        return message("server.no_address", host=host, loopback=LOOPBACK)
    other = port + 1 if port < 65535 else 8000
    return message("server.port_taken", port=port, host=host, other=other)


def greeting(host: str, port: int, url: str = "", *, examples: bool = False) -> tuple[Message, ...]:
    """What to say at the start: a warning when others can reach it, the address, what to try."""
    local = hosts.is_loopback(host)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}" if local else url
    warning = () if local else (message("server.warning"),)
    roles = (message("server.try_roles", address=address),) if examples else ()
    return (
        *warning,
        message("server.runs", address=address),
        message("server.try"),
        message("server.try_find", address=address),
        message("server.try_touch_map", address=address),
        message("server.try_about", address=address),
        *roles,
    )


def leave_interrupts_to_parent() -> None:
    """In a worker process, let Ctrl-C reach only the parent, which then ends its workers one by one.

    Told twice, by the terminal and by its parent, a granian worker does not end (seen in 2.8). The terminal
    tells a group of processes, so the worker leaves it. Until granian has its own, the parent's handler that
    came along with the fork must go, or a worker that is still loading hears nothing. In a process that
    serves alone this does nothing.
    """
    if parent_process() is not None and hasattr(os, "setpgrp"):
        os.setpgrp()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def allow_files(wanted: int) -> None:
    """Let this process and its workers have so many files open, or as many as it may; a connection is one."""
    if find_spec("resource") is None:  # Windows has no such limit
        return
    resource = import_module("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def take_short_turns() -> None:
    """Have a thread that works in Python let others in after a tenth of a millisecond, and not after five.

    Each statement to SQLite lets others in: while one thread reads the directory or renews an index, a search
    of forty statements waited for forty turns.
    """
    sys.setswitchinterval(TURN)


def begin_reading() -> None:
    """Have the garbage collector off: what a start reads stays, and each look for garbage walks all of it."""
    gc.disable()


def end_reading() -> None:
    """Have it on again, and leave what is there now out of it for good.

    To look at an object is to write on it, and processes share memory only as long as none of them does.
    Garbage is not taken out first: it leaves holes that new objects of each process fill, on pages that were
    shared (see ``gc.freeze``).
    """
    give_back_memory()
    gc.freeze()
    gc.enable()


def share_one_heap() -> None:
    """Have all threads of the C library take memory from one heap, in this process and its workers.

    Else each has its own, and what a page gave back in one thread no other uses: 20 MB in a worker.
    """
    mallopt = _glibc("mallopt")
    if mallopt is not None:
        mallopt(_MOST_HEAPS, 1)


def give_back_memory() -> None:
    """Have the C library return to the system what it keeps for the next who asks.

    It is 8 MB after a start, and 12 after thousands of pages: small pieces that stay lie between large ones
    that came and went. With that much it takes 2 ms.
    """
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _glibc(name: str) -> Callable[..., int] | None:
    """A function of glibc alone; None where the C library is another."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def _granian(host: str, port: int, target: str, workers: int) -> None:
    constants = import_module("granian.constants")
    options = {
        "address": host,
        "port": port,
        "interface": constants.Interfaces.WSGI,
        "http": constants.HTTPModes.http1,
        "http1_settings": import_module("granian.http").HTTP1Settings(
            header_read_timeout=SILENCE_SECONDS * 1000
        ),
        # Each form that is still being sent has a thread: see ``webapp.entrance``.
        "blocking_threads": THREADS,
        # A connection counts as long as it is open, busy or not.
        "backpressure": CONNECTIONS,
        "log_access": False,
        "log_level": "error",  # it warns of so many threads at each start; ours wait more than they work
    }
    if workers == 1 and sys.platform != "win32":
        import_module("webapp.one_process").serve(partial(_load, target, host, port), target, **options)
    else:
        import_module("granian").Granian(
            target,
            workers=workers,
            factory=True,
            workers_kill_timeout=5,
            respawn_failed_workers=True,
            **options,
        ).serve()


def _waitress(host: str, port: int, target: str) -> None:
    import_module("waitress").serve(
        _load(target, host, port),
        host=host,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=SILENCE_SECONDS,
        cleanup_interval=SILENCE_SECONDS,
        asyncore_use_poll=hasattr(select, "poll"),  # without it, 1024 open files are the end
        max_request_body_size=MOST_READ,
    )


def _load(target: str, host: str, port: int) -> "Flask":
    module, _, factory = target.partition(":")
    application: Flask = getattr(import_module(module), factory)()
    check_free(host, port)  # loading took half a second, and another may have come first
    return application
