"""Telling persons from roles: a mailbox and a short text, by the words in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.reading.persons import first_shared, is_name, is_persons


@pytest.mark.parametrize(
    "mailbox",
    [
        *(
            "karla.prik@x.dk",
            "k.prik@x.dk",
            "Karla-Prik@x.dk",
            "anne_marie.holm@x.dk",
            "mailto:karla.prik@x.dk",
        ),
        *("søren.kierkegaard@x.dk", "soeren.kirkegaard@x.dk", "anders.jensen@x.dk", "karla.prik@prik.dk"),
        "karla.prik@rødekors.dk",
    ],
)
def test_a_mailbox_with_a_name_is_a_person_s(mailbox: str) -> None:
    assert is_persons(mailbox, "Røde Kors")


@pytest.mark.parametrize(
    "mailbox",
    [
        *("info@x.dk", "karla@x.dk", "", "ukendt", "Tlf. 87411000", "karla.prik", "a.b@", "@x.dk"),
        *("varmestue.horsens@x.dk", "rus-team@x.dk", "kontoret.nord@x.dk", "socialvagten.aften@x.dk"),
        *(
            "team.bolig@x.dk",
            "borger.service@x.dk",
            "cafeen.kajen@x.dk",
            "brit2.3@x.dk",
            "den.blaa.doer@x.dk",
        ),
        *("hus.forbi@x.dk", "hus.forbi@husforbi.dk", "blaa.kors@blaa.kors.dk", "a.b.c.d.e@x.dk"),
    ],
)
def test_a_role_a_town_or_the_owner_s_own_name_is_not(mailbox: str) -> None:
    assert not is_persons(mailbox, "Hus Forbi")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (text, True)
            for text in ("Karla Prik", "Att. Karla Prik", "Ring til Bo Hansen", "Anders B. Jensen")
        ),
        *((text, False) for text in ("Døgnet rundt", "Venteliste", "Telefon Nord", "Vagten", "", "Kun Sms")),
        *((text, False) for text in ("Hjemløseenheden Horsens", "Bostøtte Aften", "karla prik", "Karla")),
        ("Karla Prik svarer mandag", False),
    ],
)
def test_a_short_text_is_a_name_or_not(text: str, expected: bool) -> None:
    assert is_name(text) is expected


@pytest.mark.parametrize(
    ("mailboxes", "expected"),
    [
        (["karla.prik@x.dk", "info@x.dk"], "info@x.dk"),
        (["info@x.dk", "post@x.dk"], "info@x.dk"),
        (["karla.prik@x.dk"], "karla.prik@x.dk"),
        ([], ""),
    ],
)
def test_of_several_a_shared_one(mailboxes: list[str], expected: str) -> None:
    assert first_shared(mailboxes) == expected


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_is_looked_at(text: str, name: str) -> None:
    assert is_persons(text, name) in (True, False)
    assert is_name(text) in (True, False)
    assert first_shared([text], name) == text
