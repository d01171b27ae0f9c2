"""About the data: sources, dates, counts, what is unverified, what is never stored; and about the program."""

import re
from collections.abc import Mapping
from typing import Final

from flask import Blueprint, render_template

from graphdb.directory import overview
from graphdb.model import Node
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from webapp import context
from webapp.about import licences as shipped
from webapp.language import lazy_gettext
from webapp.roles import ANYBODY

bp: Final = Blueprint("about", __name__, template_folder="templates")
ROLE: Final = ANYBODY

_SENTENCES: Final = ("text_da", "why_da", "what_da", "question_da", "phrase", "word")

KINDS: Final = {
    "AccessRoute": lazy_gettext("Veje ind"),
    "ActorGroup": lazy_gettext("Grupper af aktører"),
    "ActorType": lazy_gettext("Slags aktører"),
    "Anchor": lazy_gettext("Hændelser, som frister regnes fra"),
    "AnsweredBy": lazy_gettext("Hvem der har svaret"),
    "AskedState": lazy_gettext("Svar på, om nogen har spurgt"),
    "BudgetArea": lazy_gettext("Budgetområder"),
    "CallCondition": lazy_gettext("Betingelser for, hvem du ringer til først"),
    "CallPurpose": lazy_gettext("Hvad et opkald skal føre til"),
    "CapacityState": lazy_gettext("Svar på, om der er plads"),
    "Duty": lazy_gettext("Frister, pligter og rettigheder"),
    "Exclusion": lazy_gettext("Hvem en hjælp ikke er for"),
    "ExternalCode": lazy_gettext("Koder fra andre kodelister"),
    "FirstCall": lazy_gettext("Hvem du ringer til først"),
    "GapReason": lazy_gettext("Grunde til, at hjælpen ikke lykkedes"),
    "GapState": lazy_gettext("Hvor langt I er med et hul"),
    "HomelessnessCategory": lazy_gettext("Former for hjemløshed"),
    "Inform": lazy_gettext("Hvem der bør have besked"),
    "LegalBasis": lazy_gettext("Lovgrundlag"),
    "Method": lazy_gettext("Metoder"),
    "Need": lazy_gettext("Behov"),
    "PostalDistrict": lazy_gettext("Postnumre og deres kommuner"),
    "RelationType": lazy_gettext("Slags forbindelser"),
    "RiskFactor": lazy_gettext("Forhold, der kan true boligen"),
    "RiskGroup": lazy_gettext("Grupper, vi vil nå tidligere"),
    "SharingRule": lazy_gettext("Det må du sige"),
    "ShelfAnswer": lazy_gettext("Svar, når en oplysning skal bekræftes"),
    "ShelfLife": lazy_gettext("Hvor længe en oplysning holder"),
    "SituationWord": lazy_gettext("Ord, der peger på en situation"),
    "Stage": lazy_gettext("Hvornår i forløbet"),
    "StageRole": lazy_gettext("Hvad en partner gør i forløbet"),
    "StartingPoint": lazy_gettext("Udgangspunkter"),
    "Stopword": lazy_gettext("Småord, som søgningen ser bort fra"),
    "Synonym": lazy_gettext("Søgeord"),
    "Transition": lazy_gettext("Overgange"),
    "EXPECTS": lazy_gettext("Hvem der burde være med"),
    "EXPECTS_AT": lazy_gettext("Hvem der burde være med, og hvornår"),
    "NEEDED_AT": lazy_gettext("Behov, og hvornår de opstår"),
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
        wording=_wording,
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


def _wording(row: Node) -> str:
    """What a rule without a label says, in Danish; what a question leaves open is shown as dots."""
    return re.sub(r"\{\w+\}", "…", next(filter(None, map(row.text, _SENTENCES)), ""))


def _facet_counts(facets: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(1 for count in counts.values() if count) for name, counts in facets.items()}
