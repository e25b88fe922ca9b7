"""What is newly outside limits, as it was known in the month that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import figures, parts, queries, state, trends, words
from app.queries import Row

# Outside its funnel's outer limits, or against its own series' past by a rule that was complete by
# then: the first points of a run are part of it only for who looks back.
_OUTSIDE = "(coalesce(position like '%99.8%', false) or coalesce(xmr_known, '') <> '')"


def found(release_id: str, month: str) -> list[Row]:
    """Rows at the last period up to `month` outside limits that the one before was not outside."""
    return queries.rows(
        release_id,
        f"""
        {queries.LATEST},
        found as (select * from latest where {_OUTSIDE}),
        line as (
            select indicator, force_code, period_end, {_OUTSIDE} as outside from (
                select * from marts.comparison union all by name select * from marts.reaggregated
            )
        ),
        before as (
            select indicator, force_code, max_by(line.outside, line.period_end) as outside
            from line inner join found using (indicator, force_code)
            where line.period_end < found.period_end
            group by all
        )
        select found.* from found left join before using (indicator, force_code)
        where not coalesce(before.outside, false) order by indicator, force_code
        """,
        month,
    )


def newly_outside(release_id: str, month: str) -> None:
    """Figures that are outside limits now and were not in the period before."""
    registry = queries.indicators(release_id)
    rows: list[dict[str, Any]] = []
    for row in found(release_id, month):
        indicator = registry[str(row["indicator"])]
        rows.append(
            {
                **row,
                "title": indicator["title"],
                "unit": indicator["unit"],
                "return_title": indicator["return_title"],
                "shown": words.shown_with_unit(row, indicator),
                "told": _outside(row, int(indicator["decimals"])),
                "period_words": words.period_words(str(row["period"])),
            }
        )
    rows.sort(key=lambda row: (str(row["force_code"]), str(row["return_title"])))
    chance = figures.alarm_words(queries.distances(release_id, month))
    parts.draw(
        parts.Figure(
            key="newly_outside",
            finding=_counted(rows),
            rows=rows,
            columns={
                "force_name": "Force",
                "return_title": "Return",
                "title": "Indicator",
                "period_words": "Period",
                "shown": "Value",
                "told": "What is unusual",
            },
            note=f"{chance} A series' own limits have no such count. A run is new in the period "
            "that completed it, by the limits of today. A signal is a question to ask, not a "
            "verdict.".strip(),
            coverage=words.key_words(rows),
            release_id=release_id,
            open_table=True,
        )
    )
    if rows:
        st.page_link(
            "views/compare.py",
            label="See one of these among all forces: Compare forces",
            query_params=state.carried(),
        )


def _counted(rows: Sequence[Row]) -> str:
    """How many figures are newly signalled, and against what: a signal is no limit crossed."""
    among = sum("99.8" in str(row.get("position") or "") for row in rows)
    past = sum(bool(row.get("xmr_known")) for row in rows)
    told = f"{words.count(len(rows), 'figure')} with a new signal"
    if not rows:
        return told
    return f"{told}: {among} outside 99.8% limits among forces, {past} in their own series"


def _outside(row: Row, decimals: int) -> str:
    position = str(row.get("position") or "")
    told = [words.limit_words(position)] if "99.8" in position else []
    if row.get("xmr_known"):
        told.append(_own_past(row, decimals))
    return "; ".join(told)


def _own_past(row: Row, decimals: int) -> str:
    """Which side of the mean of its series the figure lies on, and the rule that it broke."""
    rule = trends.rule_words(row["xmr_known"])
    mean = row.get("xmr_mean")
    if mean is None:
        return f"in its own series: {rule}"
    # Not as rounded: the rule itself looks at which side of the mean a figure lies.
    apart = float(row["value"]) - float(mean)
    side = "above" if apart > 0 else "below" if apart < 0 else "level with"
    return f"{side} the mean of its series, {words.mean_number(mean, decimals)}: {rule}"
