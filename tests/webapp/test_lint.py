"""The page linter itself: each rule is seen to fail."""

import pytest

from tests.webapp.lint import problems

GOOD = '<!doctype html><html lang="da"><head><title>Find</title></head><body><h1>Find</h1>{}</body></html>'


def test_a_good_page_has_no_problems() -> None:
    page = GOOD.format('<form action="/x"><label for="q">Ord</label><input id="q" name="q"></form>')
    assert problems(page) == []


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">x</p>',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<button onclick="x()">x</button>',
        '<img src="https://elsewhere.example/a.png" alt="">',
        '<a href="javascript:x()">x</a>',
        '<img src="/a.png">',
        '<p id="a"></p><p id="a"></p>',
        '<section aria-labelledby="nowhere"></section>',
        '<input id="q" name="q">',
        "<h1>again</h1>",
        "<h3>too deep</h3>",
        "<p><b>x</p></b>",
        "<div>",
        "<p>None</p>",
    ],
)
def test_a_bad_page_is_named(bad: str) -> None:
    assert problems(GOOD.format(bad))


@pytest.mark.parametrize("cut", ["<!doctype html>", ' lang="da"', "<title>Find</title>", "<h1>Find</h1>"])
def test_what_every_page_needs(cut: str) -> None:
    assert problems(GOOD.format("").replace(cut, ""))
