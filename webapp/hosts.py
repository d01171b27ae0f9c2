"""Which names the site answers to, so that no page of another site can pass for it in a browser."""

import re
from ipaddress import ip_address
from typing import Final

_NAME: Final = r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*"
_V6: Final = r"[0-9a-f]*:[0-9a-f:.]+"
_HOST: Final = re.compile(rf"(?:\[(?P<v6>{_V6})\]|(?P<name>{_NAME}))(?::[0-9]{{1,5}})?")
_LONGEST: Final = 300


def is_known(header: str, public: str) -> bool:
    """Whether a Host header names this machine itself or ``public`` (a name or address, "": none).

    The port is not looked at: a tunnel or a container may have another.
    """
    match = _HOST.fullmatch(header.lower()) if len(header) <= _LONGEST else None
    if match is None:
        return False
    name = match["v6"] or match["name"]
    return is_loopback(name) or (name == public and bool(public))


def is_name(host: str) -> bool:
    """Whether it can be the host of an address: a name or a number, in small letters, without a port."""
    return re.fullmatch(rf"{_V6}|{_NAME}", host) is not None


def is_loopback(name: str) -> bool:
    """Whether only this machine itself can reach the address or name."""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
