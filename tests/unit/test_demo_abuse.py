"""Daily counts of the demonstration: what is published beside them, and days that hold together."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import muster.demo
from contracts.calendar import payday, special_day
from contracts.model import NATIONAL_CODE
from muster.demo.abuse import MONTHS_SENT, abuse_drafts, football, warmth
from muster.demo.context import context_drafts, days_of
from muster.demo.facts import forces, inspectorate
from muster.demo.registry import demo_returns, faults
from muster.demo.window import Window

FORCES = {force.code: force for force in forces()}
PUBLISHED = Path(muster.demo.__file__).parent / "published_domestic_abuse.csv"


def quarter_total(force_code: str, quarter: str) -> int:
    first = int(quarter[-1]) * 3 - 2
    months = {f"{quarter[:4]}-{number:02d}" for number in range(first, first + 3)}
    drafts = [d for d in abuse_drafts(FORCES[force_code], Window(), 2026) if d.period in months]
    assert len(drafts) == 3
    return sum(int(row["da_crimes"]) for draft in drafts for row in draft.tables["days"])


def test_one_published_quarter_differs_and_it_is_the_one_that_is_planted() -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    apart = {
        (row["force_code"], row["quarter"])
        for row in rows
        if abs(quarter_total(row["force_code"], row["quarter"]) / int(row["da_crimes"]) - 1) > 0.03
    }
    fault = faults()["R12-06"]
    assert apart == {(fault.force_code, "2026-Q1")}
    assert fault.period == "2026-03"


def test_the_inspectorate_sends_the_context_and_no_force_does() -> None:
    each = demo_returns()["context_drivers"]
    assert each.sent_by(inspectorate())
    assert not any(each.sent_by(force) for force in forces())
    drafts = context_drafts(inspectorate(), Window(months=3), 2026)
    assert {draft.force_code for draft in drafts} == {NATIONAL_CODE}
    assert [len(draft.tables["drivers"]) for draft in drafts] == [43 * 31, 43 * 31, 43 * 30]
    assert [len(draft.tables.get("place", [])) for draft in drafts] == [43, 0, 0]


@pytest.mark.parametrize(
    ("force", "day", "effect"),
    [
        ("42", "2026-07-15", 1.38),
        ("42", "2026-06-23", 1.26),
        ("42", "2026-07-16", 1.11),
        ("42", "2026-07-17", 1.0),
        ("62", "2026-07-15", 1.0),
        ("62", "2025-10-13", 1.38),
        ("42", "2025-10-13", 1.0),
    ],
)
def test_a_match_moves_the_forces_of_its_own_country(force: str, day: str, effect: float) -> None:
    [found] = [one for one in days_of(day[:7]) if one.isoformat() == day]
    assert football(force, found) == effect


@pytest.mark.parametrize(("celsius", "effect"), [(10, 1.0), (18, 1.064), (20, 1.052), (0, 0.92)])
def test_warmth_peaks_at_eighteen(celsius: float, effect: float) -> None:
    assert warmth(celsius) == pytest.approx(effect)


@pytest.mark.parametrize(
    ("day", "pay", "special"),
    [
        ("2025-10-31", "LAST_WORKING_DAY", "HALLOWEEN"),
        ("2026-05-29", "LAST_WORKING_DAY", ""),
        ("2026-05-28", "D28", ""),
        ("2025-12-25", "D25", "XMAS"),
        ("2025-12-31", "LAST_WORKING_DAY", "NYE"),
        ("2026-01-01", "", "NYD"),
    ],
)
def test_paydays_and_special_days(day: str, pay: str, special: str) -> None:
    [found] = [one for one in days_of(day[:7]) if one.isoformat() == day]
    assert (payday(found), special_day(found)) == (pay, special)


def test_parts_are_never_more_than_the_whole() -> None:
    for draft in abuse_drafts(FORCES["42"], Window(months=MONTHS_SENT), 2026)[:2]:
        for row in draft.tables["days"]:
            for part in ("da_female_victim", "da_alcohol_flag", "recorded_within_24h"):
                assert int(row[part]) <= int(row["da_crimes"])
