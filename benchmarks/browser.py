"""One inspector with a screen: how long Chromium takes until nothing on a page moves any more."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPENINGS = 3
# Page in the address, and the choice on it that is moved on by one.
PAGES = (
    ("", "Month"),
    ("compare", "Force"),
    ("force", "Force"),
    ("reliability", "Platform"),
    ("workforce", "Force"),
    ("crime_management", "Force"),
    ("incidents_response", "Force"),
    ("public_contact", "Force"),
)
# The clock of the page itself, which starts with its navigation, at every change of what it shows.
_WATCH = """
window.lastChange = 0;
new MutationObserver(() => { window.lastChange = performance.now(); }).observe(
    document, {subtree: true, childList: true, characterData: true, attributes: true});
"""
_STILL = """
performance.now() - window.lastChange > 600
&& document.querySelector('h1') !== null
&& document.querySelector('[data-testid=stSkeleton]') === null
&& document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]') !== null
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Median seconds of one page: opened anew, and run again after a choice."""

    page: str
    opened: float
    again: float


def seen(address: str) -> list[Seen]:
    """Every page of PAGES, each opened once before it is measured."""
    with _tab() as page:
        return [_of(page, address, name, choice) for name, choice in PAGES]


def _of(page: Page, address: str, name: str, choice: str) -> Seen:
    _open(page, address, name)
    opened, again = zip(*(_once(page, address, name, choice) for _ in range(OPENINGS)), strict=True)
    return Seen(name or "national", median(opened), median(again))


def _once(page: Page, address: str, name: str, choice: str) -> tuple[float, float]:
    opened = _open(page, address, name)
    box = page.get_by_role("combobox", name=choice, exact=True)
    box.click()
    page.keyboard.press("ArrowDown")
    before = page.url
    begun = float(page.evaluate("performance.now()"))
    page.keyboard.press("Enter")
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_function(_STILL)
    return opened, (float(page.evaluate("window.lastChange")) - begun) / 1000


def _open(page: Page, address: str, name: str) -> float:
    page.goto(f"http://{address}/{name}")
    page.wait_for_function(_STILL)
    return float(page.evaluate("window.lastChange")) / 1000


@contextmanager
def _tab() -> Generator[Page]:
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MUSTER_CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        # The app's policy forbids what looks at the page from here.
        page = browser.new_page(
            viewport={"width": 1366, "height": 900}, locale="en-GB", bypass_csp=True
        )
        page.add_init_script(_WATCH)
        yield page
        browser.close()
