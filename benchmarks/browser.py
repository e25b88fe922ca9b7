"""One inspector with a screen: how long Chromium takes until nothing on a page moves any more."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPENINGS = 3
# Every page that has one, and the choice on it that is moved on by one: of the others, the force.
CHOICES = {
    "": "Month",
    "drivers": "What is counted",
    "reliability": "Platform",
    "windows": "Return",
}
WITHOUT_A_CHOICE = ("definitions",)
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


# All charts that were not drawn because nobody is near, at once, as before printing.
_DRAW_THE_REST = """() => {
  const begun = performance.now();
  dispatchEvent(new Event('beforeprint'));
  dispatchEvent(new Event('afterprint'));
  return (performance.now() - begun) / 1000;
}"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds on the clock, and what Chromium's process for the page used of the processors."""

    clock: float
    processor: float


@dataclass(frozen=True, slots=True)
class Seen:
    """Medians of one page: opened anew, run again after a choice, and its further charts drawn."""

    page: str
    opened: Taken
    again: Taken
    rest: float


def seen(address: str, pages: Sequence[str]) -> list[Seen]:
    """Those pages but the ones without a choice, each opened once before it is measured."""
    with _tab() as page:
        return [
            _of(page, address, name, CHOICES.get(name, "Force"))
            for name in pages
            if name not in WITHOUT_A_CHOICE
        ]


def _of(page: Page, address: str, name: str, choice: str) -> Seen:
    _open(page, address, name)
    runs = [_once(page, address, name, choice) for _ in range(OPENINGS)]
    opened, again, rest = zip(*runs, strict=True)
    return Seen(name or "national", _middle(opened), _middle(again), median(rest))


def _middle(taken: Sequence[Taken]) -> Taken:
    return Taken(median(one.clock for one in taken), median(one.processor for one in taken))


def _once(page: Page, address: str, name: str, choice: str) -> tuple[Taken, Taken, float]:
    used = _processor(page)
    clock = _open(page, address, name)
    opened = Taken(clock, _processor(page) - used)
    box = page.get_by_role("combobox", name=choice, exact=True)
    box.click()
    page.keyboard.press("ArrowDown")
    before, used = page.url, _processor(page)
    begun = float(page.evaluate("performance.now()"))
    page.keyboard.press("Enter")
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_function(_STILL)
    clock = (float(page.evaluate("window.lastChange")) - begun) / 1000
    again = Taken(clock, _processor(page) - used)
    return opened, again, float(page.evaluate(_DRAW_THE_REST))


def _open(page: Page, address: str, name: str) -> float:
    page.goto(f"http://{address}/{name}")
    page.wait_for_function(_STILL)
    return float(page.evaluate("window.lastChange")) / 1000


def _processor(page: Page) -> float:
    """Processor seconds of all processes in which Chromium runs pages, since their start."""
    assert page.context.browser is not None
    told = page.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    return sum(one["cpuTime"] for one in told["processInfo"] if one["type"] == "renderer")


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
