"""What the pages ask of the current release: read-only SQL, kept per release.

Every function takes the release's id, so an answer is never shown under another release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from contracts.errors import UsageError
from muster.release.store import connect, current, get_release
from muster.settings import home

Row = dict[str, Any]


def current_release() -> str | None:
    """The id of the release that people see now. Asked on every run: a new one needs no restart."""
    release = current(home())
    return None if release is None else release.release_id


@st.cache_resource(max_entries=4, show_spinner=False)
def _connection(place: str, release_id: str) -> Any:
    return connect(get_release(Path(place), release_id))


@lru_cache(maxsize=2048)
def _rows(
    place: str, release_id: str, sql: str, values: tuple[object, ...]
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    cursor = _connection(place, release_id).cursor()
    try:
        answer = cursor.execute(sql, list(values))
        names = tuple(str(column[0]) for column in answer.description)
        return names, [tuple(map(_plain, row)) for row in answer.fetchall()]
    finally:
        cursor.close()


def rows(release_id: str, sql: str, *values: object) -> list[Row]:
    """The rows of a query; dates and times as ISO text, decimals as floats.

    What is kept is shared by everybody, so each caller gets rows of its own.
    """
    names, found = _rows(str(home()), release_id, sql, values)
    return [dict(zip(names, row, strict=True)) for row in found]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def is_demonstration(release_id: str) -> bool:
    """Whether any live submission behind the release is demonstration data."""
    found = rows(
        release_id,
        "select count(*) > 0 as found from raw.submissions where is_live and demonstration",
    )
    return bool(found[0]["found"])


def forces(release_id: str) -> dict[str, Row]:
    """Force code to the force's row, in the order of the codes."""
    found = rows(release_id, "select * from marts.force order by force_code")
    return {str(row["force_code"]): row for row in found}


def indicators(release_id: str) -> dict[str, Row]:
    """Indicator to its row of the registry, by return and title."""
    found = rows(release_id, "select * from marts.indicator order by return_title, title")
    return {str(row["indicator"]): row for row in found}


def periods(release_id: str, indicator: str) -> list[str]:
    """The periods of an indicator, the latest first."""
    found = rows(
        release_id,
        "select period from marts.comparison where indicator = ? "
        "group by period order by max(period_end) desc",
        indicator,
    )
    return [str(row["period"]) for row in found]


def require_periods(release_id: str, indicator: Row) -> list[str]:
    """As `periods`. Raises UsageError where the release has no figure of the indicator."""
    found = periods(release_id, str(indicator["indicator"]))
    if not found:
        raise UsageError(
            f"The release holds no figure of {indicator['title']}, for any force or period. Choose "
            "another indicator."
        )
    return found


def months(release_id: str) -> list[str]:
    """The months that anything is about, the latest first."""
    found = rows(
        release_id,
        "select distinct strftime(period_end, '%Y-%m') as month from marts.comparison "
        "where period_end is not null order by month desc",
    )
    return [str(row["month"]) for row in found]


def comparison(release_id: str, indicator: str, period: str) -> list[Row]:
    """Every force's row of one indicator and period, by force code."""
    return rows(
        release_id,
        "select * from marts.comparison where indicator = ? and period = ? order by force_code",
        indicator,
        period,
    )


def series(release_id: str, indicator: str, force_code: str) -> list[Row]:
    """One force's rows of one indicator, oldest first.

    A merged force's begin with the sums of the forces that it was made of; those rows name them
    in `summed_forces`.
    """
    return rows(
        release_id,
        "select * from marts.comparison where indicator = $1 and force_code = $2 "
        "union all by name "
        "select * from marts.reaggregated where indicator = $1 and force_code = $2 "
        "order by period_end",
        indicator,
        force_code,
    )


# The rows of each indicator at its last period that ended in or before the month $1. Narrow first:
# a window over whole rows costs seconds where a release holds ten years.
LATEST = """
    with last as (
        select indicator, max(period_end) as period_end from marts.comparison
        where period_end < cast($1 || '-01' as date) + interval 1 month
        group by indicator
    ),
    latest as (
        select comparison.* from marts.comparison semi join last using (indicator, period_end)
    )
"""


