"""Use case: whom does this citizen already touch, who is missing, and whom to ring first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from graphdb.concurrency.stable import stable
from graphdb.fields.hours import COPENHAGEN
from graphdb.identity.judgements import read_linker
from graphdb.message import message
from graphdb.model import code_of
from graphdb.rules.conditions import Conditions, facts_of
from graphdb.rules.first_calls import CallPlan, plan
from graphdb.rules.ruleset import Rules, rules_of
from graphdb.rules.situation import Question, Situation, codes, read, wording
from graphdb.search import index as indexes
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore, Status
from graphdb.touchmap.against import refusals
from graphdb.touchmap.answer import Choice as Offer
from graphdb.touchmap.answer import Coordinator, TouchMap
from graphdb.touchmap.callers import Callers, callers
from graphdb.touchmap.candidates import Pool, gather, kind_of
from graphdb.touchmap.choice import Choice, choose, linked, touched_kinds
from graphdb.touchmap.relations import Relations, related, relations_among, relations_of_known
from graphdb.touchmap.sections.calls import AGREE, Desk, only
from graphdb.touchmap.sections.informed import inform, stages
from graphdb.touchmap.sections.missing import links, missing, missing_links, routes
from graphdb.touchmap.sections.notices import countdown, notify_first, notify_numbers, young_first
from graphdb.touchmap.sections.partners import likely, touched
from graphdb.touchmap.sections.tonight import tonight, tonight_help
from graphdb.touchmap.shown import Shown
from graphdb.vocabulary.catalogue import Vocabulary

FOLDED: Final = 7


def build(store: GraphStore, question: Question, *, now: datetime) -> TouchMap:
    """The touch map for a situation; ``now`` without a zone is Danish time. Nothing of it is kept.

    Raises InvalidValue, with the member's name as field, for codes and ids that are not there.
    """
    local = now.astimezone(COPENHAGEN) if now.tzinfo else now.replace(tzinfo=COPENHAGEN)
    return stable(store, lambda status: _build(store, status, question, local), strict=False)


def _build(store: GraphStore, status: Status, question: Question, now: datetime) -> TouchMap:
    index = indexes.current(store, now.date().isoformat(), status)
    situation = read(index.terms, _as_shown(store, index, question), now.date())
    in_touch = touched_kinds(index, situation)
    conditions = Conditions(index.terms, facts_of(situation, frozenset(in_touch)))
    rules = rules_of(index.terms, situation, conditions)
    to_call = _plan(index.terms, situation, conditions)
    known = relations_of_known(store, situation)
    pool = gather(index, situation, rules.kinds, related(known, situation))
    choice = choose(rules, pool, in_touch, to_call.shut_out)
    may_call = callers(pool, situation, to_call, conditions)
    shown = Shown.of(store, index, situation, now)
    desk = Desk(situation, pool, conditions, may_call, shown)
    shown.read_ahead(
        actors={*situation.known_actors, *choice.actors(), *desk.first()},
        services={*choice.night, *may_call.services()},
    )
    relations = relations_among(store, index, linked(choice, pool), known)
    answer = _answer(rules, pool, choice, relations, shown)
    answer = _with_calls(answer, rules, pool, choice, shown, conditions, to_call, may_call, desk)
    return replace(answer, routes=routes(store, pool, shown, answer.likely, FOLDED))


def _as_shown(store: GraphStore, index: Index, question: Question) -> Question:
    """The question with the ids that actors are shown under now; asked only when one of them is not there.

    Of a placeholder only the kind is known.
    """
    actors = question.known_actors
    if not all(kind_of(index, actor) for actor in actors):
        actors = tuple(map(read_linker(store).canonical, actors))
    kinds = tuple(kind_of(index, actor) for actor in actors if index.is_placeholder(actor))
    return replace(
        question,
        known_actors=tuple(actor for actor in actors if not index.is_placeholder(actor)),
        known_kinds=(*question.known_kinds, *kinds),
    )


def _plan(vocabulary: Vocabulary, situation: Situation, conditions: Conditions) -> CallPlan:
    start = situation.start
    return plan(
        vocabulary,
        conditions,
        start="" if start is None else start.text("code"),
        groups=situation.groups,
        preticked=() if start is None else codes(start, "risk_groups"),
        age=situation.person.age,
    )


def _answer(rules: Rules, pool: Pool, choice: Choice, relations: Relations, shown: Shown) -> TouchMap:
    """Everything but the calls and the routes."""
    situation, terms = rules.situation, rules.vocabulary
    coordinator = _coordinator(rules, pool)
    return TouchMap(
        version=pool.index.version,
        tonight=(),
        call=(),
        duties=(*rules.duties, *rules.ended),
        touched=touched(rules, pool, shown),
        links=links(relations, shown),
        coordinator=coordinator,
        likely=likely(rules, pool, choice, relations, shown),
        missing=missing(pool, choice, shown),
        missing_links=missing_links(rules, pool, choice, relations, shown),
        routes=(),
        sharing=(),
        folded=FOLDED,
        coordinator_help="" if coordinator else AGREE,
        notify_first=notify_first(situation),
        title="" if situation.start is None else wording(situation.start, "label"),
        acting=terms.label(situation.acting),
        staying=terms.label(situation.staying),
        careful=situation.violence,
        also=tuple(_also(situation)),
        risk_groups=situation.groups,
        risk_factors=situation.factors,
        needs=situation.needs,
        stages=stages(rules),
        countdown=countdown(terms, situation),
    )


def _with_calls(
    answer: TouchMap,
    rules: Rules,
    pool: Pool,
    choice: Choice,
    shown: Shown,
    conditions: Conditions,
    to_call: CallPlan,
    may_call: Callers,
    desk: Desk,
) -> TouchMap:
    situation = rules.situation
    rung = desk.ring(to_call)
    night = tonight(rules, pool, choice.night, to_call.shut_out, shown)
    kinds = dict.fromkeys((*(call.kind for call in rung.calls), *choice.touched))
    answer = replace(
        answer,
        tonight=night,
        call=rung.calls,
        own=rung.own,
        information=rung.information,
        sharing=tuple(map(shown.sharing, kinds)),
        tonight_help=tonight_help(situation, night),
        inform=inform(rules, conditions),
        notify_numbers=notify_numbers(situation, to_call, may_call, shown),
        young_first=young_first(rules, to_call, desk),
        asks_landlord=to_call.asks_landlord,
        refusals=refusals(shown.exclusions, situation),
    )
    cards = shown.cards.looked_at()
    fictional = {card.demo for card in cards.values()}
    return replace(answer, demo=True in fictional, mixed=len(fictional) > 1, fitting=pool.services_of(cards))


def _coordinator(rules: Rules, pool: Pool) -> Coordinator | None:
    """The kind of actor that must make the plan by law, or None; never chosen by how well connected it is."""
    duty = rules.plan()
    if duty is None or not duty.owed_by:
        return None
    kind = duty.owed_by[0]
    text = message("touchmap.plan_with", kind=rules.vocabulary.words(kind), duty=duty.text)
    if kind == rules.situation.from_kind:
        text = message("touchmap.plan_yours", duty=duty.text)
    return Coordinator(
        kind=kind,
        id=only(pool, rules.situation, kind),
        text=text,
        duty=duty.code,
        legal_basis=duty.legal_basis,
    )


def _also(situation: Situation) -> Iterator[Offer]:
    """Further groups that the ticked factors point to: offered, never added."""
    for edge in situation.pointed:
        yield Offer(code_of(edge.dst), wording(edge, "why"))
