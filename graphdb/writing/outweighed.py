"""Where the word of people who edit stands, though a source says something else."""

from collections.abc import Collection, Iterator

from graphdb.claims import Claim, Rank
from graphdb.fields.registry import FIELDS, is_open
from graphdb.model import PUBLIC, VISIBILITY
from graphdb.view import winners
from graphdb.writing.edits import Outweighed


def outweighed(claim: Claim, claims: Collection[Claim]) -> Iterator[Outweighed]:
    """What a claim says otherwise than an actor's own people or a coordinator, by all claims on its target.

    A source of that rank is not outweighed by itself. What a secret address takes from a claim in the same
    commit is not among these any more.
    """
    if len(claims) < 2 or not any(one.rank <= Rank.OWN and one.source != claim.source for one in claims):
        return
    best = winners(claims)
    seen_by = best.get(VISIBILITY)
    withheld = seen_by is not None and seen_by[1].value != PUBLIC
    for name, fact in claim.facts.items():
        winner, word = best.get(name, (claim, fact))
        if winner.rank <= Rank.OWN and winner.source != claim.source and word.value != fact.value:
            closed = withheld or not is_open(FIELDS.get(claim.kind, {}), name)
            yield Outweighed(claim, name, winner.source, word.value, closed)
