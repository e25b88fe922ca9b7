"""Signing in with a real identity provider, in a real Chromium: in, back to where one was, out."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sign_in_fixture import Signed, heading

from ledger.access import local_administrator
from ledger.store import open_ledger

# One server and one provider for all of them.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sign-in")]
PATIENCE_MS = 45_000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    context.close()


def acts(signed: Signed) -> list[tuple[str, str, str, str | None]]:
    with open_ledger(signed.home) as ledger:
        trail = ledger.audit_trail(local_administrator())
    return [(e.act, e.subject, e.role, e.force_code) for e in trail]


def test_signing_in_brings_one_back_to_where_one_was_going(signed, page):
    complaints: list[str] = []
    page.on(
        "console",
        lambda m: (
            complaints.append(m.text)
            if m.type == "error" and m.location["url"].startswith(signed.address)
            else None
        ),
    )
    signed.sign_in(page, "ann", "/compare", indicator="false_alerts_pct", force="42")
    heading(page, "Compare forces")
    assert page.url.startswith(f"{signed.address}/compare?indicator=false_alerts_pct&force=42")
    expect(page.get_by_text("Signed in as Ann Preparer, preparer of Essex")).to_be_visible()
    expect(page.get_by_text("Local mode")).to_have_count(0)
    # The one complaint is the browser's own, about the page that asked to sign in.
    assert [text for text in complaints if "401" not in text] == []
    assert ("sign_in", "ann", "preparer", "42") in acts(signed)


def test_the_cookie_is_short_lived_and_out_of_reach_of_scripts(signed, page):
    signed.sign_in(page, "ann")
    heading(page, "National picture")
    kept = signed.cookies(page.context)
    identity = kept["_streamlit_user"]
    assert identity["httpOnly"] is True
    assert identity["sameSite"] == "Lax"
    assert 3500 < float(str(identity["expires"])) - time.time() <= 3600
    assert "muster_return" not in kept


@pytest.mark.parametrize(
    ("subject", "shown", "not_shown"),
    [
        ("ann", ["Submit a return", "Trace"], []),
        ("bob", ["Trace"], ["Submit a return"]),
        ("ian", ["Trace"], ["Submit a return"]),
    ],
)
def test_the_pages_are_those_of_ones_role(signed, page, subject, shown, not_shown):
    signed.sign_in(page, subject)
    heading(page, "National picture")
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links.filter(has_text="Compare forces")).to_be_visible()
    named: list[str] = []
    for section, last in (
        ("Returns", "Returns and windows"),
        ("Behind the figures", "Definitions"),
    ):
        page.get_by_role("navigation", name="Sections").get_by_role("link", name=section).click()
        expect(links.filter(has_text=last)).to_be_visible()
        named += links.all_inner_texts()
    assert set(shown) <= set(named)
    assert not set(not_shown) & set(named)


def test_a_preparer_is_offered_their_own_force_only(signed, page):
    signed.sign_in(page, "eve", "/submit", force="42", sending="2024-03")
    heading(page, "Submit a return")
    expect(page.get_by_text(re.compile("“42” is not offered here"))).to_be_visible()
    page.get_by_role("combobox", name="Force").click()
    expect(page.get_by_role("option")).to_have_count(1)


def test_who_has_two_roles_says_in_which_one_they_act(signed, page):
    signed.sign_in(page, "both")
    heading(page, "National picture")
    expect(page.get_by_text("Signed in as Bea Both, preparer of Essex")).to_be_visible()
    page.get_by_role("combobox", name="Act as").click()
    page.get_by_role("option", name="approver").click()
    expect(page.get_by_text("Signed in as Bea Both, approver of Essex")).to_be_visible()
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Returns").click()
    expect(page.get_by_role("link", name="Sign off")).to_be_visible()
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links.filter(has_text="Submit a return")).to_have_count(0)


def test_without_a_role_one_is_told_whom_to_ask(signed, page):
    signed.sign_in(page, "noone")
    heading(page, "No role yet")
    expect(page.get_by_text("Ask whoever looks after sign-ins")).to_be_visible()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()


def cookie_header(context: BrowserContext, address: str) -> dict[str, str]:
    kept = context.cookies(address)
    return {"Cookie": "; ".join(f"{c['name']}={c['value']}" for c in kept)}


def test_signing_out_ends_the_sign_in_wherever_a_copy_of_the_cookie_is(signed, page):
    signed.sign_in(page, "bob")
    heading(page, "National picture")
    copied = cookie_header(page.context, signed.address)
    health = f"{signed.address}/_stcore/health"
    assert httpx.get(health, headers=copied).status_code == 200
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name=re.compile("Yes, sign me out")).click()
    heading(page, "Sign in")
    assert "_streamlit_user" not in signed.cookies(page.context)
    assert httpx.get(health, headers=copied).status_code == 401
    assert ("sign_out", "bob", "approver", "42") in acts(signed)


def test_when_a_sign_in_ends_the_page_says_so_and_nothing_more_is_served(signed, page):
    signed.sign_in(page, "fay", "/definitions")
    heading(page, "Definitions")
    copied = cookie_header(page.context, signed.address)
    heading(page, "Sign in")  # by itself, when the time has come
    assert page.url.startswith(f"{signed.address}/definitions")
    for path in ("/", "/_stcore/health", "/_stcore/host-config"):
        assert httpx.get(signed.address + path, headers=copied).status_code == 401
    signed.sign_in(page, "fay", "/definitions", again=True)
    heading(page, "Definitions")
