"""A secret in every field of the touch map, and then a search for it everywhere it must not be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect

from graphdb.store import GraphStore
from graphdb.upkeep.transfer import dump
from tests.webapp.conftest import application
from tests.webapp.conftest import served as served_at

CHOSEN = {
    "#acting": "9903", "#staying": "9902", "#event": "treatment_request",
}  # fmt: skip
TICKED = [
    "asks-civ_ngo",
    "acute",
    "danger",
    "child_in_household",
    "rg_lgbt",
    "rf_traume",
    "need_digital",
    "fund_none",
    "jus_kif",
]
DATE, AGE, WRITTEN = "1987-06-05", "119", "kodeordgrontelefant"
# What tells this citizen from others; a code alone (9903, rg_lgbt) stands in the directory too.
SECRETS = [
    DATE, "5. juni 1987", "05.06.1987", WRITTEN, "treatment_request", "rg_lgbt",
    "rf_traume", "need_digital", "jus_kif", "child_in_household", "event_date", "9902", "9903",
]  # fmt: skip


@pytest.fixture
def served(demo_copy: GraphStore) -> Iterator[str]:
    """The address of a server on it."""
    yield from served_at(application(demo_copy))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser as on a shared machine."""
    browser_context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK")
    yield browser_context
    browser_context.close()


def fill(page: Page) -> None:
    """Something distinctive in every field there is; text also in fields that take none."""
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    for field, value in CHOSEN.items():
        page.select_option(field, value)
    for name in TICKED:
        if page.locator(f"#{name}").count():
            page.check(f"#{name}")
    page.fill("#age", AGE)
    page.fill("#event_date", DATE)
    page.evaluate(
        """word => {
            const field = document.createElement("input");
            field.name = "note"; field.value = word;
            document.querySelector("main form[method=post]").append(field);
        }""",
        WRITTEN,
    )


def test_a_secret_is_nowhere_afterwards(
    context: BrowserContext,
    served: str,
    demo_copy: GraphStore,
    tmp_path: Path,
    logged: list[dict[str, object]],
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = dump(demo_copy)
    requests: list[Request] = []
    responses: list[Response] = []
    context.on("request", lambda one: requests.append(one))
    context.on("response", lambda one: responses.append(one))
    page = context.new_page()
    page.goto(f"{served}/touch-map")
    fields = page.evaluate("[...document.forms[0].elements].map(one => one.name).filter(Boolean)")
    fill(page)
    page.click("button[value=sp_vold]")
    expect(page.locator(".chips"), "the secret must have been there").to_contain_text(AGE)
    expect(page.locator(".chips")).to_contain_text("5. juni 1987")
    for sheet in ("citizen", "case"):
        with context.expect_page() as opened:
            page.click(f"button[formaction$={sheet}]")
        opened.value.click("text=Tilbage til listen")
        opened.value.wait_for_load_state("networkidle")
    with context.expect_page() as opened:
        page.click(".call h3 a >> nth=0")
    opened.value.wait_for_load_state("networkidle")
    sent = [(one.url, one.all_headers()) for one in requests]
    answered = [one.all_headers() for one in responses]
    assert {"age", "event", "event_date", "risk_groups", "known_kinds", "from_kind"} <= set(fields)

    everything: dict[str, Any] = {
        "addresses": [url for url, _ in sent],
        "referrers": [headers.get("referer", "") for _, headers in sent],
        "cookies": [*context.cookies(), *(headers.get("set-cookie", "") for headers in answered)],
        "log": [*logged, *capfd.readouterr()],
        "browser": page.evaluate(
            "JSON.stringify([localStorage, sessionStorage, document.title, history.state])"
        ),
        "locations": [header.get("location", "") for header in answered],
    }
    for place, content in everything.items():
        assert [secret for secret in SECRETS if secret in str(content)] == [], place
    assert all(
        headers.get("cache-control") == "no-store"
        for headers in answered
        if "text/html" in headers["content-type"]
    )
    assert logged, "there is a log to look in"
    assert dump(demo_copy) == before
    for file in tmp_path.rglob("*"):
        assert WRITTEN.encode() not in file.read_bytes(), file.name


def test_a_later_page_knows_nothing(context: BrowserContext, served: str) -> None:
    page = context.new_page()
    page.goto(f"{served}/touch-map")
    fill(page)
    page.click("button[value=sp_vold]")
    page.wait_for_load_state("networkidle")
    for path in ("/touch-map", "/", "/find", "/about", "/nowhere", "/en/touch-map"):
        page.goto(served + path)
        shown = page.content() + str(
            page.evaluate("[...document.querySelectorAll('input, select')].map(one => one.value)")
        )
        assert WRITTEN not in shown
        assert DATE not in shown
        assert "5. juni 1987" not in shown
        expect(page.locator("input[type=checkbox]:checked")).to_have_count(0)
        choices = page.locator("select, input[type=radio]:checked")
        chosen = choices.evaluate_all("all => all.map(one => one.value)")
        assert not {value for value in chosen if value} - {"kom_voksen"}


def test_a_citizens_number_in_a_field_is_not_kept_either(
    context: BrowserContext, served: str, logged: list[dict[str, object]]
) -> None:
    page = context.new_page()
    page.goto(f"{served}/touch-map")
    page.evaluate(
        "for (const name of ['pattern', 'maxlength']) document.getElementById('age').removeAttribute(name)"
    )
    page.click("details.refine > summary")
    page.select_option("#acting", "9901")
    page.fill("#age", "0101901234")
    page.click("button[value=sp_rus]")
    expect(page.locator("[role=alert]")).to_contain_text("Det ligner et CPR-nummer")
    expect(page.locator("#age")).to_have_value("")
    page.wait_for_load_state()
    shown = page.content() + page.url
    assert "0101901234" not in shown + str(logged)
