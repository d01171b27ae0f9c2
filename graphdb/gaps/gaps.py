"""Use case: the gaps of a municipality, the heaviest first, each with its facts and what to do next."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from graphdb.concurrency.stable import stable
from graphdb.coverage.mapping import Asked, asked
from graphdb.errors import NotFound
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.elsewhere import Elsewhere, elsewhere
from graphdb.gaps.inputs import findings_of, read_inputs
from graphdb.gaps.next_steps import next_steps
from graphdb.gaps.openings import openings
from graphdb.gaps.rule import Finding, Inputs
from graphdb.gaps.severity import severity
from graphdb.gaps.states import Decision, GapState, decision_on, read_decisions
from graphdb.message import Text, message
from graphdb.model import EdgeKind, Id, ends_of, is_edge
from graphdb.store import GraphStore, Status


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole: what it is (``text``), whom it affects, why it counts, what it follows from, and since when.

    ``id`` stays the same as long as it is the same hole. ``since`` is the first day (ISO) from which it has
    been there without a break, by ``graphdb.gaps.openings``; "" when nothing tells, and with ``pending`` as
    long as that is being worked out. ``decision`` None: it is not for the reader. ``next`` is what to do.
    """

    id: str
    municipality: str
    rule: str
    severity: int
    text: Text
    reasons: tuple[Text, ...]
    evidence: tuple[Id, ...]
    since: str
    decision: Decision | None
    next: tuple[Text, ...]
    groups: tuple[str, ...] = ()
    kind: str = ""
    pending: bool = False

    @property
    def risk_group(self) -> str:
        """The first group it affects, "" for all."""
        return next(iter(self.groups), "")

    @property
    def actors(self) -> tuple[Id, ...]:
        """Whose facts it follows from: the actors of the evidence, and those at the ends of its relations."""
        ends = (end for one in self.evidence for end in (ends_of(one) if is_edge(one) else (one,)))
        return tuple(dict.fromkeys(end for end in ends if end.startswith("actor:")))

    @property
    def is_answered(self) -> bool:
        """Whether it follows from an answer that somebody gave when asked."""
        return any(one.startswith(f"{EdgeKind.ASKED}|") for one in self.evidence)

    @property
    def state(self) -> GapState | None:
        """New, in work or accepted; None as ``decision``."""
        return None if self.decision is None else self.decision.state


@dataclass(frozen=True, slots=True)
class Gaps:
    """The open gaps of a municipality. ``asked``: how much of what is expected anybody asked about."""

    version: int
    municipality: str
    asked: Asked
    items: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class WholeGap:
    """One gap, and what other municipalities do about it."""

    version: int
    municipality: str
    asked: Asked
    gap: Gap
    elsewhere: Elsewhere


def gaps(
    store: GraphStore,
    municipality: str,
    today: str,
    *,
    rules: Collection[str] = (),
    states: Collection[str] = (),
    patience: int | None = None,
    decided: bool = False,
) -> Gaps:
    """The gaps of a municipality on a day (ISO), of some rules and in some states; of all without.

    ``patience``: how many past days may be worked out to say since when they are there; None for all.
    ``decided``: with what was decided, for staff; without it no gap is in any state. Raises NotFound.
    """

    def read(status: Status) -> Gaps:
        return gaps_on(store, status, municipality, today, patience=patience, decided=decided)[0]

    answer = stable(store, read, strict=False)
    chosen = (
        gap
        for gap in answer.items
        if (not rules or gap.rule in rules) and (not states or gap.state in states)
    )
    return replace(answer, items=tuple(chosen))


def gaps_on(
    store: GraphStore, status: Status, municipality: str, today: str, *, patience: int | None, decided: bool
) -> tuple[Gaps, Inputs]:
    """All open gaps, and what the rules looked at. Raises NotFound."""
    inputs = read_inputs(store, status, municipality, today)
    findings = findings_of(inputs)
    days = openings(store, status, inputs, findings, patience)
    decisions = read_decisions(store, municipality) if decided else None
    items = listed(inputs, findings, decisions, days)
    return Gaps(inputs.ground.index.version, municipality, asked(inputs.ground), items), inputs


def listed(
    inputs: Inputs,
    findings: Mapping[str, Finding],
    decisions: Mapping[str, Decision] | None,
    days: Mapping[str, str],
) -> tuple[Gap, ...]:
    """The gaps of findings by id, the heaviest first; ``days`` on which they opened, as far as is known.

    ``decisions`` None: they are not for the reader.
    """
    items = (
        _gap(inputs, name, finding, decision_on(name, decisions), days.get(name))
        for name, finding in findings.items()
    )
    return tuple(sorted(items, key=lambda gap: (-gap.severity, gap.rule, gap.id)))


def _gap(inputs: Inputs, name: str, finding: Finding, decision: Decision | None, since: str | None) -> Gap:
    rule = name.partition(".")[0]
    return Gap(
        id=name,
        municipality=inputs.municipality,
        rule=rule,
        severity=severity(inputs, finding),
        text=finding.text,
        reasons=finding.why,
        evidence=finding.evidence,
        since=since or "",
        decision=decision,
        next=(*next_steps(inputs, finding), all_rules()[rule].step),
        groups=finding.groups,
        kind=finding.kind,
        pending=since is None,
    )


def find_gap(store: GraphStore, gap: str, today: str, *, decided: bool = False) -> Gap:
    """One open gap by its id, as ``find_whole`` has it. Raises NotFound."""
    return find_whole(store, gap, today, decided=decided).gap


def find_whole(
    store: GraphStore, gap: str, today: str, *, patience: int | None = None, decided: bool = False
) -> WholeGap:
    """One open gap by its id, and what other municipalities do about it. Raises NotFound.

    ``patience`` and ``decided`` as with ``gaps``.
    """
    return stable(store, lambda status: _whole(store, status, gap, today, patience, decided), strict=False)


def _whole(
    store: GraphStore, status: Status, name: str, today: str, patience: int | None, decided: bool
) -> WholeGap:
    _, municipality, *key = (*name.split("."), "")
    inputs = read_inputs(store, status, municipality, today) if any(key) else None
    finding = None if inputs is None else findings_of(inputs).get(name)
    if inputs is None or finding is None:
        raise NotFound(message("gaps.no_gap"))
    decision = decision_on(name, read_decisions(store, municipality) if decided else None)
    days = openings(store, status, inputs, {name: finding}, patience)
    gap = _gap(inputs, name, finding, decision, days.get(name))
    version = inputs.ground.index.version
    return WholeGap(version, municipality, asked(inputs.ground), gap, elsewhere(store, inputs, finding))
