"""The server is restarted while somebody is about to send a return."""

from __future__ import annotations

import pytest
from conftest import Visitor, running
from playwright.sync_api import expect
from release_fixture import write_release

from tests.ports import free_port

pytestmark = pytest.mark.browser

FILE = {"name": "stock.csv", "mimeType": "text/csv", "buffer": b"force_code\n42\n"}


def test_who_was_about_to_send_a_file_is_told_that_it_is_gone(browser, tmp_path):
    home, port = tmp_path / "home", free_port()
    write_release(home)
    one = Visitor(browser.new_page(), f"http://127.0.0.1:{port}")
    gone = one.page.get_by_text("Muster no longer has what is named here")
    with running(home, port):
        page = one.open("submit", **{"return": "workforce", "force": "42"})
        page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", [FILE])
        expect(page.get_by_role("button", name="Check", exact=True)).to_be_enabled()
        page.wait_for_timeout(3_000)
        expect(gone).to_be_hidden()
    expect(page.get_by_text("Muster does not answer just now.")).to_be_visible()
    with running(home, port):
        check = page.get_by_role("button", name="Check", exact=True)
        expect(check).to_be_enabled()
        check.click()
        expect(gone).to_be_visible()
        page.get_by_role("button", name="Remove stock.csv").click()
        expect(gone).to_be_hidden()
        page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", [FILE])
        expect(check).to_be_enabled()
        page.goto(f"{one.address}/nothing-here")
        expect(page.get_by_text("Muster has no page at this address.")).to_be_visible()
        one.page.close()
