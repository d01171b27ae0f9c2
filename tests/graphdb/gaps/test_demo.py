"""The gaps of the demo: a list that somebody read through, so that a rule which finds more or fewer is seen.

What is too old is not listed: an eighth of the demo's facts are, and dozens of actors with them.
"""

from importlib.resources import files
from re import MULTILINE, findall
from typing import Final

import pytest

from graphdb.gaps.discovery import all_rules
from graphdb.gaps.gaps import gaps
from graphdb.message import LANGUAGES, say
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY, load_demo

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
        "by_decision rg_migrant.civ_ngo",
        "nobody kom_socialpsykiatri",
        "refused rg_lgbt.civ_ngo",
        "ended rg_restance.civ_gaeld",
        "owed dl_alkohol",
        "owed dl_stof",
        "owed dl_stof_ung",
        "single aamose-rus",
        "single bup-nord",
        "single dobbelt-nord",
        "single foreningers-landsforbund",
        "single herberg-mosegaarden",
        "single hjaelpende-haender",
        "single kaersund-vaerested",
        "single psykiatrien-nord",
        "single sundets-boligforening",
        "transition tr_husorden",
        "transition tr_indflytning",
        "transition tr_rusdoegn",
        "agreement aamose-108~kaersund-kommune~rel_samarbejdsaftale",
        "agreement psykiatrien-nord~kaersund-kommune~rel_samarbejdsaftale",
        "full kaersund-sommer-frost",
        "one_sided hjaelpende-haender~kaersund-vaerested~rel_henviser",
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_gap_says_what_it_is_about(demo: GraphStore, language: str) -> None:
    for municipality in GAPS:
        headlines = [say(gap.text, language) for gap in gaps(demo, municipality, TODAY).items]
        assert len(set(headlines)) == len(headlines)


def short(gap: str) -> str:
    """The part of an id that tells a gap from others of its rule and municipality."""
    key = gap.split(".", 2)[2]
    for begin in ("actor:demo:", "service:demo:", "RELATES~"):
        key = key.replace(begin, "")
    return key


README: Final = files("seed").joinpath("demo", "README.md").read_text(encoding="utf-8")
PLANTED: Final = frozenset(findall(r"^\| `(\w+)` \| (99\d\d) \| `([^`]+)` \|", README, MULTILINE))
"""Rule, municipality and what tells the gap from others, from the list that was written for readers."""


def open_gaps(store: GraphStore, *, least: int = 0) -> set[tuple[str, str, str]]:
    """The same of what is open in the three municipalities, of some weight."""
    items = (gap for town in GAPS for gap in gaps(store, town, TODAY).items)
    return {(gap.rule, gap.municipality, short(gap.id)) for gap in items if gap.severity >= least}


def test_one_gap_is_planted_for_each_rule() -> None:
    assert sorted(rule for rule, _, _ in PLANTED) == sorted(all_rules())


def test_all_that_is_planted_comes_to_light_and_nothing_else_weighs_as_much(demo: GraphStore) -> None:
    """Recall over all rules and precision of what is heavy are 1, and the README says how many there are."""
    assert open_gaps(demo) >= PLANTED
    heavy = open_gaps(demo, least=CORE)
    assert heavy <= PLANTED
    count = len(PLANTED)
    assert f"Indlagt: {count}. Fundet: {count}. Af den tungeste slags: {len(heavy)}, alle" in README


def test_loaded_again_the_demo_says_no_more(demo_copy: GraphStore) -> None:
    before, counts = open_gaps(demo_copy), demo_copy.records.counters("ended.")
    load_demo(demo_copy)
    assert (open_gaps(demo_copy), demo_copy.records.counters("ended.")) == (before, counts)
    assert list(counts.values()) == [7]


def test_what_is_too_old_is_marked_and_weighs_least(demo: GraphStore) -> None:
    for town in GAPS:
        stale = gaps(demo, town, TODAY, rules=["stale"]).items
        assert stale
        assert {gap.severity for gap in stale} == {1}
        assert all(gap.since for gap in stale)
        assert len({gap.evidence for gap in stale}) == len(stale)
