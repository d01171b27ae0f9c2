"""What the relations of a municipality hang on, as sentences."""

from collections.abc import Iterator

import click

from commands import Opening, console
from graphdb.message import Text, apart, in_a_row, message
from graphdb.network.structure import Structure, structure
from graphdb.network.tie import words_of
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary


@click.command("network")
@click.argument("municipality", metavar="KOMMUNE")
@click.pass_obj
def network(opened: Opening, municipality: str) -> None:
    """Show what hangs on whom in a municipality, and who might speak together."""
    with opened() as store:
        net, terms = structure(store, municipality, console.today()), catalogue.read(store)
    area = terms.words(municipality)
    console.say(message("coverage.how_much", answered=net.asked.answered, of=net.asked.of, area=area))
    if not net.nodes:
        console.say(message("network.nobody", area=area))
    for line in _lines(net, terms):
        console.say(line)


def _lines(net: Structure, terms: Vocabulary) -> Iterator[Text]:
    names = {dot.id: dot.name for dot in net.nodes}
    for point in net.cut_points:
        others = apart(names[one] for one in point.falls_apart)
        yield message("network.line_cut", name=names[point.id], others=others)
    for tie in net.bridges:
        yield message(
            "network.line_bridge",
            name=names[tie.src],
            kind=words_of(terms, tie.kind),
            other=names[tie.dst],
            fresh=message("network.confirmed" if tie.fresh else "network.not_confirmed"),
        )
    if net.isolates:
        yield message("network.line_isolates", names=apart(names[one] for one in net.isolates))
    if net.isolates_wide:
        yield message("network.line_wide", count=len(net.isolates_wide))
    for lack in (*net.one_sided, *net.owed_missing):
        yield message("network.line_lack", text=lack.text, why=apart(lack.why))
    for pair in net.suggested.pairs:
        yield message(
            "network.line_suggested",
            name=names[pair.first],
            other=names[pair.second],
            reasons=in_a_row(pair.reasons),
        )
    if net.suggested.left_out:
        yield message("network.line_more", count=net.suggested.left_out)
