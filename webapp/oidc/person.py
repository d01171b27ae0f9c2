"""Whom a provider vouches for, and what keeps it from doing so."""

from dataclasses import dataclass

from graphdb.accounts.roles import Grant


class ProviderRefused(Exception):
    """The provider said no, or what came is not to be believed. ``why`` is one word for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ProviderAway(Exception):
    """The provider cannot be reached, or answers nonsense: later it may work. ``why`` as above."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Person:
    """``subject`` is what the provider calls the person, and nobody else ever.

    ``refresh`` is the token that asks for it all again, "" without one.
    """

    subject: str
    name: str
    address: str
    grants: tuple[Grant, ...]
    refresh: str
