"""What may be said to whom: the examples that must hold, and what a life in danger or violence adds."""

from datetime import date
from functools import partial

import pytest

from graphdb.language.text import Lexicon
from graphdb.message import say
from graphdb.model import Node, NodeKind
from graphdb.rules.sharing import rules, sharing
from graphdb.rules.situation import Question, read
from graphdb.vocabulary.catalogue import Vocabulary
from tests.graphdb.seed_terms import rows, seed_vocabulary

TODAY = "2026-11-23"
TYPES = [row["code"] for row in rows("actor_types")]


def rule_codes(
    from_kind: str, to_kind: str, *situations: str, child: bool = False, concern: bool = False
) -> list[str]:
    applying = rules(
        seed_vocabulary(),
        from_kind,
        to_kind,
        situations=situations,
        child=child,
        today=TODAY,
        concern=concern,
    )
    return [rule.text("code") for rule in applying]


@pytest.mark.parametrize(
    ("from_kind", "to_kind", "situations", "child", "wanted"),
    [
        ("kom_voksen", "civ_ngo", (), False, ["sh_ngo"]),
        ("kom_voksen", "kom_ydelse", (), False, ["sh_intern"]),
        ("kom_voksen", "jus_politi", (), False, ["sh_myndighed"]),
        ("kom_voksen", "jus_politi", ("akut_fare",), False, ["sh_akut_politi"]),
        ("bol_organisation", "kom_bolig", ("tr_udsaettelse",), False, ["sh_udlejer_92", "sh_udlejer_ind"]),
        ("bol_organisation", "kom_bolig", ("tr_husorden",), False, ["sh_udlejer_ind"]),
        ("psy_regional", "kom_voksen", ("tr_psykiatri",), False, ["sh_psyk"]),
        ("psy_regional", "kom_voksen", (), False, ["sh_sundhed"]),
        ("kom_skole", "kom_familie", (), True, ["sh_underretning", "sh_underretning_alle", "sh_barn"]),
        ("civ_vaerested", "kom_familie", (), True, ["sh_underretning_alle", "sh_ngo_ind"]),
        ("kom_psp", "civ_ngo", (), False, ["sh_115_ngo"]),
        ("kom_voksen", "kom_ssp", (), False, ["sh_ssp"]),
        ("psy_bup", "kom_voksen", (), True, ["sh_sundhed_ung"]),
        ("kom_voksen", "bol_organisation", (), False, ["sh_udlejer"]),
        ("fund_fond", "fund_pulje", (), False, ["sh_default"]),
        ("kom_voksen", "civ_raadgivning", (), False, ["sh_raadgivning"]),
        ("rus_ambulant", "kom_voksen", (), False, ["sh_rus"]),
        ("bo_110", "kom_voksen", ("rg_hjemloes",), False, ["sh_herberg", "sh_botilbud"]),
    ],
)
def test_examples(
    from_kind: str, to_kind: str, situations: tuple[str, ...], child: bool, wanted: list[str]
) -> None:
    assert rule_codes(from_kind, to_kind, *situations, child=child) == wanted


def test_violence_is_shown_too_and_hides_nothing() -> None:
    assert rule_codes("kom_voksen", "kom_ydelse", "rg_vold") == ["sh_intern", "sh_vold"]


def test_danger_is_shown_even_beside_a_more_exact_rule() -> None:
    assert rule_codes("psy_regional", "kom_voksen", "tr_psykiatri", "akut_fare") == ["sh_psyk", "sh_akut"]
    assert "sh_akut" not in rule_codes("psy_regional", "kom_voksen", "tr_psykiatri")


def test_a_child_in_the_household_brings_the_duties_only() -> None:
    assert rule_codes("kom_voksen", "kom_familie", concern=True) == [
        "sh_underretning",
        "sh_underretning_alle",
        "sh_intern",
    ]
    assert rule_codes("kom_voksen", "bol_organisation", concern=True) == ["sh_udlejer"]


@pytest.mark.parametrize("to_kind", TYPES)
def test_there_is_always_something_to_go_by(to_kind: str) -> None:
    for from_kind in TYPES:
        applying = rules(seed_vocabulary(), from_kind, to_kind, situations=(), child=False, today=TODAY)
        assert sum(rule.text("rule") != "must" for rule in applying) == 1


@pytest.mark.parametrize("row", rows("sharing_rules"), ids=lambda row: row["code"])
def test_every_must_that_fits_is_shown(row: dict[str, str]) -> None:
    if row["rule"] != "must":
        return
    groups = {one["code"]: one["members"].split("|") for one in rows("actor_groups")}
    senders = groups.get(row["from_type"], [row["from_type"]] if row["from_type"] != "*" else TYPES)
    receivers = groups.get(row["to_type"], [row["to_type"]])
    for sender in senders:
        for receiver in receivers:
            assert row["code"] in rule_codes(sender, receiver, row["situation"], child=row["age"] == "child")


def test_what_is_said_is_all_rules_as_text() -> None:
    vocabulary = seed_vocabulary()
    situation = read(vocabulary, Question("9901", age=15, danger=True), date(2026, 11, 23))
    said = sharing(vocabulary, situation, "kom_familie")
    assert say(said.say) == " ".join(say(rule.text) for rule in said.rules)
    assert [rule.rule for rule in said.rules][:2] == ["must", "must"]
    assert said.rules[-1].code == "sh_akut"


ALL = {"from_type": "*", "to_type": "*", "situation": "*", "age": "*", "rule": "consent"}
PRECEDENCES = {
    "situation before age": ({"situation": "tr_a"}, {"age": "child"}),
    "situation before both ends": ({"situation": "tr_a"}, {"from_type": "a", "to_type": "b"}),
    "age before both ends": ({"age": "child"}, {"from_type": "a", "to_type": "b"}),
    "the more exact end before the other": ({"to_type": "b"}, {"from_type": "few", "to_type": "few"}),
    "two exact ends before one": ({"from_type": "a", "to_type": "b"}, {"from_type": "a"}),
    "a small group before a large one": ({"to_type": "few"}, {"to_type": "many"}),
    "the stricter of two as exact": ({"rule": "general_only"}, {"rule": "may"}),
    "the stricter of consent and may": ({"rule": "consent"}, {"rule": "may"}),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("name", PRECEDENCES)
def test_one_rule_goes_before_another(name: str, turned: bool) -> None:
    """Red when two lines of ``_weight`` change places, or ``_STRICT`` is turned round; ids decide nothing."""
    first, second = PRECEDENCES[name]
    codes = ("z", "y") if turned else ("y", "z")
    table = {
        code: Node(f"term:{code}", NodeKind.SHARING_RULE, {**ALL, "code": code, **row})
        for code, row in zip(codes, (first, second), strict=True)
    }
    groups = {
        "few": Node("term:few", NodeKind.ACTOR_GROUP, {"code": "few", "members": "a|b"}),
        "many": Node("term:many", NodeKind.ACTOR_GROUP, {"code": "many", "members": "a|b|c"}),
    }
    terms = {NodeKind.SHARING_RULE: table, NodeKind.ACTOR_GROUP: groups}
    made_up = Vocabulary(1, terms, {}, {}, {}, partial(Lexicon.build, ()))
    chosen = rules(made_up, "a", "b", situations=("tr_a",), child=True, today=TODAY)
    assert [rule.text("code") for rule in chosen] == [codes[0]]
