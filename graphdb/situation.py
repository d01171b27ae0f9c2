"""What is asked about a citizen's situation, and the same checked and completed. Never stored, never logged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What a caseworker ticks. Only ``acting_municipality`` (four digits) is required.

    ``situation`` is the code of a starting point, ``event`` of an anchor, ``event_date`` ISO; ``known_actors``
    are ids, ``known_kinds`` codes of actor types; ``danger``: a life is in danger. ``as_ticked``: the ticks are
    the whole of it; else those of the starting point are added.
    """

    acting_municipality: str
    situation: str = ""
    staying_municipality: str = ""
    risk_groups: tuple[str, ...] = ()
    risk_factors: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    age: int | None = None
    child_in_household: bool = False
    event: str = ""
    event_date: str = ""
    known_actors: tuple[str, ...] = ()
    known_kinds: tuple[str, ...] = ()
    acute: bool = False
    danger: bool = False
    from_kind: str = "kom_voksen"
    as_ticked: bool = False
