"""What can be ticked about a situation, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from graphdb.message import Text
from graphdb.model import Node, NodeKind, code_of
from graphdb.touchmap import Choice
from webapp import context
from webapp.find.choices import StartGroup, municipalities, starting_points
from webapp.language import in_language, lazy_gettext, term

DOMAINS: Final = {
    "myndighed": lazy_gettext("Kommune og andre myndigheder"),
    "bolig": lazy_gettext("Bolig og steder at bo"),
    "familie_unge": lazy_gettext("Familie, børn og unge"),
    "sundhed": lazy_gettext("Sundhed, psykiatri og rusmidler"),
    "arbejde_oekonomi": lazy_gettext("Arbejde og penge"),
    "ret": lazy_gettext("Politi, ret og fængsel"),
    "civilsamfund": lazy_gettext("Foreninger og frivillige"),
}
"""The sectors of the eco-map that meet citizens; funders do not."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """A group of tick boxes under one heading: code, label, help."""

    name: str
    title: str
    options: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything that the form offers."""

    municipalities: tuple[tuple[str, str], ...]
    starts: tuple[StartGroup, ...]
    ticks: tuple[Ticks, ...]
    kinds: tuple[Ticks, ...]
    events: tuple[tuple[str, str], ...]
    chips: tuple[tuple[str, str], ...]


def offered() -> Offered:
    """What can be chosen today."""
    today, terms = context.today(), context.vocabulary()
    return Offered(
        municipalities=municipalities(),
        starts=starting_points(),
        ticks=tuple(
            Ticks(name, str(title), _options(terms.list_terms(kind, today))) for name, title, kind in _GROUPS
        ),
        kinds=_by_domain(terms.list_terms(NodeKind.ACTOR_TYPE, today)),
        events=tuple((code_of(one.id), term(one)) for one in terms.list_terms(NodeKind.ANCHOR, today)),
        chips=tuple(
            (code_of(row.id), in_language(row.text("chip_da"), row.text("chip_en")))
            for row in terms.list_terms(NodeKind.EXCLUSION, today)
            if row.text("show") in _ASKED and row.text("chip_da")
        ),
    )


_ASKED: Final = ("first", "more")
"""Where an exclusion is asked about: at once, or folded."""


def also(choices: Iterable[Choice]) -> tuple[tuple[str, Text], ...]:
    """Further groups that the ticks point to: code and why. They are offered, never ticked."""
    return tuple((one.code, one.why) for one in choices)


_GROUPS: Final = (
    ("risk_groups", lazy_gettext("Det passer på borgeren"), NodeKind.RISK_GROUP),
    ("risk_factors", lazy_gettext("Det fylder lige nu"), NodeKind.RISK_FACTOR),
    ("needs", lazy_gettext("Det er der brug for"), NodeKind.NEED),
)


def _options(nodes: Iterable[Node]) -> tuple[tuple[str, str, str], ...]:
    return tuple((code_of(one.id), term(one), one.text("definition_da")) for one in nodes)


def _by_domain(kinds: Iterable[Node]) -> tuple[Ticks, ...]:
    order = list(DOMAINS)
    in_domains = sorted(
        (one for one in kinds if one.text("domain") in DOMAINS),
        key=lambda one: order.index(one.text("domain")),
    )
    return tuple(
        Ticks(domain, str(DOMAINS[domain]), _options(group))
        for domain, group in groupby(in_domains, key=lambda one: one.text("domain"))
    )
