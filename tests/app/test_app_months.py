"""What is a period of a return, and which of them have ended by the end of a month."""

from __future__ import annotations

import duckdb
import pytest

from app.months import ENDED_BY
from app.uploads import is_period
from contracts.model import PeriodGrain
from ledger.calendar import period_end

MONTH = "2026-09"
# Text, grain, and whether it has ended by the month; None where it is no period at all.
CASES = [
    ("2026-09", PeriodGrain.MONTH, True),
    ("2026-10", PeriodGrain.MONTH, False),
    ("2026-00", PeriodGrain.MONTH, None),
    ("2026-09\n", PeriodGrain.MONTH, None),
    ("\u0662\u0660\u0662\u0666-09", PeriodGrain.MONTH, None),
    ("2026-Q3", PeriodGrain.QUARTER, True),
    ("2026-Q4", PeriodGrain.QUARTER, False),
    ("2025-Q4", PeriodGrain.QUARTER, True),
    ("2026-09-30", PeriodGrain.QUARTER_END, True),
    ("2026-12-31", PeriodGrain.QUARTER_END, False),
    ("2026-09-29", PeriodGrain.QUARTER_END, None),
]


@pytest.mark.parametrize(("text", "grain", "ended"), CASES, ids=[repr(case[0]) for case in CASES])
def test_a_period_has_ended_by_a_month_or_is_none(
    text: str, grain: PeriodGrain, ended: bool | None
) -> None:
    assert is_period(text, grain) is (ended is not None)
    if ended is None:
        return
    with duckdb.connect() as connection:
        connection.execute("create table coverage as select ?::date as period_end", [
            period_end(text, grain)
        ])  # fmt: skip
        found = connection.execute(f"select {ENDED_BY} from coverage", [MONTH]).fetchone()
    assert found == (ended,)
