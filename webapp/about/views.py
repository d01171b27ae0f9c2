"""About the data: sources, dates, counts, what is unverified, what is never stored; and about the program."""

import re
from typing import Final

from flask import Blueprint, render_template

from graphdb.directory import overview
from graphdb.directory.overview import Whose
from graphdb.errors import NotFound
from graphdb.message import Words, message
from graphdb.model import TERM_KINDS, Node, NodeKind, code_of
from graphdb.search import index
from graphdb.vocabulary.catalogue import Vocabulary
from webapp import context
from webapp.about import licences as shipped
from webapp.language import lazy_gettext
from webapp.signin import home
from webapp.signin.needs import READ

bp: Final = Blueprint("about", __name__, template_folder="templates")
NEED: Final = READ

_SENTENCES: Final = ("duty_da", "text_da", "why_da", "what_da", "question_da", "phrase", "word")

KINDS: Final = {
    "AccessRoute": lazy_gettext("Veje ind"),
    "ActorGroup": lazy_gettext("Grupper af aktører"),
    "ActorType": lazy_gettext("Slags aktører"),
    "Anchor": lazy_gettext("Hændelser, som frister regnes fra"),
    "AnsweredBy": lazy_gettext("Hvem der har svaret"),
    "AskRhythm": lazy_gettext("Hvor tit en aktør vil spørges"),
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
    "NumberKind": lazy_gettext("Slags telefonnumre"),
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

LISTED: Final = {str(kind): kind for kind in sorted(TERM_KINDS - {NodeKind.SYNONYM})}
"""The lists with a page of their own. Search words are for searching alone: some would hurt to read."""
STANDINGS: Final = {
    "yes": lazy_gettext("Står i kilden"),
    "derived": lazy_gettext("Udledt"),
    "background": lazy_gettext("Ikke bekræftet i en kilde"),
}
WHOSE: Final = {
    Whose.OWN: lazy_gettext("Kommunernes og aktørernes egne oplysninger"),
    Whose.REGISTER: lazy_gettext("Fra registre og andres samlinger"),
    Whose.NATIONAL: lazy_gettext("Offentlige oplysninger for hele landet"),
    Whose.EXAMPLE: lazy_gettext("Eksempeldata (opdigtet)"),
}


@bp.get("/about")
def show() -> str:
    """The page that answers: where does this come from, and can I trust it?"""
    answer = overview.read(context.store())
    vocabulary = context.vocabulary()  # an empty one makes the page say what to run first
    return render_template(
        "about/show.html",
        overview=answer,
        shares=overview.shares(index.current(context.store(), context.today()), answer.sources),
        whose_label=lambda whose: str(WHOSE[whose]),
        kind_label=lambda kind: str(KINDS.get(kind, kind)),
        listed=LISTED,
        wording=_wording,
        ours=home.municipality(),
        areas=_areas(vocabulary),
    )


@bp.get("/about/lists/<kind>")
def terms(kind: str) -> str:
    """One vocabulary row by row: what it says, where that stands, and how sure it is."""
    if kind not in LISTED:
        raise NotFound(message("pages.no_list"))
    rows = context.vocabulary().list_terms(LISTED[kind])
    return render_template(
        "about/terms.html",
        title=str(KINDS[kind]),
        rows=[row for row in rows if row.props.get("shown") is not False],
        wording=_wording,
        explained=_explained,
        standing=lambda row: str(STANDINGS[overview.standing(row)]),
    )


@bp.get("/licences")
def licences() -> str:
    """The packages of the program and their licences."""
    return render_template("about/licences.html", packages=shipped.packages(), carried=shipped.CARRIED)


@bp.get("/licences/<name>")
def licence(name: str) -> str:
    """The terms of one component, in its makers' words."""
    return render_template("about/licence.html", component=shipped.get(name))


def _areas(vocabulary: Vocabulary) -> list[str]:
    """The areas of today: municipalities, regions, the country."""
    today = context.today()
    country = (area for area in vocabulary.areas.values() if area.text("level") == "country")
    areas = (*vocabulary.municipalities(today), *vocabulary.regions(today), *country)
    return [code_of(area.id) for area in areas]


def _explained(row: Node) -> Words:
    """What a term means."""
    return Words(row.text("definition_da"), row.text("definition_en"))


def _wording(row: Node) -> Words:
    """What a rule without a label says; what a question leaves open is shown as dots."""
    column = next(filter(row.text, _SENTENCES), "")
    texts = (row.text(column), row.text(f"{column.removesuffix('_da')}_en"))
    return Words(*(re.sub(r"\{\w+\}", "…", text) for text in texts))
