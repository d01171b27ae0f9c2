"""Routes and neighbourhoods in the graph of actors, and where to draw them."""

from dataclasses import dataclass

from graphdb.model import Id
from graphdb.store import GraphStore


@dataclass(frozen=True, slots=True)
class Dot:
    """One node of a picture; ``x`` and ``y`` are whole pixels around the centre, ``hop`` steps from it."""

    id: Id
    label: str
    kind: str
    kind_label: str
    x: int
    y: int
    hop: int
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One relation of a picture, read from ``src`` to ``dst``."""

    id: Id
    src: Id
    dst: Id
    label: str


@dataclass(frozen=True, slots=True)
class Ego:
    """An actor and those around it. ``left_out``: how many further actors the picture leaves out."""

    centre: Id
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    left_out: int = 0


def ego(store: GraphStore, centre: Id, *, hops: int = 1, cap: int = 60) -> Ego:
    """The actor and its relations within 1 or 2 hops, laid out. Raises NotFound."""
    raise NotImplementedError
