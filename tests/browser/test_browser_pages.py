"""Every page in a real Chromium: accessible, whole at both widths, nothing from elsewhere."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from conftest import accessible, at_each_width, audit
from PIL import Image
from playwright.sync_api import expect

from app import declared, tables

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
    && one.getBoundingClientRect().width > 0 && !one.closest('.muster-table, .muster-wide'))
  .map(one => one.tagName + ' ' + one.textContent.slice(0, 40))"""

SCROLLED = """() => [...document.querySelectorAll('.muster-stacked')]
  .filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent.slice(0, 60))"""


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(name, visitor):
    page = visitor.open(name)
    for _ in at_each_width(page):
        audit(page)
        visitor.settled()
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(SCROLLED) == [], "what is read line by line goes beyond the page"
        picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
        low, high = picture.getextrema()
        assert high - low > 200, "the page is empty"


def test_what_is_behind_a_revised_figure_fits_a_desk(visitor):
    page = visitor.open("trace", indicator="false_alerts_pct", force="42", period="2024-03")
    expect(page.get_by_role("cell", name="version 1, signed off 11 April 2024")).to_be_visible()
    assert page.evaluate(SCROLLED) == []


@pytest.mark.parametrize("name", ["trace", "definitions"])
def test_on_a_page_at_twice_its_size_nothing_that_is_read_scrolls(name, visitor):
    page = visitor.open(name, force="42", indicator="false_alerts_pct", defined="all")
    page.set_viewport_size({"width": 683, "height": 450})
    expect(page.locator(".muster-piled").first).to_be_visible()
    assert page.evaluate(SCROLLED) == []
    assert page.evaluate(OUTSIDE) == []
    page.set_viewport_size({"width": 1366, "height": 900})
    expect(page.locator(".muster-piled")).to_have_count(0)


def test_a_chart_is_drawn_when_it_comes_near_and_an_opened_table_is_whole(visitor):
    page = visitor.open("compare", indicator="false_alerts_pct", force="42")
    charts = page.locator(".muster-chart")
    expect(charts.first.locator("svg")).to_be_visible()
    assert charts.last.locator("svg").count() == 0, "drawn though nobody is near"
    assert charts.last.get_attribute("aria-label"), "no name for who cannot see it"
    for fold in page.locator("summary").all():
        fold.click()
    expect(page.locator(".muster-fold[open] td").first).to_be_visible()
    expect(page.get_by_role("table", name="Table: Essex: ").first).to_be_visible()
    accessible(page)
    visitor.choose("Force", "Kent")
    expect(page.locator(".muster-fold[open] table")).to_have_count(
        page.locator(".muster-fold").count()
    )
    # Asked again and again: a choice sets the page anew, the chart with it.
    page.wait_for_function(
        "() => { const last = [...document.querySelectorAll('.muster-chart')].at(-1);"
        " last?.scrollIntoView(); return last?.querySelector('svg'); }"
    )


WORDS_OF_OTHERS = [
    "[Sign in](https://evil.example)",
    "http://evil.example/a",
    "www.evil.example",
    "ann@evil.example",
    "a -- b -> c <- d <-> e >= f <= g ~= h",
    ":streamlit: :material/lock: :smile: :red[x] $x$ 10:30:15",
    "**a** _b_ `c` ~~d~~ <b>e</b> | f",
]


@pytest.mark.parametrize("words", WORDS_OF_OTHERS)
def test_words_of_others_are_shown_as_they_were_typed_and_lead_nowhere(words, visitor):
    page = visitor.open("compare", force=words)
    said = page.locator("[data-testid=stAlert]").filter(has_text="is not offered here")
    expect(said).to_contain_text(f"Force: “{words}” is not offered here")
    assert said.locator("a, img, svg, strong, em, code, del").count() == 0


def test_headers_allow_this_origin_only(visitor):
    answer = visitor.page.goto(f"{visitor.address}/compare")
    rules = answer.headers["content-security-policy"]
    assert "default-src 'self'" in rules
    assert "unsafe-eval" not in rules
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert visitor.settled().title().endswith(" \u2013 Muster")


@pytest.mark.parametrize("name", ["", "compare", "trace"])
def test_a_printed_page_is_whole_and_has_nothing_to_press(name, visitor):
    page = visitor.open(name)
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    charts = page.locator(".muster-chart")
    expect(charts.locator("svg")).to_have_count(charts.count())  # none is missing on paper
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


CUT = """() => [...document.querySelectorAll('.muster-chart svg')].flatMap(chart => {
  const edge = chart.getBoundingClientRect();
  return [...chart.querySelectorAll('text')].filter(one => one.textContent
    && !one.closest('[class*=role-axis-label], [opacity="0"]'))
    .filter(one => one.getBoundingClientRect().left < edge.left - 1
      || one.getBoundingClientRect().right > edge.right + 1)
    .map(one => one.textContent);
})"""


@pytest.mark.parametrize("width", [1366, 768, 320])
@pytest.mark.parametrize("name", ["compare", "facial_recognition", "reliability"])
def test_no_words_of_a_chart_are_cut_off(name, width, visitor):
    page = visitor.open(name, force="42")
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    charts = page.locator(".muster-chart")
    expect(charts.locator("svg")).to_have_count(charts.count())
    page.wait_for_timeout(600)  # drawn anew for the new width
    assert page.evaluate(CUT) == []


STYLE = (Path(__file__).parents[2] / "app" / "shell.css").read_text(encoding="utf-8")
BESIDE = (
    "<div data-testid=stColumn style='flex: 1 1 calc(25% - 1rem)'><p class=muster-figure>x</div>"
)


@pytest.mark.parametrize(("width", "in_a_line"), [(1366, 4), (768, 2), (683, 2)])
def test_figures_side_by_side_go_on_in_the_next_line(width, in_a_line, visitor):
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(
        f"<style>{STYLE}</style><div data-testid=stHorizontalBlock "
        f"style='display: flex; gap: 1rem'>{BESIDE * 4}</div>"
    )
    tops = [one.bounding_box()["y"] for one in page.locator("[data-testid=stColumn]").all()]
    assert tops.count(tops[0]) == in_a_line


def test_on_a_telephone_a_name_has_room_and_its_figure_is_in_sight(visitor):
    page = visitor.page
    name = "Crimes recorded for each investigator (unverified)"
    of = "England and Wales excluding City of London and Cumbria"
    row = {"name": name, "period": "September 2026 [p]", "value": "99.959 [p]", "of": of}
    columns = {"name": "Indicator", "period": "Period", "value": "All (weighted)", "of": "Of"}
    page.set_viewport_size({"width": 288, "height": 900})
    page.set_content(
        f"<style>* {{ box-sizing: border-box; margin: 0; font-family: Arial }} {STYLE}</style>"
        + tables.as_html(
            [row, {**row, "period": "July to September 2026 (Q2 of 2026-27)"}], columns
        )
    )
    heads = [one.bounding_box() for one in page.locator("th").all()]
    assert heads[2]["x"] + heads[2]["width"] <= 288
    rows = [one.bounding_box()["height"] for one in page.locator("tr").all()]
    assert rows[1] < 80, "a name in more than three lines"
