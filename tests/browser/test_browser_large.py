"""A file beyond the page's own uploader: streamed, checked, submitted, with its receipt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import accessible
from large_fixture import CONTRACT, large_return
from playwright.sync_api import Browser, Page, Route, expect
from sign_in_fixture import heading

from ledger.access import local_administrator
from ledger.store import open_ledger

pytestmark = pytest.mark.browser
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
    summary = page.locator("summary").filter(has_text="A file larger than 1 MB")
    if not page.get_by_label("Large files of this return").is_visible():
        summary.focus()
        page.keyboard.press("Enter")
    chosen = page.get_by_label("Large files of this return")
    chosen.focus()
    expect(chosen).to_be_focused()
    chosen.set_input_files([str(path) for path in paths])
    expect(page.get_by_role("cell", name=paths[0].name)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="arrived.")).to_be_visible()


SLICE = 1 << 19  # as the page is served here


def cut_on_the_way(page: Page, path: Path) -> None:
    """Send three slices: the second is cut once, and the page is loaded anew at the third."""
    met: list[int] = []

    def on_its_way(route: Route) -> None:
        if route.request.method != "PUT":
            return route.continue_()
        met.append(int(route.request.url.rpartition("=")[2]))
        if met.count(SLICE) == 1 and met[-1] == SLICE:
            return route.abort("connectionreset")
        return None if met[-1] == 2 * SLICE else route.continue_()

    page.route("**/muster/uploads/**", on_its_way)
    page.locator("summary").filter(has_text="A file larger than 1 MB").click()
    chosen = page.get_by_label("Large files of this return")
    status = page.get_by_role("status").filter(has_text=re.compile("cut|Sending"))
    chosen.set_input_files(str(path))
    expect(status).to_have_text("The connection was cut. Going on with deployments.csv at 1 MB.")
    expect(status).to_have_text(re.compile("^Sending deployments.csv: 1 MB of"))
    expect(page.get_by_role("progressbar", name="Sent so far")).to_be_visible()
    expect(page).to_have_url(re.compile("upload="))
    accessible(page)
    assert met == [0, SLICE, SLICE, 2 * SLICE]
    page.reload()
    page.unroute("**/muster/uploads/**")


def test_a_large_file_goes_on_after_a_reload_is_checked_submitted_and_receipted(visitor, tmp_path):
    paths, period = large_return(tmp_path, "42")
    page = visitor.open("submit", **url("42", period))
    cut_on_the_way(page, paths[0])
    visitor.settled()
    visitor.complaints.clear()  # of the connections that were cut
    expect(page.get_by_role("cell", name="Incomplete")).to_be_visible()
    accessible(page)
    page.set_input_files(SMALL, [str(path) for path in paths[1:]])
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if each.method == "PUT" else None)
    send_large(page, paths[:1])
    assert [each.rpartition("=")[2] for each in sent if "/muster/" in each] == [str(2 * SLICE)]
    accessible(page)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(" pass(es)? as "))).to_be_visible()
    visitor.settled()
    accessible(page)
    for box in page.get_by_role("combobox", name=re.compile("^Reason")).all():
        box.click()
        page.get_by_role("option").first.click()
    for area in page.get_by_role("textbox", name=re.compile("^Sentence")).all():
        area.fill("As our duty log has it, and checked there.")
        area.press("Control+Enter")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("^Accepted"))).to_be_visible()
    row = page.get_by_role("row").filter(has_text=f"SHA-256 of {paths[0].name}")
    expect(row).to_contain_text(hashlib.sha256(paths[0].read_bytes()).hexdigest())
    visitor.settled()
    accessible(page)
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
