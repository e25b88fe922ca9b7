"""Which period of a return is the last one, seen from a month."""

from __future__ import annotations

import duckdb
import pytest

from app.months import ENDED_BY
from contracts.model import PeriodGrain
from ledger.calendar import period_end

CASES = [
    ("2026-09", PeriodGrain.MONTH, True),
    ("2026-10", PeriodGrain.MONTH, False),
    ("2026-Q3", PeriodGrain.QUARTER, True),
    ("2026-Q4", PeriodGrain.QUARTER, False),
    ("2025-Q4", PeriodGrain.QUARTER, True),
    ("2026-09-30", PeriodGrain.QUARTER_END, True),
    ("2026-12-31", PeriodGrain.QUARTER_END, False),
]


@pytest.mark.parametrize(("period", "grain", "ended"), CASES, ids=[case[0] for case in CASES])
def test_a_period_has_ended_by_a_month(period: str, grain: PeriodGrain, ended: bool) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table coverage as select ?::date as period_end", [
            period_end(period, grain)
        ])  # fmt: skip
        found = connection.execute(f"select {ENDED_BY} from coverage", ["2026-09"]).fetchone()
    assert found == (ended,)
