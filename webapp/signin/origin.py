"""Where a request comes from, as far as slowing down guesses needs it."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

_ONE_PLACE: Final = 64
"""Bits of an IPv6 address that one household or office has in common."""


def network(address: str) -> str:
    """The address, of version 6 the network it is in; "" for what is none.

    It is that of the last proxy that is trusted, or what that proxy says (``BROBYGGER_PROXIES``).
    """
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, _ONE_PLACE), strict=False).network_address)
