"""A file beyond the page's own uploader: streamed, checked, submitted, with its receipt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from large_fixture import CONTRACT, large_return
from playwright.sync_api import Browser, Page, expect
from sign_in_fixture import heading

from ledger.access import local_administrator
from ledger.store import open_ledger

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
SMALL = "[data-testid=stFileUploaderDropzoneInput]"


@pytest.fixture
def page_of(browser: Browser) -> Iterator[Callable[[], Page]]:
    """New browsers, each as of another person."""
    opened = []

    def new() -> Page:
        opened.append(browser.new_context(viewport={"width": 1366, "height": 900}, locale="en-GB"))
        return opened[-1].new_page()

    yield new
    for context in opened:
        context.close()


def url(force: str, period: str) -> dict[str, str]:
    return {"return": CONTRACT.slug, "force": force, "sending": period}


def send_large(page: Page, paths: list[Path]) -> None:
    """Open the control with the keyboard, and give it the files."""
    page.locator("summary").filter(has_text="A file larger than 1 MB").focus()
    page.keyboard.press("Enter")
    chosen = page.get_by_label("Large files of this return")
    chosen.focus()
    expect(chosen).to_be_focused()
    chosen.set_input_files([str(path) for path in paths])
    expect(page.get_by_role("cell", name=paths[0].name)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="arrived.")).to_be_visible()


def test_a_large_file_beside_small_ones_is_checked_submitted_and_receipted(visitor, tmp_path):
    paths, period = large_return(tmp_path, "42")
    page = visitor.open("submit", **url("42", period))
    page.set_input_files(SMALL, [str(path) for path in paths[1:]])
    send_large(page, paths[:1])
    expect(page).to_have_url(re.compile("upload="))
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(" pass(es)? as "))).to_be_visible()
    visitor.settled()
    for box in page.get_by_role("combobox", name=re.compile("^Reason")).all():
        box.click()
        page.get_by_role("option").first.click()
    for area in page.get_by_role("textbox", name=re.compile("^Sentence")).all():
        area.fill("As our duty log has it, and checked there.")
        area.press("Control+Enter")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("^Accepted"))).to_be_visible()
    expect(page.get_by_role("cell", name=f"SHA-256 of {paths[0].name}")).to_be_visible()
    visitor.settled()
    page.reload()
    visitor.settled()
    expect(page.get_by_text("Nothing has arrived yet")).to_have_count(1)


@pytest.mark.xdist_group("sign-in")
def test_signed_in_a_large_file_names_its_cell_and_is_nobody_elses(signed, page_of, tmp_path):
    paths, period = large_return(tmp_path, "42", wrong=True)
    page = page_of()
    signed.sign_in(page, "ann", "/submit", **url("42", period))
    heading(page, "Submit a return")
    send_large(page, paths)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("cell", name="many", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Submit", exact=True)).to_have_count(0)
    address = page.url
    other = page_of()
    signed.sign_in(other, "eve", address.removeprefix(signed.address))
    heading(other, "Submit a return")
    expect(other.get_by_text("Nothing has arrived yet")).to_have_count(1)
    page.get_by_role("button", name="Remove what has arrived").click()
    expect(page.get_by_text("Nothing has arrived yet")).to_have_count(1)
    assert list((signed.home / "uploads").iterdir()) == []
    with open_ledger(signed.home) as ledger:
        assert ledger.submissions(actor=local_administrator(), force_code="42", period=period) == ()
