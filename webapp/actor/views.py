"""The page of one actor, and its network as JSON for the picture."""

from typing import Any, Final

from flask import Blueprint, render_template

from graphdb.directory import disagreement
from graphdb.directory.profile import profile
from graphdb.network import picture, routes
from webapp import context
from webapp.actor import grouping, wording

bp: Final = Blueprint("actor", __name__, template_folder="templates", url_prefix="/actors")


@bp.get("/<actor_id>")
def show(actor_id: str) -> str:
    """Everything that is known about an actor. Raises NotFound."""
    found = profile(context.store(), actor_id, now=context.now())
    around = routes.ego(context.store(), actor_id, today=context.today())
    services = [service.id for service in found.services]
    return render_template(
        "actor/show.html",
        actor=found,
        today=context.today(),
        around=around,
        ties=grouping.ties(around),
        names={dot.id: dot for dot in around.dots},
        field_label=wording.field_label,
        service_lines=wording.service_lines,
        status_text=wording.status_text,
        relations=grouping.relations(found),
        reached=grouping.groups(found.risk_groups),
        origins=grouping.origins(found.sources),
        others=disagreement.others(context.store(), actor_id, services, now=context.now()),
    )


@bp.get("/<actor_id>/network.json")
def picture_data(actor_id: str) -> dict[str, Any]:
    """The actor and those around it as vis.js data, with positions. Raises NotFound."""
    around = routes.ego(context.store(), actor_id, today=context.today())
    data = picture.vis_data(around)
    return {**data, "centre": around.centre, "left_out": around.left_out}
