"""Sending by SMTP: encrypted, or to this machine itself."""

import smtplib
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage
from functools import cache
from typing import Any, Final

from graphdb.errors import Refused
from graphdb.mailing.addresses import Server
from graphdb.message import message

_WAIT: Final = 20.0
"""Seconds that a server may take for each step."""
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class NotSent(Refused):
    """The mail did not leave; the reason names no address."""


class _Plain(smtplib.SMTP):
    """What was handed in before the line was lost may have left: without an answer it counts as taken."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except smtplib.SMTPServerDisconnected:
            return 250, b""


class _Encrypted(_Plain, smtplib.SMTP_SSL):
    """The same, encrypted from the beginning."""


def send(to: Server, mail: EmailMessage) -> None:
    """Hand a mail in. NotSent when the server cannot be reached, is not safe, or refuses it.

    What the server says after it took the mail changes nothing.
    """
    try:
        with closing(_connect(to)) as connection:
            if not to.tls and to.host not in _HERE:
                _encrypt(connection)
            if to.user:
                connection.login(to.user, to.password)
            connection.send_message(mail)
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        raise NotSent(message("mailing.refused", code=code)) from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(message("mailing.refused", code=error.smtp_code)) from None
    except (OSError, smtplib.SMTPException):
        raise NotSent(message("mailing.no_server", host=to.host, port=to.port)) from None


@cache
def _checked() -> ssl.SSLContext:
    """Read once: the machine's authorities take longer than a mail, of which a run sends hundreds."""
    return ssl.create_default_context()


def _connect(to: Server) -> smtplib.SMTP:
    if to.tls:
        return _Encrypted(to.host, to.port, timeout=_WAIT, context=_checked())
    return _Plain(to.host, to.port, timeout=_WAIT)


def _encrypt(connection: smtplib.SMTP) -> None:
    connection.ehlo()
    if not connection.has_extn("starttls"):
        raise NotSent(message("mailing.not_safe"))
    connection.starttls(context=_checked())
