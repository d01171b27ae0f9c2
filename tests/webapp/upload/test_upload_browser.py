"""Import by upload as people meet it: with scripts and without, on a telephone, by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from graphdb.accounts.accounts import Account
from graphdb.store import GraphStore
from tests.webapp.conftest import served
from tests.webapp.looking import look, sign_in
from tests.webapp.upload.conftest import ACTORS

SLOW = 60_000.0


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """A server that imports."""
    yield from served(app, "localhost")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to send."""
    path = tmp_path / "actors.csv"
    path.write_text(ACTORS, encoding="utf-8")
    return path


def test_from_file_to_import_with_a_page_that_keeps_itself_fresh(
    browser: Browser, live: str, demo_copy: GraphStore, administrator: Account, file: Path, axe_source: str
) -> None:
    context = browser.new_context(locale="da-DK")
    sign_in(context, live, demo_copy, administrator)
    page = context.new_page()
    page.goto(f"{live}/indlaesninger")
    page.get_by_role("link", name="Indlæs filer").click()
    look(page, axe_source)
    page.get_by_label("Hvad er det for filer?").select_option("directory")
    page.get_by_label("Filer", exact=True).set_input_files(file)
    page.get_by_label("Kildens id").fill("horsens")
    page.get_by_role("button", name="Se, hvad de ville ændre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sådan ville det gå", timeout=SLOW)
    look(page, axe_source)
    page.get_by_role("button", name="Start indlæsningen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Filerne er indlæst", timeout=SLOW)
    look(page, axe_source)
    page.get_by_role("link", name="Se indlæsningen").click()
    expect(page.get_by_role("button", name="Tag indlæsningen tilbage")).to_be_visible()
    context.close()


def test_on_a_telephone_without_scripts_by_keyboard(
    browser: Browser, live: str, demo_copy: GraphStore, administrator: Account, file: Path
) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="da-DK", viewport={"width": 390, "height": 844}
    )
    sign_in(context, live, demo_copy, administrator)
    phone = context.new_page()
    phone.goto(f"{live}/indlaesninger/fil")
    phone.get_by_label("Hvad er det for filer?").select_option("directory")
    phone.get_by_label("Filer", exact=True).set_input_files(file)
    phone.get_by_role("button", name="Se, hvad de ville ændre").focus()
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/indlaesninger/fil/*")
    heading = phone.get_by_role("heading", level=1)
    while heading.text_content() == "Filerne bliver læst":
        with phone.expect_navigation():
            phone.get_by_role("link", name="Opdatér").press("Enter")
    expect(heading).to_have_text("Sådan ville det gå")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Hent de rækker, der skal rettes").press("Enter")
    assert download.value.suggested_filename == "ret.xlsx"
    phone.get_by_role("button", name="Fortryd").press("Enter")
    expect(heading).to_have_text("Indlæs filer")
    context.close()


def test_a_file_that_is_too_large_gets_a_page_and_no_broken_connection(
    browser: Browser, live: str, demo_copy: GraphStore, administrator: Account, tmp_path: Path
) -> None:
    large = tmp_path / "stor.csv"
    large.write_bytes(b"x" * 25 * 1024 * 1024)
    context = browser.new_context(locale="da-DK")
    sign_in(context, live, demo_copy, administrator)
    page = context.new_page()
    page.goto(f"{live}/indlaesninger/fil")
    page.get_by_label("Hvad er det for filer?").select_option("directory")
    page.get_by_label("Filer", exact=True).set_input_files(large)
    page.get_by_role("button", name="Se, hvad de ville ændre").click()
    expect(page.locator("main")).to_contain_text("Filerne fylder for meget", timeout=SLOW)
    context.close()
