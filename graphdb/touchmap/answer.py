"""What the touch map answers: plain values in the order a page shows them."""

from dataclasses import dataclass
from typing import Final

from graphdb.cards.card import Card
from graphdb.message import Text, message
from graphdb.model import Id
from graphdb.rules.duties import DutyLine
from graphdb.rules.sharing import Sharing

GUIDANCE: Final = message("touchmap.guidance")


@dataclass(frozen=True, slots=True)
class OfKind:
    """An actor, or only its kind while it is not known who: then there is no card, and ``words`` name it."""

    kind: str
    words: Text
    card: Card | None

    @property
    def id(self) -> Id | None:
        """The actor's; None for a kind."""
        return None if self.card is None else self.card.id

    @property
    def name(self) -> Text:
        """What to call it."""
        return self.words if self.card is None else self.card.name


@dataclass(frozen=True, slots=True)
class Partner(OfKind):
    """An actor that is, or probably is, in touch with the citizen, or a kind that was ticked; and why."""

    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Call(OfKind):
    """An actor to ring now, by the number and the hours of the service that would do.

    ``say`` is what may be said. ``purpose`` is what the call is for, ``against`` what speaks against it, said
    before the call. When only the kind is known, ``choose`` are ids and names to choose from. ``row`` is
    that of ``first_calls``, ``service`` the name of the service.
    """

    say: Text
    reasons: tuple[Text, ...]
    purpose: str
    row: str
    against: tuple[Text, ...] = ()
    choose: tuple[tuple[Id, str], ...] = ()
    service: str = ""


@dataclass(frozen=True, slots=True)
class Information:
    """An actor that informs and is never rung first; ``text`` says about what."""

    card: Card
    text: Text


@dataclass(frozen=True, slots=True)
class Inform:
    """A kind of actor to inform. ``consent``: ask (only if the citizen says yes), may or must."""

    kind: str
    label_da: str
    consent: str
    text: Text


@dataclass(frozen=True, slots=True)
class Stage:
    """A moment in time, and the kinds that see first, act and hold on then; ``present``: it is now."""

    stage: str
    sees: tuple[str, ...]
    acts: tuple[str, ...]
    holds: tuple[str, ...]
    present: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """Whom to ring, by day or by night."""

    card: Card
    night: bool


@dataclass(frozen=True, slots=True)
class Tonight:
    """A place that can help in the coming night, on its card by the number and hours of the service.

    ``how_in`` says how to get in; a secret address is never among it. ``open_tonight`` is None when no hours
    are known; the card says whether it is open now, and when it opens and closes by tonight. ``walk_in``:
    then one may come. ``folded``: it needs a referral, has people waiting or shuts the citizen out.
    """

    card: Card
    how_in: tuple[Text, ...]
    reasons: tuple[Text, ...]
    service: str
    against: tuple[Text, ...]
    open_tonight: bool | None
    walk_in: bool
    folded: bool


@dataclass(frozen=True, slots=True)
class LinkLine:
    """How two that are in touch are linked: ``text`` is the whole sentence, ``relation`` a code."""

    from_id: Id
    from_name: str
    to_id: Id
    to_name: str
    relation: str
    text: Text


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who makes the plan by law. ``id`` when it can be only one actor of that kind."""

    kind: str
    id: Id | None
    text: Text
    duty: str
    legal_basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest actor of a kind that no actor here covers; ``km`` between the municipalities' centres."""

    card: Card
    municipality: str
    municipality_name: str
    km: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """An expected kind without an actor. ``any_of`` are the kinds of which one is enough, ``kind`` included.

    ``verified`` is false when the expectation rests on background knowledge: then it is never shown as red.
    ``others`` are ids and names of some who are here for others only; ``other_ages``: because of the age.
    """

    kind: str
    label_da: str
    strength: str
    reasons: tuple[Text, ...]
    nearest: Nearest | None
    any_of: tuple[str, ...] = ()
    verified: bool = True
    other_ages: bool = False
    others: tuple[tuple[Id, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MissingLink:
    """A relation that ought to be there between two kinds that are; ``relation`` may be "" (any will do)."""

    from_kind: str
    to_kind: str
    relation: str
    text: Text
    legal_basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """One actor on a route; ``link`` says in words how the one before leads here ("" for the first)."""

    id: Id
    kind: str
    name: str
    link: Text


@dataclass(frozen=True, slots=True)
class Route:
    """A way by known relations from an actor in touch to an actor that is needed."""

    to_id: Id
    to_name: str
    text: Text
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that a page may offer as a tick, and why."""

    code: str
    why: Text


@dataclass(frozen=True, slots=True)
class TouchMap:
    """The whole answer. Members of the JSON API first, then what a page also shows.

    ``folded``: how many of ``likely`` are shown before the rest is folded away. ``coordinator_help`` is said
    when no actor has the plan by law. ``notify_first``: a child is concerned. ``also`` are risk groups that
    the ticked factors point to: offered, never added. ``careful``: the person whom the citizen must get
    away from may see what is printed. ``fitting`` are the services of the actors on the map that take in
    citizens like this one, ``refusals`` the answers (exclusion, yes or no) that shut the citizen out.
    ``own`` are departments of the asker's own municipality that are not among the calls.
    """

    version: int
    tonight: tuple[Tonight, ...]
    call: tuple[Call, ...]
    duties: tuple[DutyLine, ...]
    touched: tuple[Partner, ...]
    links: tuple[LinkLine, ...]
    coordinator: Coordinator | None
    likely: tuple[Partner, ...]
    missing: tuple[Missing, ...]
    missing_links: tuple[MissingLink, ...]
    routes: tuple[Route, ...]
    sharing: tuple[Sharing, ...]
    folded: int = 7
    tonight_help: Text = ""
    coordinator_help: Text = ""
    notify_first: Text = ""
    guidance: Text = GUIDANCE
    title: Text = ""
    acting: str = ""
    staying: str = ""
    demo: bool = False
    mixed: bool = False
    careful: bool = False
    also: tuple[Choice, ...] = ()
    risk_groups: tuple[str, ...] = ()
    risk_factors: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    own: tuple[Card, ...] = ()
    information: tuple[Information, ...] = ()
    inform: tuple[Inform, ...] = ()
    stages: tuple[Stage, ...] = ()
    countdown: Text | None = None
    notify_numbers: tuple[Number, ...] = ()
    young_first: Text = ""
    asks_landlord: bool = False

    @property
    def met_nobody(self) -> bool:
        """Whether it names no actor to ring, for the night or who is probably there."""
        return not self.tonight and not any(one.card for one in (*self.call, *self.likely))

    fitting: frozenset[Id] = frozenset()
    refusals: frozenset[tuple[str, str]] = frozenset()
