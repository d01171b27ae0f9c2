"""Duties, rights and agreements that hold in a situation, with their dates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One deadline as shown. ``kind`` is duty, right or agreement; finance rows are never among them.

    ``date`` is ISO, None when the day of the event is not known or the rule has no exact limit: then ``rule``
    says it in words. ``text`` is the whole sentence. ``owed_by``, ``owed_to`` are kinds of actors,
    ``legal_basis`` codes, ``verified`` yes, derived or background.
    """

    code: str
    kind: str
    kind_label: str
    date: str | None
    overdue: bool
    text: str
    owed_by: tuple[str, ...]
    owed_to: tuple[str, ...]
    legal_basis: tuple[str, ...]
    verified: str
    what: str = ""
    rule: str = ""
    condition: str = ""
    who: str = ""
    plan: bool = False
