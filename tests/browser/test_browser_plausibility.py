"""A doubtful figure at the door, in a real Chromium: told while one reads on, explained, signed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PATIENCE_MS, Visitor, accessible, wait_for
from playwright.sync_api import Browser, expect

from ledger.access import local_administrator
from ledger.audit import Act
from ledger.store import open_ledger
from tests import plausible_kit as plausible
from tests.plausible_kit import DOUBLED, Scene
from tests.ports import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.xdist_group("plausible"),
]

ANSWER_MS = 300_000  # the models and Great Expectations, on a busy machine
NEXT = "2022-06-30"
HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)
LINE = "2022-03-31,42,MALE,{},POLICE_OFFICER,{},,{}.00,\n"
STOCK = HEADER + LINE.format("CONSTABLE", 900, 900) + LINE.format("SERGEANT", 100, 100)
WHY = "Two forces' regional crime units moved here."
CHECKED = re.compile(r"stock\.csv passes as Workforce and resourcing 1\.0\.0\.$")


@pytest.fixture
def visitor(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """The app over a release with a force's history, and a version that waits for its approver."""
    home = tmp_path / "home"
    with open_ledger(home) as ledger:
        scene = Scene(home, ledger, tmp_path)
        plausible.history(scene)
        plausible.publish(scene)
    port = free_port()
    with (
        (tmp_path / "server.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "app.launch", "--port", str(port)],
            cwd=Path(__file__).parents[2],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "MUSTER_HOME": str(home)},
        ) as server,
    ):
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health", server)
        context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        yield Visitor(page, address)
        context.close()
        server.terminate()


def test_a_doubtful_figure_joins_the_report_is_explained_and_signed_off(
    visitor: Visitor, tmp_path: Path
) -> None:
    place = {"return": "workforce", "force": "42"}
    page = visitor.open("submit", **place, sending=plausible.PERIOD)
    page.set_input_files(
        "[data-testid=stFileUploaderDropzoneInput]",
        {"name": "stock.csv", "mimeType": "text/csv", "buffer": STOCK.encode()},
    )
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name=CHECKED)).to_be_visible()
    expect(page.get_by_text("You need not wait")).to_be_visible()
    expect(page.get_by_text("3 warnings found")).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_role("heading", name="C09: 3 places")).to_be_visible()
    accessible(page)
    submit = page.get_by_role("button", name="Submit", exact=True)
    expect(submit).to_be_disabled()
    _explain(visitor)
    submit.click()
    expect(page.get_by_role("heading", name=re.compile("^Accepted, and live"))).to_be_visible()
    expect(page.get_by_text("These files have been submitted")).to_be_visible()
    expect(submit).to_have_count(0)

    with open_ledger(tmp_path / "home") as ledger:
        waits = Scene(tmp_path / "home", ledger, tmp_path).send(DOUBLED, period=NEXT, minutes=80)
    page = visitor.open("signoff", **place, sending=NEXT)
    expect(page.get_by_text("Plausibility has not been checked yet")).to_be_visible()
    expect(page.get_by_role("button", name="Sign off", exact=True)).to_be_enabled()
    to_explain = page.get_by_role("heading", name=re.compile(r"^\d warnings? to explain"))
    expect(to_explain).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="Sign off", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Work out what would change").click()
    expect(page.get_by_text(re.compile("of this force would change"))).to_be_visible(
        timeout=ANSWER_MS
    )
    visitor.settled()
    accessible(page)
    _explain(visitor)
    page.get_by_role("button", name="Save these explanations").click()
    page.get_by_role("button", name="Sign off", exact=True).click()
    expect(page.get_by_role("heading", name="Version 1 is live; 1 version kept")).to_be_visible()
    with open_ledger(tmp_path / "home") as ledger:
        signed = ledger.get(waits.submission_id, local_administrator())
        told = ledger.explanations(waits.submission_id, local_administrator())
    assert signed.is_live
    assert {e.explanation.sentence for e in told} == {WHY}
    page = visitor.open("signoff", **place, sending=plausible.PERIOD)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Version 1: stock.csv").click()
    assert Path(waiting.value.path()).read_bytes() == STOCK.encode(), "as it was received"
    with open_ledger(tmp_path / "home") as ledger:
        acts = [entry.act for entry in ledger.audit_trail(local_administrator())]
    assert Act.READ_FILES in acts


def _explain(visitor: Visitor) -> None:
    """One reason and one sentence for every place of the rule."""
    page = visitor.settled()
    box = page.get_by_role("combobox", name=re.compile("^Reason")).first
    box.click()
    box.press_sequentially("The figure is right")
    page.get_by_role("option", name=re.compile("^The figure is right")).first.click()
    visitor.settled()
    sentence = page.get_by_label(re.compile("^Sentence")).first
    sentence.fill(WHY)
    sentence.press("Control+Enter")
    visitor.settled()
