"""Names as people and registers write them, and how alike they are."""

import pytest

from graphdb.identity.names import Likeness, likeness, name_of

TOWNS = {"aarhus": ("0751",), "viby": ("0751",), "odens": ("0461",)}


def alike(first: str, second: str) -> Likeness:
    """The two compared, and the same the other way round."""
    mine, theirs = name_of(first, TOWNS), name_of(second, TOWNS)
    forth, back = likeness(mine, theirs), likeness(theirs, mine)
    assert forth.share == pytest.approx(back.share)
    assert (forth.apart, forth.more) == (back.apart, -back.more)
    return forth


@pytest.mark.parametrize("wordless", ["+1+1", "Aarhus", "2", "?"])
def test_a_name_without_words_is_like_itself_alone(wordless: str) -> None:
    """Seen red: of two such names the coordinator's page of duplicates had none to show."""
    assert alike(wordless, wordless).share == 1
    assert alike(wordless, "Værestedet Broen").share == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Sct. Jørgens Herberg", "Sankt Jørgens herberg"),
        ("Ådalens Værested", "AADALENS VAERESTED"),
        ("Ndr. Ringgades Botilbud", "Nordre Ringgade Botilbud"),
        ("Misbrugscenter Kilden", "Misbrugs center Kilden"),
        ("Nat-seng", "Natseng"),
        ("Psyk. Amb. Øst", "Psykiatrisk Ambulatorium Øst"),
        ("Fonden Broen F.M.B.A.", "Fonden Broen"),
        ("Springbrættet", "Springbræddet"),
        ("KSH", "Kirkens Sociale Havn"),
        ("Kirkens Havn Aarhus", "Kirkens Havn, Odense"),
    ],
)
def test_the_same_words_in_other_letters(first: str, second: str) -> None:
    assert alike(first, second).share == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Herberget Nord", "Herberget Nordvest"),
        ("Herberget Broen", "Værestedet Broen"),
        ("Café Parasollen", "Café Paraplyen"),
        ("Østjyllands Politi", "Sydøstjyllands Politi"),
        ("Herberget Kildevang", "Herberget Nykildevang"),
        ("Center for Unge", "Center for Voksne"),
    ],
)
def test_words_that_only_one_has(first: str, second: str) -> None:
    """Seen red with a beginning taken for an abbreviation without its dot ("nord" of "nordvest")."""
    both = alike(first, second)
    assert both.share < 1
    assert both.apart > 0.4


def test_numbers_towns_and_who_has_more() -> None:
    assert alike("Bolig Vest afd. 2", "Bolig Vest afdeling 3").numbers_differ
    assert alike("Opgang", "Opgang 14").number_in_one
    assert alike("Kirkens Havn Viby", "Kirkens Havn Odense").towns_differ
    assert not alike("Kirkens Havn Viby", "Kirkens Havn").towns_differ
    assert (alike("Broens Natcafé", "Broen").more, alike("Broen", "Broens Natcafé").more) == (1, -1)
    assert name_of("Broens landssekretariat", TOWNS).is_head
