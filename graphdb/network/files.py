"""A network as files for other programs: GraphML and GEXF, and nodes and edges as CSV for Kumu and Gephi.

In them are the id, name, kind and groups of those who are shown, and their relations; no address, no number
and no person. What was chosen and how much was asked stands in the head, in a CSV in the last column: these
programs read names of columns in the first line.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Final

from graphdb.language.formulas import guarded
from graphdb.message import Param, message
from graphdb.model import NodeKind
from graphdb.network.picture import drawn_network
from graphdb.network.structure import Structure
from graphdb.network.svg import svg
from graphdb.network.tie import words_of
from graphdb.network.view import View
from graphdb.vocabulary.catalogue import Vocabulary

if TYPE_CHECKING:
    import networkx as nx

TYPES: Final = {
    "svg": "image/svg+xml",
    "graphml": "application/xml",
    "gexf": "application/xml",
    "nodes.csv": "text/csv; charset=utf-8",
    "edges.csv": "text/csv; charset=utf-8",
}
"""The forms, and what kind of file each is."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is written: a part of a network with the words of one language and a day (ISO).

    ``wider``: there may be more in it than visitors see.
    """

    net: Structure
    view: View
    terms: Vocabulary
    say: Callable[[Param], str]
    day: str
    wider: bool = False

    @property
    def head(self) -> str:
        """What it shows and how much of what is expected was asked about."""
        return " ".join(map(self.say, self._head()))

    def _head(self) -> Iterator[Param]:
        area, asked, focus = self.terms.words(self.net.municipality), self.net.asked, self.view.focus
        yield message("network.head", area=area, day=self.day)
        yield message("coverage.how_much", answered=asked.answered, of=asked.of, area=area)
        if focus.group:
            yield message("network.only_group", group=self.terms.words(focus.group))
        if focus.actor:
            names = {dot.id: dot.name for dot in self.view.dots}
            yield message("network.only_around", name=names[focus.actor])
        if self.view.secret:
            yield message("network.secret", count=self.view.secret)
        if self.wider:
            yield message("network.wider")

    @property
    def name(self) -> str:
        """For the file, without the ending."""
        focus = self.view.focus
        chosen = (focus.group, focus.actor.replace(":", "-"))
        return "-".join(("netvaerk", self.net.municipality, *filter(None, chosen)))


def written(drawn: Drawn, form: str) -> bytes:
    """The file in one of the forms of ``TYPES``."""
    return _WRITERS[form](drawn)


def _graph(drawn: Drawn) -> "nx.MultiDiGraph[str]":
    import networkx as nx  # takes a tenth of a second, so only where there is a net

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=drawn.head)
    parts = {one: part.number for part in drawn.view.communities for one in part.members}
    say, terms = drawn.say, drawn.terms
    for dot in drawn.view.dots:
        part = {"part": parts[dot.id]} if parts else {}
        kind, groups = say(terms.words(dot.kind)) if dot.kind else "", "|".join(dot.groups)
        graph.add_node(dot.id, label=dot.name, kind=dot.kind, kind_label=kind, groups=groups, **part)
    for tie in drawn.view.ties:
        label = say(words_of(terms, tie.kind))
        graph.add_edge(
            tie.src, tie.dst, key=tie.id, label=label, kind=tie.kind, confirmed=tie.fresh, source=tie.source
        )
    return graph


def _graphml(drawn: Drawn) -> bytes:
    import networkx as nx

    out = BytesIO()
    nx.write_graphml_xml(_graph(drawn), out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def _gexf(drawn: Drawn) -> bytes:
    import networkx as nx

    out = BytesIO()
    nx.write_gexf(_graph(drawn), out, encoding="utf-8", prettyprint=True, version="1.2draft")
    return out.getvalue()


def _nodes(drawn: Drawn) -> bytes:
    """Kumu reads Label, Type and Tags (with bars between), Gephi Id and Label."""
    terms, say = drawn.terms, drawn.say
    rows = (
        (
            dot.id,
            dot.name,
            say(terms.words(dot.kind)) if dot.kind else "",
            "|".join(say(terms.words(group)) for group in dot.groups),
            drawn.head,
        )
        for dot in drawn.view.dots
    )
    return _csv(("Id", "Label", "Type", "Tags", "Shown"), rows)


def _edges(drawn: Drawn) -> bytes:
    """Kumu reads From, To (names) and Direction, Gephi Source, Target (ids) and Type; both read Label."""
    names = {dot.id: dot.name for dot in drawn.view.dots}
    mutual = drawn.terms.marked(NodeKind.RELATION_TYPE, "symmetric")
    rows = (
        (
            tie.id,
            tie.src,
            tie.dst,
            names[tie.src],
            names[tie.dst],
            drawn.say(words_of(drawn.terms, tie.kind)),
            "Undirected" if tie.kind in mutual else "Directed",
            "mutual" if tie.kind in mutual else "directed",
            "yes" if tie.fresh else "no",
            drawn.head,
        )
        for tie in drawn.view.ties
    )
    heads = ("Id", "Source", "Target", "From", "To", "Label", "Type", "Direction", "Confirmed", "Shown")
    return _csv(heads, rows)


def _csv(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (heads, *rows):
        writer.writerow(map(guarded, row))
    return out.getvalue().encode()


def _svg(drawn: Drawn) -> bytes:
    return svg(drawn_network(drawn.view, drawn.terms, drawn.say), drawn.head, drawn.say)


_WRITERS: Final[dict[str, Callable[[Drawn], bytes]]] = {
    "svg": _svg,
    "graphml": _graphml,
    "gexf": _gexf,
    "nodes.csv": _nodes,
    "edges.csv": _edges,
}
