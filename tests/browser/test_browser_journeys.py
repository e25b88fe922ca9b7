"""What people come to do, done in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import accessible
from playwright.sync_api import expect

from app import declared
from contracts.load import load_contract
from contracts.render.example import example_rows
from contracts.render.template import csv_files
from muster.local_codes import STARTERS

pytestmark = pytest.mark.browser

ESSEX = {"indicator": "false_alerts_pct", "period": "2024-03", "force": "42"}


def test_browse_to_compare_choose_and_go_back(visitor):
    page = visitor.open("")
    page.get_by_role("link", name="Compare forces", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare forces")
    visitor.settled()
    visitor.choose("Force", "Essex")
    expect(page.get_by_role("heading", name=re.compile(r"^Essex: \d"))).to_be_visible()
    assert "force=42" in page.url
    visitor.choose("Compare with", "The force's region")
    expect(page).to_have_url(re.compile("with=region"))
    page.get_by_role("link", name="Force profile").click()
    expect(
        page.get_by_role("heading", name=re.compile("^Essex is outside the middle"))
    ).to_be_visible()
    assert "force=42" in page.url
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare forces")
    expect(page.get_by_role("heading", name=re.compile(r"^Essex: \d"))).to_be_visible()
    page.go_back()
    expect(page).not_to_have_url(re.compile("with="))
    page.go_back()
    expect(page.get_by_role("heading", name=re.compile(r"^Metropolitan: \d"))).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name=re.compile(r"^Essex: \d"))).to_be_visible()


def test_deep_link_shows_the_same_to_somebody_else(visitor):
    page = visitor.open("compare", **ESSEX, london="no")
    expect(page.get_by_role("heading", name=re.compile("^Essex: 32.0%"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"Coverage: 39 of 41 forces")).first).to_be_visible()


def test_from_a_figure_to_the_received_file(visitor):
    page = visitor.open("compare", **ESSEX)
    page.get_by_role("link", name="Trace this figure").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trace")
    expect(page.get_by_text("facial_recognition-42-2024-03.csv")).to_be_visible()
    expect(page.get_by_role("heading", name="1 submission behind this figure")).to_be_visible()


def test_the_csv_beside_a_figure_holds_every_force(visitor):
    page = visitor.open("compare", **ESSEX)
    with page.expect_download() as waiting:
        page.locator(".st-key-csv_dots button").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 44
    assert "Force,Region,Value" in lines[0]
    assert lines[0].startswith("Indicator,Name in Muster,Unit,Period,Demonstration")


def test_upload_a_bad_file_and_read_what_to_mend(visitor):
    contract = load_contract("facial_recognition")
    rows = example_rows(contract)
    table = contract.tables[0].name
    first = rows[table][0]
    files = csv_files(contract, {**rows, table: [{**first, "force_code": "99"}]})
    page = visitor.open("submit", **{"return": contract.slug, "force": "42", "sending": "2024-03"})
    page.set_input_files(
        "[data-testid=stFileUploaderDropzoneInput]",
        [
            {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
            for name, content in files.items()
        ],
    )
    page.get_by_role("button", name="Check").click()
    verdict = page.get_by_role("heading", name=re.compile("do(es)? not pass"))
    expect(verdict).to_be_visible()
    expect(page.locator("#muster-live[role=status]")).to_have_text(verdict.inner_text())
    cell = page.get_by_role("cell", name="99", exact=True).first
    expect(cell).to_be_visible()
    expect(page.get_by_role("button", name="Submit", exact=True)).to_have_count(0)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Report, workbook").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")


def test_an_export_of_ones_own_is_previewed_and_its_mapping_kept(visitor):
    starter = STARTERS / "itsm_outages.mapping.yaml"
    export = (
        "Number,Service,Opened,Started,Resolved,Priority,Planned,Effect,Users,Cause,Reference\n"
        "INC1,RMS,05/03/2024 08:20,05/03/2024 08:15,05/03/2024 10:45,2 - High,No,Down,1800,,\n"
        "INC2,RMS,never,05/03/2024 08:15,05/03/2024 10:45,2 - High,No,Down,1800,,\n"
    )
    place = {"return": "system_reliability", "force": "42", "sending": "2024-03"}
    page = visitor.open("local_codes", **place)
    page.set_input_files(
        "[data-testid=stFileUploaderDropzoneInput]",
        [
            {"name": starter.name, "mimeType": "text/yaml", "buffer": starter.read_bytes()},
            {"name": "export.csv", "mimeType": "text/csv", "buffer": export.encode()},
        ],
    )
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.get_by_role("heading", name="Refused rows")).to_be_visible()
    visitor.settled()
    accessible(page)
    page.get_by_role("button", name="Save this mapping").click()
    expect(page.get_by_text("itsm_outages, version 1, is saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Download itsm_outages")).to_be_visible()


MOST_STOPS = 120
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const ring = element => getComputedStyle(element).outline.includes('solid 3px');
  let around = one, seen = false;
  for (let i = 0; i < 4 && around; i++, around = around.parentElement) seen = seen || ring(around);
  const text = one.innerText || one.textContent || '';
  const role = one.getAttribute('role') || one.tagName.toLowerCase();
  const name = one.getAttribute('aria-label') || (text.length < 100 ? text : '');
  return { name: role + ' ' + name.trim(), seen };
}"""


