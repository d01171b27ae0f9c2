"""Each rule finds the gap that was planted for it, and nothing else is found."""

from pathlib import Path
from types import ModuleType

import pytest

from graphdb.gaps import discovery, rules
from graphdb.gaps.discovery import all_rules, in_history
from graphdb.gaps.gaps import Gap, gaps
from graphdb.message import ENGLISH, say
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.world import STALE, TODAY, actor, answered, relates, service, write


def listed(store: GraphStore, municipality: str = "9901") -> dict[str, Gap]:
    return {gap.id: gap for gap in gaps(store, municipality, TODAY).items}


@pytest.fixture
def vest(world: GraphStore) -> GraphStore:
    """The world with the planted gaps."""
    plant(world)
    return world


def test_exactly_the_planted_gaps_are_there(vest: GraphStore) -> None:
    assert set(PLANTED) == set(all_rules())
    assert sorted(listed(vest)) == sorted(PLANTED.values())


def test_both_stores_list_the_same(each_world: GraphStore) -> None:
    plant(each_world)
    assert sorted(listed(each_world)) == sorted(PLANTED.values())


def test_a_municipality_without_data_has_none(vest: GraphStore) -> None:
    assert listed(vest, "9902") == {}


def test_no_real_municipality_has_any_in_the_demo(demo: GraphStore) -> None:
    assert gaps(demo, "0851", TODAY).items == ()
    assert gaps(demo, "0851", TODAY).asked.answered == 0


def test_each_says_what_whom_why_and_what_next_in_both_languages(vest: GraphStore) -> None:
    for gap in listed(vest).values():
        for language in ("da", ENGLISH):
            assert say(gap.text, language)
            assert all(say(text, language) for text in (*gap.reasons, *gap.next))
        assert gap.reasons
        assert gap.evidence
        assert gap.actors or gap.is_answered or gap.rule == "ended", "a count alone has no page of its own"
        assert gap.next
        assert bool(gap.since) is in_history(gap.id)


@pytest.mark.parametrize(
    ("rule", "since"),
    [("nobody", "2026-10-01"), ("stale", STALE), ("agreement", "2026-11-01"), ("full", "2026-11-20")],
)
def test_it_says_since_when_the_facts_tell_it(vest: GraphStore, rule: str, since: str) -> None:
    assert listed(vest)[PLANTED[rule]].since == since


def test_it_says_since_when_it_was_written_where_the_facts_tell_nothing(vest: GraphStore) -> None:
    assert listed(vest)[PLANTED["owed"]].since == TODAY


CHANGES: list[tuple[str, list[Put]]] = [
    ("nobody", [*actor("Familien", "kom_familie")]),
    ("refused", [*actor("Natcafé", "bo_natcafe", groups=["rg_migrant"])]),
    ("by_decision", [*actor("Forening C", "civ_ngo", groups=["rg_migrant"])]),
    ("owed", [relates("Foged", "rel_underretter", "Voksen")]),
    ("transition", [relates("Herberg A", "rel_adviserer", "Bolig")]),
    ("single", [*actor("Krisecenter B", "bo_109", groups=["rg_vold"])]),
    ("stale", [*actor("Gammel", "civ_frivilligcenter")]),
    ("agreement", [relates("Krisecenter", "rel_samarbejdsaftale", "Gammel", until="2028-01-01")]),
    ("full", [*service("Krisecenter", "plads", groups=["rg_vold"])]),
    ("one_sided", [relates("Gammel", "rel_henviser", "Krisecenter")]),
    ("ended", [*actor("Dobbelt", "psy_dobbelt", groups=["rg_vold"])]),
]
"""What puts each gap right."""


@pytest.mark.parametrize(("rule", "edits"), CHANGES, ids=[rule for rule, _ in CHANGES])
def test_it_closes_by_itself_when_the_facts_change(vest: GraphStore, rule: str, edits: list[Put]) -> None:
    write(vest, edits)
    assert PLANTED[rule] not in listed(vest)


def test_an_answer_that_there_is_one_closes_it_too(vest: GraphStore) -> None:
    write(vest, [answered("9901", "kom_familie", "as_findes")])
    assert PLANTED["nobody"] not in listed(vest)


def test_only_some_rules_or_states_are_asked_for(vest: GraphStore) -> None:
    assert [gap.rule for gap in gaps(vest, "9901", TODAY, rules=["owed", "full"]).items] == ["owed", "full"]
    assert gaps(vest, "9901", TODAY, states=["accepted"]).items == ()


def test_a_rule_is_added_by_being_there(
    world: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made_up.py").write_text(
        "from graphdb.gaps.rule import Finding, Rule\n"
        "gap = Finding(('x',), 'Et hul', ('Fordi',))\n"
        "RULE = Rule('made_up', 'Prøve', lambda inputs: [gap], 'Gør noget')\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    discovery.all_rules.cache_clear()
    try:
        assert [gap.id for gap in gaps(world, "9902", TODAY).items] == ["made_up.9902.x"]
    finally:
        discovery.all_rules.cache_clear()
    assert isinstance(rules, ModuleType)
