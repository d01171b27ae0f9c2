"""Which actors of a municipality have facts past their shelf life, and what became of asking them.

A fact is due when it is past its shelf life and nobody was asked about it lately: of an actor with at most
two services in the last twelve months, of a larger one in the last month, as the questions behind a link are.
Where an actor chose a rhythm of its own, no fact holds longer than that.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from graphdb.accounts.objects import actors_of
from graphdb.concurrency.stable import stable
from graphdb.confirming import asked as asking
from graphdb.confirming import rhythm as rhythms
from graphdb.confirming.asked import Asked
from graphdb.confirming.questions import AGAIN, SMALL, YEAR, Question, facts, services
from graphdb.directory.profile.material import Material, gather_many
from graphdb.errors import NotFound
from graphdb.identity.judgements import read_linker
from graphdb.language.text import danish_sort_key
from graphdb.message import Text, message
from graphdb.model import Id, Node
from graphdb.reminding import rounds
from graphdb.reminding.rounds import Round, Step
from graphdb.search import index as indexes
from graphdb.store import GraphStore

_FEW: Final = 50
"""Actors of whom what was asked and sent is read one by one."""
NOTICE: Final = timedelta(days=14)
"""How long before it is asked by mail an actor stands on the coordinator's list."""


@dataclass(frozen=True, slots=True)
class Due:
    """An actor that is to be asked: ``step`` is what comes next, and ``questions`` what it is about.

    ``confirmed`` is the newest day on which one of these was confirmed, "" for never. ``small``: it has at
    most two services. ``rhythm`` is how often it chose to be asked, "" for as usual.
    """

    actor: Node
    step: Step
    questions: tuple[Question, ...]
    round: Round
    small: bool = False
    rhythm: Text = ""

    @property
    def is_mailed(self) -> bool:
        """Whether a letter leaves now: a small actor gets one in a month, and no notice before it."""
        if self.step is Step.NOTICE:
            return bool(self.actor.text("email")) and not (self.small or self.round.noticed)
        return self.step in (Step.MAIL, Step.AGAIN)

    @property
    def confirmed(self) -> str:
        """When something of it was last confirmed (ISO), "" for never."""
        return max((question.confirmed_on for question in self.questions), default="")


def due(
    store: GraphStore, municipality: str, now: datetime, among: Collection[Id] | None = None
) -> tuple[Due, ...]:
    """Who is to be asked, by name, of all or ``among`` some. Raises NotFound for what is no municipality."""
    index = indexes.current(store, now.date().isoformat())
    if municipality not in {area.text("code") for area in index.terms.municipalities(index.today)}:
        raise NotFound(message("directory.no_municipality", code=municipality))
    actors = actors_of(index, municipality)
    if among is not None:
        actors = actors.intersection(among)
    materials = stable(store, lambda status: gather_many(store, status, sorted(actors), now), strict=False)
    past = _past(store, materials)
    linker = read_linker(store)
    several = (_due(material, linker.cluster(actor), *past(actor)) for actor, material in materials.items())
    return tuple(
        sorted(
            (one for one in several if one is not None),
            key=lambda one: (danish_sort_key(one.actor.text("name")), one.actor.id),
        )
    )


def _past(store: GraphStore, actors: Collection[Id]) -> Callable[[Id], tuple[Asked, Round]]:
    """What each of the actors was asked and sent: of many it is read at once, for a page waits for it."""
    if len(actors) <= _FEW:
        return lambda actor: (asking.read(store, actor), rounds.read(store, actor))
    asked, sent = asking.read_all(store), rounds.read_all(store)
    return lambda actor: (asked.get(actor) or Asked(actor, {}), sent.get(actor) or Round())


def _due(material: Material, ids: Iterable[Id], asked: Asked, history: Round) -> Due | None:
    """What comes next for one actor, shown for all these ids; None when nothing does."""
    if material.index.is_placeholder(material.actor.id) or material.actor.text("status") == "defunct":
        return None
    offered = services(material)
    every_fact = [
        fact for fact in facts(material, offered, ids) if fact.row.flag("yearly") or len(offered) > SMALL
    ]
    small = len(offered) <= SMALL
    left = _left(material, every_fact, asked, small=small)
    soon = left or _left(material, every_fact, asked, small=small, ahead=NOTICE)
    if not soon:
        return None
    if history.answered(asked.days.values()) or history.lapsed(material.now):
        history = replace(history, first="", again="", noticed="")
    step = rounds.next_step(
        history, material.actor.text("email"), material.now, is_due=bool(left), small=small
    )
    wanted = rhythms.chosen(material.terms, asked).label
    return None if step is None else Due(material.actor, step, tuple(soon), history, small, wanted)


def _left(
    material: Material,
    every_fact: Collection[Question],
    asked: Asked,
    *,
    small: bool,
    ahead: timedelta = timedelta(0),
) -> list[Question]:
    """The facts that are past their shelf life, or will be so long ahead, and that nobody answered lately."""
    lives, rhythm = material.lives, rhythms.chosen(material.terms, asked)
    day = (date.fromisoformat(material.today) + ahead).isoformat()
    pause = rhythm.pause(YEAR) if small else AGAIN
    return [
        fact
        for fact in every_fact
        if rhythm.within(lives.of(fact.kind, fact.field), material.today).past(
            _earlier(fact.confirmed_on, ahead)
        )
        and not asked.since(fact.key, day, pause)
    ]


def _earlier(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) - by).isoformat() if day and by else day
