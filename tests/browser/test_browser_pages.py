"""Every page in a real Chromium: accessible, whole at both widths, nothing from elsewhere."""

from __future__ import annotations

import io

import pytest
from conftest import accessible
from PIL import Image

from app import declared

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "compare",
    "force",
    "reliability",
    "drivers",
    *(page.name for page in declared.pages()),
    "submit",
    "signoff",
    "windows",
    "local_codes",
    "trace",
    "checks",
    "definitions",
]
OUTSIDE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1
    && one.getBoundingClientRect().width > 0 && !one.closest('[data-testid=stTable]'))
  .map(one => one.tagName + ' ' + one.textContent.slice(0, 40))"""


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(name, visitor):
    page = visitor.open(name)
    accessible(page)
    for width in (1366, 320):
        page.set_viewport_size({"width": width, "height": 900})
        visitor.settled()
        page.wait_for_timeout(400)  # charts are drawn anew for the new width
        assert page.evaluate(OUTSIDE) == []
        picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
        low, high = picture.getextrema()
        assert high - low > 200, "the page is empty"


def test_headers_allow_this_origin_only(visitor):
    answer = visitor.page.goto(f"{visitor.address}/compare")
    rules = answer.headers["content-security-policy"]
    assert "default-src 'self'" in rules
    assert "unsafe-eval" not in rules
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert visitor.settled().title() == "Muster"


@pytest.mark.parametrize("name", ["", "compare", "trace"])
def test_a_printed_page_is_whole_and_has_nothing_to_press(name, visitor):
    page = visitor.open(name)
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.emulate_media(media="print")
    for thing in (
        "[data-testid=stDownloadButton]",
        ".st-key-sections",
        ".st-key-pages",
        "[data-testid=stHeader]",
    ):
        found = page.locator(thing)
        assert [one for one in found.all() if one.is_visible()] == []
    cut = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stMain]')).overflow")
    assert cut == "visible"
    printed = page.evaluate("document.documentElement.scrollHeight")
    assert printed > tall / 2, "only what fitted on the screen would be printed"
    assert page.locator("h1").is_visible()
