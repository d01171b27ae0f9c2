"""What the touch map answers: plain values in the order a page shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graphdb.message import Text, message
from graphdb.model import Id
from graphdb.rules.duties import DutyLine
from graphdb.rules.sharing import Sharing

GUIDANCE: Final = message("touchmap.guidance")


@dataclass(frozen=True, slots=True)
class Partner:
    """An actor that is, or probably is, in touch with the citizen, and in words why.

    ``id`` is None for a kind that was ticked without saying who. ``phone`` is as kept (E.164 or a short
    number), "" when there is none. ``stale``: the entry was not confirmed for 12 months. ``open_place`` names
    which of several places that ``open_now`` is about.
    """

    id: Id | None
    kind: str
    name: Text
    reasons: tuple[Text, ...]
    phone: str = ""
    open_now: bool | None = None
    open_place: str = ""
    confirmed_on: str = ""
    stale: bool = False
    temporary: Text = ""
    demo: bool = False
    stated_on: str = ""
    source: str = ""
    phone_note: Text = ""


@dataclass(frozen=True, slots=True)
class Call:
    """An actor to ring now. ``say`` is what may be said; ``open_now`` is None when no hours are known.

    ``purpose`` is what the call is for, ``against`` what speaks against it, said before the call. ``id`` is
    None and ``phone`` "" when only the kind is known: then ``choose`` are ids and names to choose from.
    ``open_place`` names which of several places that ``open_now`` and ``opens_at`` are about.
    """

    id: Id | None
    kind: str
    name: Text
    phone: str
    open_now: bool | None
    say: Text
    reasons: tuple[Text, ...]
    phone_note: Text = ""
    stale: bool = False
    temporary: Text = ""
    demo: bool = False
    confirmed_on: str = ""
    stated_on: str = ""
    source: str = ""
    purpose: str = ""
    opens_at: datetime | None = None
    open_until: datetime | None = None
    open_place: str = ""
    against: tuple[Text, ...] = ()
    choose: tuple[tuple[Id, str], ...] = ()
    row: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """A department of the asker's own municipality that is not among the calls."""

    id: Id
    kind: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Information:
    """An actor that informs and is never rung first; ``text`` says about what."""

    kind: str
    id: Id
    name: str
    phone: str
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
    """A number and when it is answered: day or night."""

    name: str
    phone: str
    night: bool
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Tonight:
    """A place that can help in the coming night. ``how_in`` says how to get in; a secret address is never
    among it. ``open_tonight`` is None when no hours are known. ``opens_at`` is when it opens, ``walk_in``:
    then one may come. ``folded``: it needs a referral, has people waiting or shuts the citizen out.
    ``open_place`` names which of several places it is about.
    """

    id: Id
    kind: str
    name: str
    phone: str
    open_now: bool | None
    how_in: tuple[Text, ...]
    reasons: tuple[Text, ...]
    stale: bool = False
    temporary: Text = ""
    demo: bool = False
    confirmed_on: str = ""
    stated_on: str = ""
    source: str = ""
    phone_note: Text = ""
    service: str = ""
    opens_at: datetime | None = None
    open_until: datetime | None = None
    open_place: str = ""
    against: tuple[Text, ...] = ()
    open_tonight: bool | None = None
    walk_in: bool = False
    folded: bool = False


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

    id: Id
    name: str
    kind: str
    municipality: str
    municipality_name: str
    km: int | None
    phone: str = ""
    demo: bool = False


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
    own: tuple[OwnUnit, ...] = ()
    information: tuple[Information, ...] = ()
    inform: tuple[Inform, ...] = ()
    stages: tuple[Stage, ...] = ()
    countdown: Text | None = None
    notify_numbers: tuple[Number, ...] = ()
    young_first: Text = ""
    asks_landlord: bool = False
    fitting: frozenset[Id] = frozenset()
    refusals: frozenset[tuple[str, str]] = frozenset()
