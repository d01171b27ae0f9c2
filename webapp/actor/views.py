"""The page of one actor, and its network as JSON for the picture."""

from collections.abc import Mapping
from functools import partial
from math import ceil
from typing import Any, Final

from flask import Blueprint, Response, render_template, request, url_for

from graphdb.accounts.roles import Right
from graphdb.directory import disagreement
from graphdb.directory.profile import Profile, profile, profiles
from graphdb.editing import shown
from graphdb.identity.judgements import read_linker
from graphdb.model import Id, NodeKind
from graphdb.network import picture, routes
from graphdb.proposals import proposals
from graphdb.proposals.proposals import Proposal
from webapp import context, page_cache
from webapp.actor import grouping, wording
from webapp.actor.referral import referral_text
from webapp.actor.whosaid import who_said
from webapp.language import language
from webapp.signin import sight
from webapp.signin.gate import may_do
from webapp.signin.needs import READ

bp: Final = Blueprint("actor", __name__, template_folder="templates", url_prefix="/actors")
NEED: Final = READ
PER_PAGE: Final = 50
"""Relations on a page, and parts."""
FARTHEST: Final = 1_000_000


@bp.get("/<actor_id>")
def show(actor_id: str) -> Response:
    """Everything that is known about an actor. Raises NotFound."""
    waiting = proposals.waiting(context.store(), actor_id)
    page = page_cache.for_visitors(partial(_page, actor_id, waiting), waiting)
    if not may_do(Right.EDIT, actor_id):
        shown.note(context.store(), actor_id, context.today())
    return page


def _page(actor_id: str, waiting: tuple[Proposal, ...]) -> str:
    entry, store = _entry(actor_id), sight.store()
    around = routes.ego(store, actor_id, today=context.today())
    services = [service.card.id for service in entry.services]
    said = disagreement.statements(store, actor_id, services, now=context.now())
    return render_template(
        "actor/show.html",
        actor=entry,
        referral=_referral(entry),
        today=context.today(),
        around=around,
        ties=grouping.ties(around),
        names={dot.id: dot for dot in around.dots},
        field_label=wording.field_label,
        field_lines=wording.field_lines,
        field_text=wording.field_text,
        whom_for=wording.whom_for,
        agreed=wording.agreed,
        spoilt=[wording.field_label(name) for name in entry.spoilt],
        status_text=wording.status_text,
        relations=grouping.relations(entry),
        last=_last_page(entry),
        address=lambda page: url_for("actor.show", actor_id=actor_id, page=page, _anchor="samarbejde"),
        reached=grouping.groups(entry.risk_groups),
        origins=grouping.origins(entry.sources),
        others=disagreement.others(said),
        said=who_said(entry, said),
        unseen=wording.unseen(waiting, _names(entry)),
    )


def _referral(entry: Profile) -> str:
    """A text to send on, also to the citizen: what is public, whoever reads the page; "" when nothing is."""
    if not sight.is_wider():
        return referral_text(entry)
    public = profiles(context.store(), [entry.card.id], now=context.now())
    return "".join(map(referral_text, public.values()))


def _names(entry: Profile) -> Mapping[Id, tuple[NodeKind, str]]:
    """What sort of thing each part of the page is, and what it is called; the actor itself is not named."""
    contacts = [*entry.contacts, *(contact for service in entry.services for contact in service.contacts)]
    return {
        **dict.fromkeys(read_linker(context.store()).cluster(entry.card.id), (NodeKind.ACTOR, "")),
        **{service.card.id: (NodeKind.SERVICE, service.card.name) for service in entry.services},
        **{contact.id: (NodeKind.CONTACT_POINT, contact.role) for contact in contacts},
    }


def _entry(actor_id: str) -> Profile:
    """The actor with the page of relations that the address asks for, or the last one there is."""
    store, now = sight.store(), context.now()
    page = min(max(request.args.get("page", 1, type=int), 1), FARTHEST)
    entry = profile(store, actor_id, now=now, page=page, per_page=PER_PAGE)
    last = _last_page(entry)
    return entry if page <= last else profile(store, actor_id, now=now, page=last, per_page=PER_PAGE)


def _last_page(entry: Profile) -> int:
    return max(1, ceil(max(entry.relations_total, entry.parts_total) / entry.per_page))


@bp.get("/<actor_id>/network.json")
def picture_data(actor_id: str) -> dict[str, Any]:
    """The actor and those around it as vis.js data, with positions. Raises NotFound."""
    around = routes.ego(sight.store(), actor_id, today=context.today())
    data = picture.vis_data(around, language())
    return {**data, "centre": around.centre, "left_out": around.left_out}
