"""Where mail goes and where it is handed in, checked before either stands in a header or is connected to."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import refuse_cpr
from graphdb.message import message

_LABEL: Final = r"[A-Za-z0-9-]{1,63}"
_ADDRESS: Final = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@({_LABEL}\.)+{_LABEL}")
_PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in; ``tls`` from the beginning, else it is asked for."""

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)


def server(url: str) -> Server:
    """``smtp://USER:PASSWORD@HOST:PORT`` or ``smtps://…``. ValueError for anything else.

    Also for a name or password that is not ASCII: the library cannot hand it in.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("no address of a mail server")
    port = parts.port or _PORTS[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not f"{user}{password}".isascii():
        raise ValueError("a name or password that is not ASCII")
    return Server(parts.hostname, port, parts.scheme == "smtps", user, password)


def address(text: str, name: str) -> str:
    """A plain mail address. InvalidValue, with the name of the part, for anything else."""
    if _ADDRESS.fullmatch(text) is None:
        raise InvalidValue(message("accounts.no_address"), field=name)
    refuse_cpr(text, name)
    return text


def line(text: str, name: str) -> str:
    """A text for a header or signature: one line, no control characters. InvalidValue for anything else."""
    if not text.isprintable():
        raise InvalidValue(message("mailing.one_line"), field=name)
    refuse_cpr(text, name)
    return " ".join(text.split())
