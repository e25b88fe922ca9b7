"""A force's briefing: what it says of the small release, as a page and on paper."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from app.briefing import sentences
from app.briefing.as_html import as_html
from app.briefing.as_pdf import as_pdf, plain
from app.briefing.content import briefing
from app.briefing.drawings import charts
from contracts.errors import UsageError
from ledger.access import local_administrator
from ledger.model import Actor, Role

LOCAL = local_administrator()


@pytest.mark.parametrize(
    ("force", "part", "sentence"),
    [
        (
            "42",
            "outside",
            "False alerts of facial recognition (March 2024): 32.0% of alerts, above",
        ),
        ("42", "outside", "England and Wales excluding South Yorkshire: 7.9 (weighted). Lower is"),
        ("42", "changed", "False alerts of facial recognition: 8.0 to 32.0% of alerts"),
        (
            "42",
            "cannot_say",
            "The definition is unverified: Availability, unplanned outages only (unv",
        ),
        (
            "14",
            "cannot_say",
            "Missing [x]: False alerts of facial recognition; Availability, unplanned",
        ),
        (
            "48",
            "cannot_say",
            "Not comparable [n]: Officers per 1,000 residents (Very few residents",
        ),
        ("63", "cannot_say", "Suppressed [c]: False alerts of facial recognition (Fewer than 5"),
        ("23", "cannot_say", "was received late."),
        ("42", "beside", "The figure is right: the world changed: A new camera."),
    ],
)
def test_a_briefing_says(home, force, part, sentence):
    brief = briefing(home, force, actor=LOCAL)
    told = getattr(brief, part)
    lines = [line for of in told.values() for line in of] if part == "outside" else told
    assert sentence in " ".join(lines), told


@pytest.mark.parametrize(
    ("force", "says"),
    [
        ("42", r'class="number">32.0[^<]*</td><td class="number">[\d.]+ to [\d.]+</td>'),
        ("42", "What checks found, and what the force explained"),
        ("42", r"<code>/trace\?force=42</code>"),
        ("42", r">Facial recognition: deployments and governance, March 2024, version 2: <code>"),
        ("42", r"from the ledger as of\s+\d+ \w+ 20\d\d \d\d:\d\d UTC\."),
        # What is hidden has no interval either.
        ("63", r'class="number">\[c\]</td><td class="number">–</td>'),  # noqa: RUF001
    ],
)
def test_the_page_says_how_certain_a_figure_is(home, force, says):
    assert re.search(says, as_html(briefing(home, force, actor=LOCAL)))


def test_what_chance_alone_would_do_is_said(home):
    assert "1 figure with control limits among the forces: about 0.00" in (
        briefing(home, "42", actor=LOCAL).outside_note
    )


@pytest.mark.parametrize(
    ("positions", "says"),
    [
        ([], "None of this force's figures has control limits"),
        (["within limits"] * 20, "20 figures with control limits among the forces, none"),
        (["within limits"] * 19 + ["above 95%"], "about 1.00 would fall outside 95% by"),
        (["above 95%"] * 19 + ["below 99.8%"], "about 0.04 would fall outside 99.8% by"),
    ],
)
def test_chance_is_said_of_limits_that_some_figure_is_outside(positions, says):
    assert says in sentences.alarms([{"z_adjusted": 1.0, "position": each} for each in positions])


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (["published", "published", "missing", "suppressed"],
         ["2 figures provisional until 1 July 2024 [p]."]),
        (["published"], ["1 figure provisional until 1 July 2024 [p]."]),
        (["missing", "not_comparable"], []),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_provisional(statuses, told):
    rows = [{"status": one, "marks": "[p]", "final_on": "2024-07-01"} for one in statuses]
    assert sentences._provisional(rows) == told


def _signal(title, of, *, value=0.0, upper=1.0, z=None, position=None, signal=None):
    row = {"title": title, "value": value, "xmr_mean": 0.0, "xmr_upper": upper, "period": "2024"}
    found = {"z_adjusted": z, "position": position, "xmr_known": signal}
    return {**row, **found, "indicator": title, "return_title": of, "decimals": 0, "unit": "h"}


PAST = "outside the limits"


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        # Without a place among the forces, how far it is from its own past.
        (
            [
                _signal("Availability", "Systems", value=2.0, signal=PAST),
                _signal("Hours lost", "Systems", value=-9.0, signal=PAST),
            ],
            {"Systems": ["Hours lost", "Availability"]},
        ),
        # A place among the forces first; one that is within limits is no place.
        (
            [
                _signal("A", "Calls", value=2.0, signal=PAST, z=1.5, position="within limits"),
                _signal("B", "Crime", value=9.0, signal=PAST),
                _signal("C", "Crime", value=0.0, z=-2.5, position="below 95%"),
            ],
            {"Crime": ["C", "B"], "Calls": ["A"]},
        ),
        # A series that never moved, and moves.
        (
            [
                _signal("A", "Calls", value=9.0, signal=PAST),
                _signal("B", "Calls", value=1.0, upper=0.0, signal=PAST),
            ],
            {"Calls": ["B", "A"]},
        ),
    ],
)
def test_the_farthest_outside_is_told_first_and_by_return(rows, order):
    told = sentences.by_return(rows, {row["indicator"]: row for row in rows})
    assert {of: [line.partition(" (")[0] for line in lines] for of, lines in told.items()} == order


def test_all_that_is_outside_limits_is_told_in_sight(home):
    lines = [f"Line {number} of many." for number in range(30)]
    brief = replace(
        briefing(home, "42", actor=LOCAL), outside={"Calls": lines}, changed=(), cannot_say=()
    )
    page = as_html(brief)
    assert all(f"<li>{line}</li>" in page for line in lines)
    assert "<details" not in page


@pytest.mark.parametrize(
    ("force", "month", "says"),
    [
        ("99", None, "There is no force '99'"),
        ("42", "1999-01", "This release has no figures for '1999-01'"),
    ],
)
def test_what_is_not_there_is_a_sentence(home, force, month, says):
    with pytest.raises(UsageError, match=says):
        briefing(home, force, month, actor=LOCAL)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_page_needs_nothing_beside_it_and_names_its_sources(home):
    text = as_html(briefing(home, "42", actor=LOCAL))
    tags = Tags()
    tags.feed(text)
    assert not [tag for tag, _ in tags.found if tag in ("script", "link", "img", "iframe")]
    assert not [a for _, a in tags.found if "src" in a or str(a.get("href", "")).startswith("http")]
    assert "20240430T090000Z-0f1x7u8e" in text
    assert "facial_recognition-42-2024-03" in text
    assert re.search(r"facial_recognition-42-2024-03\.csv [0-9a-f]{64}", text)
    assert "Demonstration data" in text
    # One series, and the profile of each return that has a figure.
    assert text.count("<svg") == 4


@pytest.mark.parametrize(
    ("role", "of", "told"),
    [
        (Role.PREPARER, "42", True),
        (Role.APPROVER, "42", True),
        (Role.PREPARER, "05", False),
        (Role.APPROVER, "05", False),
        (Role.INSPECTOR, None, True),
        (Role.ADMINISTRATOR, None, True),
        ("gardener", "42", False),
    ],
)
def test_files_of_a_force_are_named_to_who_may_trace_its_figures(home, role, of, told):
    brief = briefing(home, "42", actor=Actor("somebody", role, of))
    text = as_html(brief)
    for named in ("facial_recognition-42-2024-03", "2024-03.csv", "/trace?force=42"):
        assert (named in text) is told, named
    assert ("are shown only to the force itself and the inspectorate" in text) is not told
    assert as_pdf(brief).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("rows", "charts_of"),
    [
        ({"Calls": 3, "Crime": 2}, {"Calls": 3, "Crime": 2}),
        ({"Calls": 25}, {"Calls": 25}),
        ({"Calls": 26}, {"Calls (1 of 2)": 13, "Calls (2 of 2)": 13}),
        ({"Calls": 51}, {"Calls (1 of 3)": 17, "Calls (2 of 3)": 17, "Calls (3 of 3)": 17}),
    ],
)
def test_a_profile_is_drawn_in_parts_that_a_page_holds(home, rows, charts_of):
    brief = briefing(home, "42", actor=LOCAL)
    [one, *_] = [row for row in brief.figures if row["status"] == "published"]
    figures = [{**one, "return_title": of} for of, many in rows.items() for _ in range(many)]
    drawn = charts(replace(brief, figures=figures, trends={}))
    assert {
        finding.partition(": ")[0]: len(spec["data"]["values"]) for finding, spec in drawn
    } == charts_of


def test_what_forces_wrote_is_shown_and_not_run(home, monkeypatch):
    brief = briefing(home, "42", actor=LOCAL)
    brief.force["comparability_note"] = "<script>alert(1)</script>"
    assert "<script>" not in as_html(brief)


def test_the_paper_is_a_pdf_and_the_same_one_every_time(home):
    brief = briefing(home, "42", actor=LOCAL)
    made = as_pdf(brief)
    assert made.startswith(b"%PDF")
    assert made == as_pdf(brief)


def test_letters_that_the_paper_lacks():
    assert plain("Heddlu \u2013 \u201cMôn\u201d \u0175") == 'Heddlu - "Môn" ?'


def test_the_command_writes_it(home, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "muster.cli", "briefing", "63", "--out", str(tmp_path / "b.html")],
        env={"MUSTER_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Suppressed [c]" in (tmp_path / "b.html").read_text(encoding="utf-8")
