"""Which months a row that lasts belongs to: by the clock in London, as the door counts them."""

from __future__ import annotations

import pytest

from contracts.load import load_contract
from mappings.load import load_mapping
from mappings.model import SourceRow
from mappings.split import latest_day, periods_of
from mappings.transform import MadeRow

INCIDENTS = load_mapping("cloud_incidents")
RELIABILITY = load_contract("system_reliability")


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-03-31T23:10:00Z", "2024-03-31T23:50:00Z", ["2024-04"]),  # 00:10 on 1 April
        ("2024-03-31T22:50:00Z", "2024-03-31T23:10:00Z", ["2024-03", "2024-04"]),
        ("2024-03-31T22:50:00Z", "2024-03-31T23:00:00Z", ["2024-03"]),  # over at midnight
        ("2024-01-31T23:10:00Z", "2024-01-31T23:50:00Z", ["2024-01"]),  # no summer time
        ("2024-04-01T00:10:00+01:00", "2024-04-01T00:50:00+01:00", ["2024-04"]),
        ("2024-03-31T23:10:00", "2024-03-31T23:50:00", ["2024-03"]),  # nobody says whose clock
        ("2024-06-30T23:30:00Z", "", ["2024-07"]),
    ],
)
def test_months_spanned(start: str, end: str, months: list[str]) -> None:
    row = MadeRow({"started_at": start, "restored_at": end}, [SourceRow("a.json", "", 1, {})])
    latest = latest_day(INCIDENTS.split, [row])
    assert periods_of(INCIDENTS, RELIABILITY, row, latest) == months
