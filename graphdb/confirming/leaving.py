"""Who got a link and does not answer for the entry: the link ends, and the coordinator gets a line."""

from contextlib import suppress
from datetime import UTC, datetime

from graphdb.claims import own_source
from graphdb.confirming import links
from graphdb.confirming.links import Link
from graphdb.errors import Conflict
from graphdb.fields import formats
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore


def leave(store: GraphStore, link: Link, token: str, about: About, text: str, now: datetime) -> bool:
    """End the link, and leave a line for the coordinator; nothing about the actor changes.

    ``text``: whom to ask instead. InvalidValue when it reads as a CPR number or is too long. When the link
    has ended meanwhile nothing is written; answers whether its holder ended it, as by a double click.
    """
    formats.refuse_cpr(text, "text")
    note = formats.normalise_text(text, limit=proposals.LONGEST) if text.strip() else ""
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    proposal = Proposal(link.speaking, about, own_source(link.speaking), link.by, at, text=note)
    with suppress(Conflict):
        if ending := links.ending(store, token, at):
            store.records.write(proposals.write_of(proposal), *ending)
            return True
    return links.was_ended(store, token, at)