def tab_to(page, wanted: str) -> None:
    """Press Tab until what has this role and name has the focus, and can be seen to have it."""
    met = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if re.search(wanted, focused["name"]):
            assert focused["seen"], f"{wanted} has the focus and does not show it"
            return
        met.append(focused["name"][:30])
    pytest.fail(f"Tab does not come to {wanted!r}; it came to {met}")


def test_with_the_keyboard_alone_one_compares_reads_the_table_and_traces(visitor):
    page = visitor.open("")
    tab_to(page, "^a Compare forces$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare forces")
    visitor.settled()
    tab_to(page, "^combobox .*Force$")
    page.keyboard.type("Essex")
    page.keyboard.press("Enter")
    page.wait_for_url("**force=42**")
    visitor.settled()
    tab_to(page, r"^summary [\s\S]*Table: ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="Essex").first).to_be_visible()
    tab_to(page, "^a Trace this figure: ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trace")
    assert "force=42" in page.url


@pytest.mark.parametrize("key", ["r", "c"])
def test_a_single_letter_does_nothing(key, visitor):
    page = visitor.open("definitions")
    page.locator("h1").click()
    page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.get_by_role("dialog").count() == 0
    state = page.locator("[data-testid=stApp]").get_attribute("data-test-script-state")
    assert state == "notRunning"


def test_pages_are_links_that_open_in_a_new_tab(visitor):
    page = visitor.open("compare", **ESSEX)
    leads_to(page, "Sections", ["/", "/reliability", "/submit", "/trace"])
    current = page.locator("[aria-current=page]")
    expect(current).to_have_count(1)
    expect(current).to_have_text("Compare forces")
    expect(page.locator("[aria-current=true]")).to_have_text("Comparisons")


LINE = 44  # pixels of a line of the menu
SECTIONS = {
    "Comparisons": ["/", "/compare", "/force"],
    "Topics": ["/reliability", "/drivers", *(f"/{told.name}" for told in declared.pages())],
    "Returns": ["/submit", "/signoff", "/windows", "/local_codes"],
    "Behind the figures": ["/trace", "/checks", "/definitions"],
}


def leads_to(page, name: str, wanted: list[str]) -> None:
    """The links of a navigation lead there, once all of them are drawn."""
    links = page.get_by_role("navigation", name=name).get_by_role("link")
    expect(links).to_have_count(len(wanted))
    found = links.evaluate_all("all => all.map(one => new URL(one.href).pathname)")
    assert found == wanted


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_leads_to_its_pages(section, visitor):
    page = visitor.open("definitions")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name=section).click()
    visitor.settled()
    expect(page.locator("[aria-current=true]")).to_have_text(section)
    leads_to(page, "Pages", SECTIONS[section])
    for width in (1366, 320):
        page.set_viewport_size({"width": width, "height": 900})
        rows = page.locator(".st-key-sections, .st-key-pages")
        lines = sum(row.bounding_box()["height"] for row in rows.all()) / LINE
        assert lines < (4 if width > 400 else 4 + len(SECTIONS[section]))


def test_with_the_keyboard_alone_a_force_finds_what_it_is_asked_for(visitor):
    page = visitor.open("submit", **{"return": "facial_recognition", "force": "42"})
    tab_to(page, r"^summary [\s\S]*What Essex Police is due to send")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^Essex Police has not sent"))).to_be_visible()
    visitor.settled()
    accessible(page)
    tab_to(page, "^button Road collisions and predicted risk, ")
    page.keyboard.press("Enter")
    page.wait_for_url("**return=collisions**")
    visitor.settled()
    expect(
        page.get_by_text(re.compile(r"^Road collisions and predicted risk, contract"))
    ).to_be_visible()
