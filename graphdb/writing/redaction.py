"""Addresses and streets of secret actors are taken out: of what is written now and of all that was said."""

from collections.abc import Collection, Mapping
from typing import Final

from graphdb.claims import Claim
from graphdb.model import EdgeKind, Id
from graphdb.store import Way
from graphdb.writing import absence, secrecy
from graphdb.writing.draft import Draft
from graphdb.writing.edits import Refusal
from graphdb.writing.marks import Marks, marked
from graphdb.writing.overlay import After
from graphdb.writing.owners_away import WithOwnersAway
from graphdb.writing.streets import Street, forget_streets, streets_told, tells_street

_HERE: Final = (EdgeKind.LOCATED_AT,)


class Redaction:
    """What a draft loses for the sake of secret addresses, worked out as it is made."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._streets: tuple[Street, ...] = ()
        self.erase: dict[Id, Id] = {}  # by target the actor for whose secret address it is done
        self.marks = Marks()
        self._keep_addresses_secret()

    def _keep_addresses_secret(self) -> None:
        """Take the address off places of flagged actors, now and in all that was said earlier."""
        after = self._draft.view()
        now, then = self._with_owners_away()
        secret = secrecy.secret_places(then, self._draft.nodes_said(), self._draft.edges | self._draft.hidden)
        fresh = secrecy.newly_secret(now, secret)
        former = secrecy.former_places(self._draft.store, fresh.holders)
        places = secret.places | {place for place in former if not after.ends([place], _HERE, Way.IN)}
        flags = secrecy.flags_over(then, places, former) if places else {}
        self.marks = marked(self._draft.store, self._draft.after, flags)
        places |= {one for one in self._draft.after if self.marks.hides(one)}
        self._draft.read((places | former.keys()) - self._draft.after.keys())
        said = (claim for place in places for claim in self._draft.after[place].values())
        self._streets = streets_told(self._draft.store, former.keys() | fresh.places, said)
        for place in former.keys() | fresh.places:
            if secrecy.tells_address(self._draft.store, place):
                self._erase_for(place, flags)
        for place in former:
            self._draft.merge(place)
        self._forget_streets(after, then, secret.holders)
        speaking = fresh.holders | secrecy.with_address(self._draft.nodes_said())
        actors = {one: min(tops) for one, tops in secrecy.flags_above(then, speaking).items()}
        self._draft.read(actors.keys() - self._draft.after.keys())
        for place in sorted(places):
            if self._take_address(place):
                self._erase_for(place, flags)
        for actor, flag in sorted(actors.items()):
            if self._take_address(actor) or secrecy.tells_address(self._draft.store, actor):
                self.erase[actor] = flag

    def _with_owners_away(self) -> tuple[After, After]:
        """The store as it is and as it will be, each with the hidden ownership that flags come down."""
        draft = self._draft
        before = tuple(absence.read_hidden(draft.store))
        stay = [relation for relation in before if relation.id not in draft.edges]
        come = [absence.Hidden(edge.id, edge.src, edge.dst) for edge in draft.hidden.values()]
        away = {one: draft.before[one] for one in draft.nodes if not draft.old[one] and draft.before[one]}
        left = {one: draft.after[one] for one, node in draft.nodes.items() if not node and draft.after[one]}
        return (
            WithOwnersAway(draft.store, {}, {}, before, away),
            WithOwnersAway(draft.store, draft.nodes, draft.edges, (*stay, *come), left),
        )

    def _take_address(self, target: Id) -> bool:
        """Take the address off all claims on a secret place or actor; True when a claim stated it before."""
        had_address = False
        for source, claim in self._draft.after[target].items():
            bare = secrecy.without_address(claim)
            if bare == claim:
                continue
            earlier = self._draft.before[target].get(source)
            self._draft.after[target][source] = earlier if earlier and earlier.says_the_same(bare) else bare
            if earlier == claim:
                had_address = True
            else:
                lost = min(claim.facts.keys() - bare.facts.keys())
                self._draft.refused.append(Refusal(target, source, secrecy.REASON, lost))
        self._draft.merge(target)
        return had_address

    def _erase_for(self, place: Id, flags: Mapping[Id, Collection[Id]]) -> None:
        self.erase[place] = min(flags.get(place) or self.marks.flags(place), default="")

    def _forget_streets(self, after: After, then: After, holders: Collection[Id]) -> None:
        """Take what names their street out of the words about secret ones, now and in all that was said.

        Flags come down hidden ownership too (``then``); who is only away is at home nowhere (``after``).
        """
        if not self._streets or not holders:
            return
        flags = {one: min(tops) for one, tops in secrecy.flags_above(then, holders).items()}
        whose = secrecy.belongings(after, self._draft.store, flags)
        for edge in self._draft.edges.values():
            if edge is not None and (ends := {edge.src, edge.dst} & flags.keys()):
                whose[edge.id] = flags[min(ends)]
        self._draft.read(whose.keys() - self._draft.after.keys())
        for target, flag in sorted(whose.items()):
            for source, claim in self._draft.after[target].items():
                self._draft.after[target][source] = forget_streets(claim, self._streets)
            if tells_street(self._draft.store, target, self._streets):
                self.erase[target] = flag
            self._draft.merge(target)

    def forgotten(self, claim: Claim) -> Claim:
        """What an erased history may still say was there before."""
        bare = secrecy.without_address(claim)
        return bare if claim.target.startswith("place:") else forget_streets(bare, self._streets)
