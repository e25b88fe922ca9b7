"""What had ended by the end of a month: returns are of months, of quarters and of single days."""

from __future__ import annotations

# Asked of `marts.coverage` with a month such as 2026-09. The text of a quarter, 2026-Q3, sorts
# behind every month of its year, so that periods are compared by the day on which they end.
ENDED_BY = "period_end <= last_day(cast(? || '-01' as date))"
