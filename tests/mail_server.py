"""A real mail server for tests, on this machine: keeps what it is handed, or refuses it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Kept:
    """What came; ``answer`` is what the server says to each, ``envelopes`` whom it was for.

    ``goodbye`` is what it says in the end; with ``drops`` it takes the mail and drops the line.
    """

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.goodbye = "221 Bye"
        self.drops = False
        self.mails: list[EmailMessage] = []
        self.envelopes: list[list[str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Called by the server for each mail."""
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.envelopes.append(envelope.rcpt_tos)
        if self.drops:
            _server.transport.abort()
        return self.answer

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        """Called by the server when the client ends."""
        return self.goodbye


class _Server(Controller):
    """On a free port; takes no more lines when it stops, and lets go of those it has.

    A line that its client has just closed, or that comes meanwhile, would else be left to the garbage
    collector, in whatever test runs then, as "unclosed transport".
    """

    def __init__(self, kept: Kept, host: str) -> None:
        super().__init__(kept, hostname=host, port=0)
        self.lines: list[SMTP] = []

    def factory(self) -> SMTP:
        """One for each line, called by the server."""
        line: SMTP = super().factory()  # type: ignore[no-untyped-call]
        self.lines.append(line)
        return line

    def stop(self, no_assert: bool = False) -> None:
        """Let go of every line, also of one that is just being taken, then stop."""
        asyncio.run_coroutine_threadsafe(self._let_go(), self.loop).result(timeout=60)
        super().stop(no_assert)

    async def _let_go(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        for listening in self.server.sockets:
            self.loop.remove_reader(listening)
        # A client that hung up early leaves a line that no task of the server looks after any more.
        while self._is_busy():
            for line in self.lines:
                if isinstance(line.transport, asyncio.WriteTransport):
                    line.transport.abort()
            await asyncio.sleep(0.001)

    def _is_busy(self) -> bool:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        return bool(tasks) or any(line.transport is not None for line in self.lines)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(host: str = "127.0.0.1") -> Iterator[tuple[Kept, str]]:
    """The server while the block runs: what it keeps, and its address."""
    kept = Kept()
    server = _Server(kept, host)
    server.start()
    try:
        yield kept, f"smtp://{host}:{server.port}"
    finally:
        server.stop()