def latest(release_id: str, month: str, force_code: str) -> list[Row]:
    """One force's row of each indicator at its last period that ended in or before `month`."""
    return rows(
        release_id,
        f"{LATEST} select * from latest where force_code = $2 order by indicator",
        month,
        force_code,
    )


def latest_of(release_id: str, month: str, names: Sequence[str]) -> list[Row]:
    """Every force's row of these indicators, each at its last period up to `month`."""
    return rows(
        release_id,
        f"{LATEST} select * from latest where list_contains($2, indicator) "
        "order by indicator, force_code",
        month,
        tuple(names),
    )


def distances(release_id: str, month: str) -> list[Row]:
    """How far each figure lies from its funnel, where there is one, at the last period."""
    return rows(
        release_id,
        f"{LATEST} select force_code, indicator, period, period_end, z_adjusted, position "
        "from latest where z_adjusted is not null order by indicator, force_code",
        month,
    )


def spreads(release_id: str, month: str) -> dict[str, Row]:
    """Indicator to the lowest and highest published value of its last period up to `month`.

    Of a single force there is neither: it is no range to stand in.
    """
    found = rows(
        release_id,
        f"{LATEST} select indicator, if(count(*) > 1, min(value)::double, null) as low, "
        "if(count(*) > 1, max(value)::double, null) as high from latest "
        "where status = 'published' group by indicator order by indicator",
        month,
    )
    return {str(row["indicator"]): {"low": row["low"], "high": row["high"]} for row in found}


def national_changes(release_id: str, month: str) -> dict[str, Row]:
    """Indicator to the change of England and Wales on a year earlier, at its last period."""
    found = rows(
        release_id,
        f"{LATEST} select * from marts.change "
        "semi join (select distinct indicator, period from latest) using (indicator, period) "
        "where area_kind = 'all' and span = 'year earlier'",
        month,
    )
    return {str(row["indicator"]): row for row in found}


def breaks(release_id: str, indicator: Mapping[str, Any], force_code: str) -> list[Row]:
    """The dated events that break a force's series of an indicator, its mergers among them."""
    return rows(
        release_id,
        "select * from marts.series_break where (force_code is null or force_code = $1) and "
        "(indicator = $2 or (indicator is null and return_slug = $3)) "
        "union all by name "
        "select force_code, cast(ancestor_to + interval 1 day as date) as break_date, "
        "'Merger: before it, the sum of ' || string_agg(ancestor_name, ', ' order by "
        "ancestor_name) as label from marts.force_ancestor where force_code = $1 "
        "group by force_code, ancestor_to order by break_date",
        force_code,
        indicator["indicator"],
        indicator["return_slug"],
    )


def force_name(release_id: str, force_code: str) -> str:
    """The force's short name; its code where the release does not know it."""
    found = forces(release_id).get(force_code)
    return str(found["short_name"]) if found else force_code


def calibration(release_id: str, indicator: str, force_code: str, period: str) -> list[Row]:
    """The bands of a force's model, all cohorts together, the lowest risk first."""
    return rows(
        release_id,
        "select * from marts.calibration where indicator = ? and force_code = ? and period = ? "
        "and cohort is null order by band_order",
        indicator,
        force_code,
        period,
    )


def forces_with_bands(release_id: str, indicator: str, period: str) -> int:
    """How many forces sent a model's bands for the period."""
    found = rows(
        release_id,
        "select count(distinct force_code) as n from marts.calibration "
        "where indicator = ? and period = ?",
        indicator,
        period,
    )
    return int(found[0]["n"])


def register(release_id: str, mart: str, force_code: str, period: str, order: str) -> list[Row]:
    """One force's rows of a register for one period; `mart` and `order` are ours, never typed."""
    return rows(
        release_id,
        f"select * from marts.{mart} where force_code = ? and period = ? order by {order}",
        force_code,
        period,
    )


def reference_changes(release_id: str) -> list[str]:
    """How its reference tables differ from those of the release before, a sentence each."""
    return list(get_release(home(), release_id).manifest.get("reference_changes", ()))


def require_release() -> str:
    """As `current_release`. Raises UsageError, saying what to run, where there is none."""
    release_id = current_release()
    if release_id is None:
        raise UsageError(
            "There is no release yet. Ask whoever runs Muster here to make one (`muster build`), "
            "then reload this page."
        )
    return release_id
