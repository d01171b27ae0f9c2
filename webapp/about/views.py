"""About the data: sources, dates, counts, what is unverified, what is never stored; and about the program."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, render_template

from graphdb.directory import overview
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from webapp import context
from webapp.about import licences as shipped
from webapp.language import lazy_gettext

bp: Final = Blueprint("about", __name__, template_folder="templates")

KINDS: Final = {
    "AccessRoute": lazy_gettext("Veje ind"),
    "ActorGroup": lazy_gettext("Grupper af aktører"),
    "ActorType": lazy_gettext("Slags aktører"),
    "Anchor": lazy_gettext("Hændelser, som frister regnes fra"),
    "BudgetArea": lazy_gettext("Budgetområder"),
    "Duty": lazy_gettext("Frister, pligter og rettigheder"),
    "ExternalCode": lazy_gettext("Koder fra andre kodelister"),
    "HomelessnessCategory": lazy_gettext("Former for hjemløshed"),
    "LegalBasis": lazy_gettext("Lovgrundlag"),
    "Method": lazy_gettext("Metoder"),
    "Need": lazy_gettext("Behov"),
    "RelationType": lazy_gettext("Slags forbindelser"),
    "RiskFactor": lazy_gettext("Forhold, der kan true boligen"),
    "RiskGroup": lazy_gettext("Grupper, vi vil nå tidligere"),
    "SharingRule": lazy_gettext("Det må du sige"),
    "StartingPoint": lazy_gettext("Udgangspunkter"),
    "Synonym": lazy_gettext("Søgeord"),
    "Transition": lazy_gettext("Overgange"),
    "EXPECTS": lazy_gettext("Hvem der burde være med"),
    "RAISES": lazy_gettext("Forhold, der peger på en gruppe"),
}


@bp.get("/about")
def show() -> str:
    """The page that answers: where does this come from, and can I trust it?"""
    held = overview.read(context.store())
    everybody = search(context.store(), Filters(), now=context.now(), per_page=1)
    return render_template(
        "about/show.html",
        held=held,
        actors=everybody.total,
        facets=_facet_counts(everybody.facets),
        kind_label=lambda kind: str(KINDS.get(kind, kind)),
        municipalities=len(context.vocabulary().municipalities(context.today())),
    )


@bp.get("/licences")
def licences() -> str:
    """What the program is made of, and on what terms."""
    return render_template("about/licences.html", packages=shipped.packages(), carried=shipped.CARRIED)


@bp.get("/licences/<name>")
def licence(name: str) -> str:
    """The terms of one component, in its makers' words."""
    return render_template("about/licence.html", component=shipped.get(name))


def _facet_counts(facets: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(1 for count in counts.values() if count) for name, counts in facets.items()}
