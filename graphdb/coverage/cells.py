"""The cells of one municipality: what is expected for each group, and what of it is there.

``Ground`` is all that the cells are worked out from, read once: matrix, mapping and gaps share it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from graphdb.coverage.asked import Answer, Answers, answer_for, read_answers
from graphdb.coverage.expected import Expectation, all_expectations
from graphdb.coverage.kinds import KindStates, kind_states
from graphdb.coverage.presence import Local, Presence, presence, presence_without
from graphdb.coverage.state import LACKING, ORDER, State, best
from graphdb.errors import NotFound
from graphdb.message import message
from graphdb.model import Id, code_of
from graphdb.search import index as indexes
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore, Readable, Status


@dataclass(frozen=True, slots=True)
class Cell:
    """A municipality, a group and kinds of actors of which any will do.

    ``actors`` are those that count (``ready``: all that one needs to send a citizen there is confirmed),
    ``refusing`` those that take the group not in, ``answers`` what was answered about the kinds. ``current``
    is false when the state rests on an answer past its shelf life, also one of an actor that refuses.
    """

    group: str
    kinds: tuple[str, ...]
    state: State
    actors: tuple[Id, ...] = ()
    fresh: tuple[Id, ...] = ()
    ready: tuple[Id, ...] = ()
    refusing: tuple[Id, ...] = ()
    answers: tuple[Answer, ...] = ()
    current: bool = True
    expectation: Expectation | None = None

    @property
    def answered(self) -> bool:
        """Whether anybody knows, by an entry or an answer that still holds."""
        return self.state is not State.NOT_ASKED and self.current

    @property
    def red(self) -> bool:
        """A core expectation with a read basis, and somebody was asked: there is nobody.

        Never on background knowledge, never on what nobody asked or answered too long ago.
        """
        expected = self.expectation
        if expected is None or not expected.core or not expected.is_read:
            return False
        return self.state in LACKING and self.current


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """One municipality on one day: who is there, what was answered, what is expected of it by group."""

    index: Index
    municipality: str
    presence: Presence
    answers: Answers
    states: KindStates
    expected: Mapping[str, tuple[Expectation, ...]]
    _cells: dict[tuple[str, tuple[str, ...]], Cell] = field(default_factory=dict, repr=False)

    def cell(self, group: str, kinds: tuple[str, ...]) -> Cell:
        """The state of some kinds for a group, whatever is expected; worked out once."""
        known = self._cells.get((group, kinds))
        if known is None:
            known = self._cells[group, kinds] = _any_of(
                group, kinds, [self._of_kind(group, kind) for kind in kinds]
            )
        return known

    def expected_cells(self, group: str = "") -> Iterator[Cell]:
        """A cell for each expectation, of one group or of all in the order of the vocabulary."""
        rows = self.expected[group] if group else chain.from_iterable(self.expected.values())
        return (replace(self.cell(row.group, row.members), expectation=row) for row in rows)

    def _of_kind(self, group: str, kind: str) -> Cell:
        here, answer = self.presence.of(kind, group), answer_for(self.answers, kind, group)
        if answer is not None and answer.state is State.REFUSES and answer.group:
            here = tuple(actor for actor in here if actor.said)  # the answer is about those that are silent
        kind_at, group_at = self.presence.place(kind, group)
        return Cell(
            group,
            (kind,),
            ORDER[self.states.state[kind_at, group_at]],
            actors=_ids(actor for actor in here if actor.state is not State.REFUSES),
            fresh=_ids(actor for actor in here if actor.state is not State.REFUSES and actor.fresh),
            ready=_ids(actor for actor in here if actor.state is not State.REFUSES and actor.ready),
            refusing=_ids(actor for actor in here if actor.state is State.REFUSES),
            answers=() if answer is None else (answer,),
            current=bool(self.states.current[kind_at, group_at]),
        )


def _any_of(group: str, kinds: tuple[str, ...], cells: list[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    state = best(cell.state for cell in cells)
    return Cell(
        group,
        kinds,
        state,
        actors=tuple(one for cell in cells for one in cell.actors),
        fresh=tuple(one for cell in cells for one in cell.fresh),
        ready=tuple(actor for cell in cells for actor in cell.ready),
        refusing=tuple(one for cell in cells for one in cell.refusing),
        answers=tuple(answer for cell in cells for answer in cell.answers),
        current=all(cell.current for cell in cells if state in LACKING or cell.state is state),
    )


def _ids(actors: Iterable[Local]) -> tuple[Id, ...]:
    return tuple(actor.id for actor in actors)


def without(before: Ground, gone: frozenset[Id], today: str) -> Ground:
    """The same municipality when some actors are gone and that is known."""
    return changed(before, gone, frozenset(), today)


def changed(before: Ground, gone: frozenset[Id], coming: frozenset[Id], today: str) -> Ground:
    """The same municipality when some actors are gone, others serve it too, and that is known.

    Of each kind of which nobody is left it is answered today that there is none.
    """
    after = presence_without(before.index, before.municipality, gone, coming)
    emptied = {kind for kind in before.presence.places if not after.places.get(kind)}
    none = {
        (kind, ""): Answer("", kind, "", State.ASKED_NONE, today, "", "", current=True) for kind in emptied
    }
    answers = {**before.answers, **none}
    return replace(before, presence=after, answers=answers, states=kind_states(after, answers), _cells={})


def read_ground(store: GraphStore, status: Status, municipality: str, today: str) -> Ground:
    """What the cells of a municipality are worked out from; one call to the store. Raises NotFound."""
    index = indexes.current(store, today, status)
    return read_grounds(store, index, [municipality], today)[municipality]


def read_grounds(
    store: Readable, index: Index, municipalities: Collection[str], today: str
) -> Mapping[str, Ground]:
    """The same of several municipalities by code; one call to the store for all. Raises NotFound."""
    if not set(municipalities) <= {code_of(town.id) for town in index.terms.municipalities(today)}:
        raise NotFound(message("coverage.no_municipality"))
    answers = read_answers(store, index.terms, municipalities, today)
    return {code: ground(index, code, answers.get(code, {}), today) for code in municipalities}


def ground(index: Index, municipality: str, answers: Answers, today: str) -> Ground:
    """The same from what is in memory already."""
    rows = all_expectations(index.terms, today, municipality)
    local = presence(index, municipality)
    return Ground(index, municipality, local, answers, kind_states(local, answers), rows)
