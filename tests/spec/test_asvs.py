"""docs/asvs.md names only what is there, and says of nothing twice whether it is met."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d", line)
]
STATES = {"met", "in part", "not met", "elsewhere"}


def test_every_item_has_one_state() -> None:
    assert len(ROWS) > 80
    assert {row[2] for row in ROWS} == STATES
    assert len({row[0] for row in ROWS}) == len(ROWS)


def test_what_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:app|ledger|muster|tests)/[\w/.]+)`", PAGE))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_what_is_met_says_how() -> None:
    assert [row[0] for row in ROWS if row[2] != "not met" and not row[3]] == []


def test_what_is_met_names_a_test_unless_it_is_about_papers() -> None:
    """Chapter 15.1 asks for documents; everything else that is met is held by a test."""
    met = [row for row in ROWS if row[2] == "met" and not row[0].startswith("15.1.")]
    assert [row[0] for row in met if "`tests/" not in row[4]] == []
