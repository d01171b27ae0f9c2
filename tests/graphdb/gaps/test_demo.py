"""The gaps of the demo: a list that somebody read through, so that a rule which finds more or fewer is seen.

What is too old is not listed: an eighth of the demo's facts are, and dozens of actors with them.
"""

from importlib.resources import files
from typing import Final

import pytest

from graphdb.gaps.discovery import all_rules
from graphdb.gaps.gaps import gaps
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY

GAPS: Final = {
    "9901": [
        "owed dl_stof_ung",
        "single bup-midt",
        "single dobbelt-midt",
        "single vaerestedet-blaa-doer",
        "agreement brostad-bolig~startboligerne~rel_samarbejdsaftale",
        "agreement brostad-kommune~frivilligcenter-brostad~rel_finansierer",
        "agreement brostad-kommune~gadens-venner~rel_finansierer",
        "agreement brostad-kommune~gaeldsfri-brostad~rel_finansierer",
        "agreement brostad-kommune~natcafeen-under-buen~rel_finansierer",
        "agreement brostad-kommune~vaerestedet-blaa-doer~rel_finansierer",
        "agreement brostad-voksen-udsatte~herberg-broen~rel_placeret",
        "agreement faengsel-engholm~brostad-ydelse~rel_adviserer",
        "agreement forsorgshjemmet-kanalgaarden~brostad-kommune~rel_udfoerer",
        "agreement kaj-huse~brostad-bolig~rel_samarbejdsaftale",
        "agreement psykiatrien-brostad~brostad-bolig~rel_adviserer",
        "full herberg-broen-ophold",
    ],
    "9902": [
        "owed dl_stof_ung",
        "single aamose-rus",
        "single bup-midt",
        "single dobbelt-midt",
        "single herberg-mosegaarden",
        "single mosebo",
        "single vaerestedet-stalden",
        "transition tr_husorden",
    ],
    "9903": [
        "nobody kom_socialpsykiatri",
        "refused rg_lgbt.civ_ngo",
        "owed dl_alkohol",
        "owed dl_stof",
        "owed dl_stof_ung",
        "single aamose-rus",
        "single bup-nord",
        "single dobbelt-nord",
        "single foreningers-landsforbund",
        "single herberg-mosegaarden",
        "single kaersund-vaerested",
        "single psykiatrien-nord",
        "single sundets-boligforening",
        "transition tr_husorden",
        "transition tr_indflytning",
        "transition tr_rusdoegn",
        "agreement aamose-108~kaersund-kommune~rel_samarbejdsaftale",
        "agreement psykiatrien-nord~kaersund-kommune~rel_samarbejdsaftale",
        "full kaersund-sommer-frost",
    ],
}
"""By municipality, the heaviest first; without what all ids of the demo begin with."""
CORE: Final = 3
"""A gap of a core expectation weighs as much at least."""


@pytest.mark.parametrize("municipality", GAPS)
def test_exactly_these_are_open(demo: GraphStore, municipality: str) -> None:
    items = gaps(demo, municipality, TODAY).items
    listed = [f"{gap.rule} {short(gap.id)}" for gap in items if gap.rule != "stale"]
    assert listed == GAPS[municipality]


def short(gap: str) -> str:
    """The part of an id that tells a gap from others of its rule and municipality."""
    key = gap.split(".", 2)[2]
    for begin in ("actor:demo:", "service:demo:", "RELATES~"):
        key = key.replace(begin, "")
    return key


PLANTED: Final = {
    "agreement": "9903",
    "full": "9901",
    "nobody": "9903",
    "owed": "9902",
    "refused": "9903",
    "single": "9902",
    "stale": "9901",
    "transition": "9902",
}
"""Where the README of the demo says that somebody who looks at it sees what each rule finds."""
NOT_IN_FILES: Final = {
    "by_decision": "each of the three has an association that anybody may walk into",
    "ended": "it is counted from pages, and nobody has looked at any yet",
    "one_sided": "only an actor's own people, behind their own link, say what one side alone says",
}


@pytest.mark.parametrize("rule", PLANTED)
def test_the_demo_shows_what_a_rule_finds(demo: GraphStore, rule: str) -> None:
    assert gaps(demo, PLANTED[rule], TODAY, rules=[rule]).items
    line = f"| `{rule}` | {PLANTED[rule]} |"
    assert line in files("seed").joinpath("demo", "README.md").read_text(encoding="utf-8")


def test_each_rule_is_planted_or_it_is_said_why_not() -> None:
    assert not PLANTED.keys() & NOT_IN_FILES.keys()
    assert PLANTED.keys() | NOT_IN_FILES.keys() == all_rules().keys()


def test_exactly_those_planted_are_of_core_severity(demo: GraphStore) -> None:
    """The demo answers what else it lacks only where one is enough and another is not asked about."""
    heavy = {gap.id for town in GAPS for gap in gaps(demo, town, TODAY).items if gap.severity >= CORE}
    assert heavy == {"nobody.9903.kom_socialpsykiatri", "refused.9903.rg_lgbt.civ_ngo"}


def test_what_is_too_old_is_marked_and_weighs_least(demo: GraphStore) -> None:
    for town in GAPS:
        stale = gaps(demo, town, TODAY, rules=["stale"]).items
        assert stale
        assert {gap.severity for gap in stale} == {1}
        assert all(gap.since for gap in stale)
        assert len({gap.evidence for gap in stale}) == len(stale)
