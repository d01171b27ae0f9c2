"""Addresses and streets of secret actors are taken out: of what is written now and of all that was said.

Contact points that a person asked to have erased are taken out of all that was said.
"""

from collections.abc import Collection, Mapping
from typing import Final

from graphdb.claims import Claim
from graphdb.identity.linker import Linker
from graphdb.model import Edge, EdgeKind, Id, Node, ends_of
from graphdb.store import Way
from graphdb.writing import absence
from graphdb.writing.draft import Draft
from graphdb.writing.edits import Refusal
from graphdb.writing.joining import Shown
from graphdb.writing.overlay import After
from graphdb.writing.secrecy import flag
from graphdb.writing.secrecy.marks import Marks, marked
from graphdb.writing.secrecy.owners_away import WithOwnersAway
from graphdb.writing.secrecy.streets import Street, forget_streets, streets_told, tells_street

_HERE: Final = (EdgeKind.LOCATED_AT,)


class Redaction:
    """What a draft loses for the sake of secret addresses, worked out as it is made."""

    def __init__(self, draft: Draft, shown: Shown, on_request: frozenset[Id] = frozenset()) -> None:
        self._draft = draft
        self._shown = shown
        self._streets: tuple[Street, ...] = ()
        self._on_request = on_request
        # by target the actor for whose secret address it is done, or itself where a person asked for it
        self.erase: dict[Id, Id] = {one: one for one in on_request}
        draft.read(on_request - draft.after.keys())
        self.marks = Marks()
        self.watched: frozenset[Id] = frozenset()  # what was open until now: their versions must stand
        self._keep_addresses_secret()

    def _keep_addresses_secret(self) -> None:
        """Take the address off places of flagged actors, now and in all that was said earlier.

        Who is secret is asked of the view; claims are taken from all that are shown as one.
        """
        shown, linker = self._shown, self._shown.after
        after = shown.view()
        now, then = self._with_owners_away()
        secret, fresh = self._secret(now, then)
        former = flag.former_places(self._draft.store, fresh.holders)
        left = linker.all_of(
            place for place in former if not after.ends([linker.canonical(place)], _HERE, Way.IN)
        )
        places = linker.all_of(secret.places) | left
        flags = self._flags_over(then, places, former) if places else {}
        self.marks = marked(self._draft.store, self._draft.before, self._draft.after, flags)
        spoken = (one for one in self._draft.after if one.startswith("place:"))  # only places have marks
        hiding = (one for one in spoken if any(map(self.marks.hides, linker.cluster(one))))
        places |= set(hiding)
        self._draft.read((places | former.keys()) - self._draft.after.keys())
        said = (claim for place in places for claim in self._draft.after[place].values())
        telling = former.keys() | left | fresh.places
        self._streets = streets_told(self._draft.store, telling, said)
        for place in telling:
            if flag.tells_address(self._draft.store, place):
                self._erase_for(place, flags)
        for place in former:
            shown.merge(place)
        self._forget_streets(after, then, secret.holders)
        speaking = {linker.canonical(one) for one in fresh.holders}
        speaking |= flag.with_address(self._nodes_said())
        tops = {one: min(above) for one, above in flag.flags_above(then, speaking).items()}
        actors = linker.spread(tops)
        self._draft.read(actors.keys() - self._draft.after.keys())
        for place in sorted(places):
            if self._take_address(place):
                self._erase_for(place, flags)
        for actor, flagged in sorted(actors.items()):
            if self._take_address(actor) or flag.tells_address(self._draft.store, actor):
                self.erase[actor] = flagged

    def _secret(self, now: After, then: After) -> tuple[flag.Secret, flag.Secret]:
        """All that is secret then, of what the change touches, and what of it is so newly.

        The versions of the latter are read before what is below it: a commit that puts something there
        meanwhile moves them, and is met by a Conflict.
        """
        while True:
            secret = flag.secret_places(then, self._nodes_said(), self._edges_said())
            fresh = self._newly_secret(now, secret)
            self.watched = fresh.holders | fresh.places if fresh.holders else frozenset()
            unread = self.watched - self._draft.after.keys()
            if not unread:
                return secret, fresh
            self._draft.read(unread)
            self._draft.store.forget()

    def _newly_secret(self, now: After, secret: flag.Secret) -> flag.Secret:
        """What of it the store holds and does not yet know to be secret, as claimed.

        Of what is joined each counts as what it was shown under before: that may have been open while the one
        that all are shown under now was secret already.
        """
        was, linker = self._shown.before.canonical, self._shown.after
        holders, places = linker.all_of(secret.holders), linker.all_of(secret.places)
        shown_before = flag.Secret(frozenset(map(was, holders)), frozenset(map(was, places)))
        fresh = flag.newly_secret(now, self._draft.store, shown_before)
        return flag.Secret(
            frozenset(one for one in holders if was(one) in fresh.holders),
            frozenset(one for one in places if was(one) in fresh.places),
        )

    def _flags_over(
        self, then: After, places: Collection[Id], former: Mapping[Id, set[Id]]
    ) -> dict[Id, set[Id]]:
        """By place as claimed, the flagged actors, as claimed, that make it secret."""
        linker = self._shown.after
        shown_former: dict[Id, set[Id]] = {}
        for place, holders in former.items():
            there = shown_former.setdefault(linker.canonical(place), set())
            there |= {linker.canonical(one) for one in holders}
        flags = flag.flags_over(then, {linker.canonical(place) for place in places}, shown_former)
        return linker.spread({place: linker.all_of(tops) for place, tops in flags.items()})

    def _nodes_said(self) -> dict[Id, Node | None]:
        """The nodes that are shown, and those of which too little is said for that, as far as it goes."""
        shown, alone = self._shown, self._draft.nodes
        said = self._draft.nodes_said().items()
        away = {one: node for one, node in said if alone[one] is None and shown.shows(one) is None}
        return {**shown.nodes, **away}

    def _edges_said(self) -> dict[Id, Edge | None]:
        """The relations that are shown, and those whose end is away, by the ends that would be shown too."""
        linker, hidden = self._shown.after, self._draft.hidden
        ends = {linker.canonical(one): edge for one, edge in hidden.items() if linker.joins(one)}
        would = {one: Edge(one, edge.kind, *ends_of(one)) for one, edge in ends.items()}
        return {**self._shown.edges, **would, **hidden}

    def _with_owners_away(self) -> tuple[After, After]:
        """The store as it is and as it will be, each with the hidden ownership that flags come down."""
        draft, shown = self._draft, self._shown
        changed = set(draft.edges)
        unshown = (*draft.hidden.values(), *shown.unshown().values())
        come = [absence.Hidden(edge.id, edge.src, edge.dst) for edge in unshown]

        def now_hidden() -> set[absence.Hidden]:
            return _and_as_shown(draft.unshown(), shown.before)

        def then_hidden() -> set[absence.Hidden]:
            stay = [relation for relation in draft.unshown() if relation.id not in changed]
            return _and_as_shown([*stay, *come], shown.after)

        away = {one: draft.before[one] for one in draft.nodes if not draft.old[one] and draft.before[one]}
        left = {one: draft.after[one] for one, node in draft.nodes.items() if not node and draft.after[one]}
        return (
            WithOwnersAway(draft.store, {}, {}, now_hidden, away),
            WithOwnersAway(draft.store, shown.nodes, shown.edges, then_hidden, left),
        )

    def _take_address(self, target: Id) -> bool:
        """Take the address off all claims on a secret place or actor; True when a claim stated it before."""
        had_address = False
        for source, claim in self._draft.after[target].items():
            bare = flag.without_address(claim)
            if bare == claim:
                continue
            earlier = self._draft.before[target].get(source)
            self._draft.after[target][source] = earlier if earlier and earlier.says_the_same(bare) else bare
            if earlier == claim:
                had_address = True
            else:
                lost = min(claim.facts.keys() - bare.facts.keys())
                self._draft.refused.append(Refusal(target, source, flag.REASON, lost))
        self._shown.merge(target)
        return had_address

    def _erase_for(self, place: Id, flags: Mapping[Id, Collection[Id]]) -> None:
        self.erase[place] = min(flags.get(place) or self.marks.flags(place), default="")

    def _forget_streets(self, after: After, then: After, holders: Collection[Id]) -> None:
        """Take what names their street out of the words about secret ones, now and in all that was said.

        Flags come down hidden ownership too (``then``); who is only away is at home nowhere (``after``).
        """
        if not self._streets or not holders:
            return
        tops = {one: min(above) for one, above in flag.flags_above(then, holders).items()}
        flags = self._shown.after.spread(tops)
        whose = flag.belongings(after, self._draft.store, flags)
        for edge in self._draft.edges.values():
            if edge is not None and (ends := {edge.src, edge.dst} & flags.keys()):
                whose[edge.id] = flags[min(ends)]
        self._draft.read(whose.keys() - self._draft.after.keys())
        for target, flagged in sorted(whose.items()):
            for source, claim in self._draft.after[target].items():
                self._draft.after[target][source] = forget_streets(claim, self._streets)
            if tells_street(self._draft.store, target, self._streets):
                self.erase[target] = flagged
            self._shown.merge(target)

    def forgotten(self, claim: Claim) -> Claim | None:
        """What an erased history may still say was there before."""
        if claim.target in self._on_request:
            return None
        bare = flag.without_address(claim)
        return bare if claim.target.startswith("place:") else forget_streets(bare, self._streets)


def _and_as_shown(relations: Collection[absence.Hidden], linker: Linker) -> set[absence.Hidden]:
    """Relations by the ends that are claimed, and by those that are shown in their place."""
    shown = (
        absence.Hidden(one.id, linker.canonical(one.src), linker.canonical(one.dst)) for one in relations
    )
    return {*relations, *(one for one in shown if one.src != one.dst)}
