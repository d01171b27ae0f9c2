"""Files of what changed between two days, and of what the network leaves to do."""

from collections.abc import Iterator

from graphdb.gaps.compare import Comparison
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.gaps import Gap
from graphdb.gaps.rule import Finding
from graphdb.gaps.states import state_words
from graphdb.network.structure import Structure
from webapp.language import gettext, sentence
from webapp.municipality.tables import Table, head, relation
from webapp.signin import sight

Line = tuple[str, ...]


def of_changes(change: Comparison) -> Table:
    """The gaps that opened, closed or moved, one a line; for staff with their states."""
    staff = sight.is_wider()
    states = (gettext("Status før"), gettext("Status efter")) if staff else ()
    return Table(
        name=gettext("Ændringer"),
        above=(
            *head(change.municipality, change.asked),
            gettext("Fra %(since)s til %(until)s", since=change.since, until=change.until),
        ),
        heads=(
            gettext("Hvad skete der"),
            gettext("Slags hul"),
            gettext("Hvad"),
            gettext("Vigtighed før"),
            gettext("Vigtighed efter"),
            *states,
        ),
        lines=(
            *(_change(gettext("Nyt"), None, gap, staff) for gap in change.opened),
            *(_change(gettext("Lukket"), gap, None, staff) for gap in change.closed),
            *(_change(gettext("Flyttet"), pair.before, pair.now, staff) for pair in change.moved),
        ),
    )


def _change(what: str, before: Gap | None, after: Gap | None, staff: bool) -> Line:
    gap, both = after or before, (before, after)
    if gap is None:
        return ()
    weights = ("" if one is None else str(one.severity) for one in both)
    states = (sentence(state_words(None if one is None else one.state)) for one in both)
    title = sentence(all_rules()[gap.rule].title)
    return (what, title, sentence(gap.text), *weights, *(states if staff else ()))


def of_network(net: Structure) -> Table:
    """The lists of the page of the network, one line each: whom it is about, and why."""
    return Table(
        name=gettext("Netværkslister"),
        above=head(net.municipality, net.asked),
        heads=(
            gettext("Liste"),
            gettext("Aktør"),
            gettext("Anden aktør"),
            gettext("Hvad og hvorfor"),
            gettext("Id"),
            gettext("Andet id"),
        ),
        lines=tuple(_lines(net)),
    )


def _lines(net: Structure) -> Iterator[Line]:
    names = {dot.id: dot.name for dot in net.nodes}
    for point in net.cut_points:
        lost = "; ".join(names[one] for one in point.falls_apart)
        why = gettext("er der ingen vej til %(names)s", names=lost)
        yield gettext("Hvem de andre hænger på"), names[point.id], "", why, point.id, ""
    for tie in net.bridges:
        title = gettext("Den eneste forbindelse mellem to dele")
        yield title, names[tie.src], names[tie.dst], sentence(relation(tie)), tie.src, tie.dst
    for title, alone in (
        (gettext("Uden forbindelser"), net.isolates),
        (gettext("Uden forbindelser, for hele landet"), net.isolates_wide),
    ):
        yield from ((title, names[one], "", "", one, "") for one in alone)
    yield from (_lack(gettext("Kun den ene siger det"), lack) for lack in net.one_sided)
    yield from (_lack(gettext("En pligt uden en forbindelse"), lack) for lack in net.owed_missing)
    for pair in net.suggested.pairs:
        why = "; ".join(map(sentence, pair.reasons))
        first, second = pair.first, pair.second
        yield gettext("Hvem kunne tale sammen?"), names[first], names[second], why, first, second


def _lack(title: str, lack: Finding) -> Line:
    why = "; ".join(map(sentence, (lack.text, *lack.why)))
    return title, "", "", why, "", ""
