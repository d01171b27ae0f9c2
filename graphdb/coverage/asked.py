"""What somebody answered about who is there, as of a day.

The six ``asked_states`` are the word of people, the eight states of a cell (``graphdb.coverage.state``) what
follows from it and from the directory. The column ``covers_as`` of the vocabulary says which is which:

=============================  ============  ==============================================================
asked_states                   state         why
=============================  ============  ==============================================================
Ikke spurgt                    not_asked     grey, never a gap
Spurgt: findes ikke            asked_none    a gap, when a core expectation with a read basis asks for it
Spurgt: findes                 unconfirmed   there is somebody, but nobody that the directory can name yet
Spurgt: kun i en anden kommune outside       cover from there
Spurgt: kun efter bevilling    by_decision   cover for those whom the municipality grants it
Spurgt: tager ikke imod        refuses       as asked_none, for that group
=============================  ============  ==============================================================

``covered`` comes from entries alone and ``no_expectation`` from the vocabulary. An entry beats an answer,
except that an answer about one group beats entries that do not say the group themselves. An answer ages like
any fact: past its shelf life (``shelf_life``, entity ``asked``) it says nothing any more. A refusal past it
still does, since the actor may stand there all the same, but it is never red and counts as not asked.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graphdb.coverage.state import State
from graphdb.freshness.shelf_life import ShelfLife, shelf_lives
from graphdb.model import Edge, EdgeKind, Id, NodeKind, area_id, code_of
from graphdb.store import Readable, Way
from graphdb.vocabulary.catalogue import Vocabulary


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered about a kind, for a group ("" for any). ``current``: within its shelf life.

    ``target`` is the id of the relation that says it.
    """

    target: Id
    kind: str
    group: str
    state: State
    asked_on: str
    answered_by: str
    asked_by_role: str
    current: bool


Answers = Mapping[tuple[str, str], Answer]
"""By kind and group."""


def read_answers(
    store: Readable, vocabulary: Vocabulary, municipalities: Collection[str], today: str
) -> Mapping[str, Answers]:
    """By municipality all that was answered there; one call to the store. Not asked is no answer."""
    life = shelf_lives(vocabulary, today).of(EdgeKind.ASKED, "state")
    areas = [area_id(code) for code in municipalities]
    answers: defaultdict[str, dict[tuple[str, str], Answer]] = defaultdict(dict)
    for edge in store.edges(areas, kinds=[EdgeKind.ASKED], way=Way.OUT) if areas else ():
        answer = _answer(edge, vocabulary, life)
        if answer.state is not State.NOT_ASKED:
            answers[code_of(edge.src)][answer.kind, answer.group] = answer
    return answers


def _answer(edge: Edge, vocabulary: Vocabulary, life: ShelfLife) -> Answer:
    row = vocabulary.find(NodeKind.ASKED_STATE, edge.text("state"))
    said = "" if row is None else row.text("covers_as")
    origin = edge.prov.get("state")
    confirmed_on = max(edge.text("asked_on"), "" if origin is None else origin.confirmed_on)
    return Answer(
        target=edge.id,
        kind=code_of(edge.dst),
        group=edge.text("group"),
        state=State(said) if said in tuple(State) else State.NOT_ASKED,
        asked_on=edge.text("asked_on"),
        answered_by=edge.text("answered_by"),
        asked_by_role=edge.text("asked_by_role"),
        current=not life.past(confirmed_on),
    )


def answer_for(answers: Answers, kind: str, group: str) -> Answer | None:
    """The answer that counts for a cell: the one about the group goes before the one about all.

    But what holds no longer hides nothing that does, unless it is a refusal, which may still stand.
    """
    of_group, of_all = answers.get((kind, group)), answers.get((kind, ""))
    if of_group is None or of_all is None:
        return of_group or of_all
    return of_group if of_group.current or of_group.state is State.REFUSES else of_all
