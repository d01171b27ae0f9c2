"""Fields of several values: names, languages, identifiers, and the answers of a family."""

import pytest

from graphdb.claims import Claim, Fact, Rank
from graphdb.errors import InvalidValue
from graphdb.fields import lists, registry, schema
from graphdb.model import NodeKind, Value


def test_names_stand_once_in_their_order() -> None:
    assert lists.normalise_names(" Broen| Huset |Broen|") == ("Broen", "Huset")


@pytest.mark.parametrize("text", ["arabisk|Engelsk", "ar|en", "Arabic|english", "arabisk | EN"])
def test_languages_are_codes(text: str) -> None:
    assert lists.normalise_languages(text) == ("ar", "en")


def test_a_language_has_a_name_in_both_languages() -> None:
    assert (lists.language_name("ar", "da"), lists.language_name("ar", "en")) == ("arabisk", "Arabic")


def test_a_language_nobody_knows_is_refused_without_being_repeated() -> None:
    with pytest.raises(InvalidValue) as caught:
        lists.normalise_languages("klingonsk")
    assert "klingonsk" not in str(caught.value)


def test_identifiers_name_their_scheme() -> None:
    assert lists.normalise_identifiers("PNR: 1012345678|ean:5790000000000") == (
        "pnr:1012345678",
        "ean:5790000000000",
    )
    for text in ("1012345678", "ean:", ":123", "hvad som helst"):
        with pytest.raises(InvalidValue):
            lists.normalise_identifiers(text)


def test_a_production_unit_number_is_no_citizens_but_another_number_may_be() -> None:
    assert schema.normalise(NodeKind.ACTOR, "identifiers", "pnr:1012345678") == ("pnr:1012345678",)
    with pytest.raises(InvalidValue):
        schema.normalise(NodeKind.ACTOR, "identifiers", "sag:1012341234")


def claim(name: str, value: Value) -> Claim:
    fact = Fact(value, "2026-01-01", "2026-01-01")
    return Claim("service:x:a", "x", Rank.MUNICIPALITY, NodeKind.SERVICE, {name: fact})


def test_each_answer_is_a_field_of_its_own() -> None:
    name = registry.member("exclusions", "ex_dyr")
    schema.check(claim(name, True))
    assert registry.answers({name: False, "fee": "0"}, "exclusions") == {"ex_dyr": False}


@pytest.mark.parametrize(
    ("name", "value"),
    [("exclusions", "Ikke hunde"), ("exclusions.", True), ("exclusions.ex_dyr", "ja"), ("fee.ex_dyr", True)],
)
def test_a_family_itself_holds_nothing_and_other_fields_have_no_members(name: str, value: Value) -> None:
    with pytest.raises(InvalidValue):
        schema.check(claim(name, value))
