"""Officers available over the demand arriving, for a declared page: by hour, area and objective."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import parts, queries, state, words
from app.charts.bars import bars
from app.charts.week import DAYS, LEAST_SHORT, cover, heat
from app.figures import Choice
from app.queries import Row
from contracts.load import load_codelist

ALL = "all"
COLUMNS = {
    "day": "Day",
    "hour": "Hour (local)",
    "available": "Officers available",
    "needed": "Officers needed",
    "short": "Officers short",
    "utilisation_pct": "Utilisation %",
    "arrivals": "Incidents arriving",
    "hours": "Hours of the month",
}
IN_ITS_HOURS = "% of minutes available in its hours"
OBJECTIVE_COLUMNS = {
    "objective": "Objective",
    "shown": IN_ITS_HOURS,
    "objective_minutes": "Minutes on it",
    "available_minutes": "Minutes available in its hours",
    "gap_minutes": "Minutes of work not covered",
    "hours_planned": "Hours planned for it",
}
CAVEATS = (
    "Work is incidents times an average service time: an estimate, not a record of work done.",
    "Shortfalls are counted hour by hour and area by area: spare officers elsewhere do not fill "
    "a gap.",
)


def week_of(choice: Choice, note: str = "") -> parts.Figure:
    """The heat map, after the choices of area and officers."""
    area, officers = _choose(choice)
    rows = _rows(choice, area, officers)
    return parts.Figure(
        key="week",
        finding=_finding(rows),
        rows=rows,
        columns=COLUMNS,
        spec=heat(rows) if rows else None,
        alt="Hours of the week by how much of the work arriving the officers available can cover",
        note=f"{note} A triangle and a number say how many officers an hour is short of, on "
        f"average. {_clock_words(rows)}".strip(),
        caveats=CAVEATS,
        release_id=choice.release_id,
    )


def cover_of(choice: Choice, note: str = "") -> parts.Figure:
    """The same hours as two lines, under the choices that the heat map has made."""
    rows = _rows(choice, state.given("area") or ALL, state.given("officers") or ALL)
    told = "Officers available and officers needed, hour by hour of the week"
    return parts.Figure(
        key="cover",
        finding=told,
        rows=rows,
        columns=COLUMNS,
        spec=cover(rows) if rows else None,
        alt=told,
        note=note,
        caveats=CAVEATS[:1],
        release_id=choice.release_id,
    )


def objectives_of(choice: Choice, note: str = "") -> parts.Figure:
    """Time on the objectives of the patrol plan, as a share of the minutes available in them."""
    area = state.given("area") or ALL
    found = queries.rows(
        choice.release_id,
        "select objective_code, sum(objective_minutes) as objective_minutes, sum(hours_planned) "
        "as hours_planned, sum(available_minutes) as available_minutes, sum(gap_minutes) as "
        "gap_minutes from marts.objective_time where force_code = ? and period = ? and "
        "(? = 'all' or area_code = ?) group by objective_code order by 2 desc",
        choice.force_code,
        choice.period,
        area,
        area,
    )
    labels = {code.code: code.label for code in load_codelist("objective").codes}
    rows = [_objective(row, labels) for row in found]
    drawn = sorted(
        (row for row in rows if row["value"] is not None), key=lambda row: -float(row["value"])
    )
    top = "no time on objectives is recorded"
    if drawn:
        alike = [str(row["objective"]) for row in drawn if row["shown"] == drawn[0]["shown"]]
        takes = "takes the largest share" if len(alike) == 1 else "take the largest share each"
        top = f"{words.named(alike, 'objective')} {takes}"
    return parts.Figure(
        key="objectives",
        finding=f"Objectives of the patrol plan: {top}",
        rows=rows,
        columns=OBJECTIVE_COLUMNS,
        spec=bars(drawn, unit=IN_ITS_HOURS, against="") if drawn else None,
        alt="Share of the minutes available in the hours of each objective that was spent on it",
        note=f"{note} The minutes spent on each objective, as a share of those available in the "
        "hours that are planned for it. The hours differ, so the shares do not add up.".strip(),
        caveats=("Forces that do not record time on objectives are not idle.",),
        release_id=choice.release_id,
    )


def _objective(row: Row, labels: Mapping[str, str]) -> dict[str, Any]:
    minutes, available = row["objective_minutes"], row["available_minutes"]
    value = 100 * float(minutes) / float(available) if minutes is not None and available else None
    label = labels.get(str(row["objective_code"]), str(row["objective_code"]))
    return {
        **row,
        "objective": label,
        "title": words.wrapped(label, 26),
        "value": value,
        "shown": words.number(value),
        "against": None,
    }


def _choose(choice: Choice) -> tuple[str, str]:
    found = queries.rows(
        choice.release_id,
        "select distinct area_code, area_name, resource_type from marts.hour_of_week "
        "where force_code = ? order by area_name, resource_type",
        choice.force_code,
    )
    kinds = {code.code: code.label for code in load_codelist("resource_type").codes}
    areas = {str(row["area_code"]): str(row["area_name"]) for row in found}
    sent = {str(row["resource_type"]): kinds[str(row["resource_type"])] for row in found}
    area = state.choose("Area", "area", {ALL: "All areas", **areas}, ALL)
    officers = state.choose("Officers", "officers", {ALL: "All kinds", **sent}, ALL)
    return area, officers


def _rows(choice: Choice, area: str, officers: str) -> list[dict[str, Any]]:
    """One row an hour of the week; means over the hours of the month that fall there."""
    found = queries.rows(
        choice.release_id,
        "select weekday, hour_of_day, max(hours) as hours, sum(available_hours) as available, "
        "sum(committed_minutes) as committed, sum(workload_minutes) as workload, sum(gap_minutes) "
        "as gap, sum(arrivals_grade1 + arrivals_grade2 + arrivals_other) as arrivals, "
        "max(target_utilisation) as target from marts.hour_of_week where force_code = ? "
        "and period = ? and (? = 'all' or area_code = ?) and (? = 'all' or resource_type = ?) "
        "group by weekday, hour_of_day order by weekday, hour_of_day",
        choice.force_code,
        choice.period,
        area,
        area,
        officers,
        officers,
    )
    return [_hour(row) for row in found]


def _hour(row: Row) -> dict[str, Any]:
    hours, target = int(row["hours"]), float(row["target"])
    available = float(row["available"]) / hours
    needed = float(row["workload"]) / 60 / target / hours
    return {
        "weekday": row["weekday"],
        "hour_of_day": row["hour_of_day"],
        "day": DAYS[int(row["weekday"]) - 1],
        "hour": f"{int(row['hour_of_day']):02d}:00",
        "hours": hours,
        "available": available,
        "needed": needed,
        "short": float(row["gap"]) / 60 / target / hours,
        "load": needed / available if available else (None if needed else 0.0),
        "utilisation_pct": 100 * float(row["committed"]) / 60 / hours / available
        if available
        else None,
        "arrivals": float(row["arrivals"]) / hours,
    }


def _finding(rows: Sequence[Row]) -> str:
    if not rows:
        return "Availability and demand: no return for this force and month"
    over = [row for row in rows if row["needed"] > row["available"]]
    # What is covered as a mean has a gap all the same: a triangle stands there.
    partly = [row for row in rows if row not in over and row["short"] >= LEAST_SHORT]
    if over:
        told = (
            "More work arrives than the officers available can cover in "
            f"{len(over)} of {len(rows)} hours of the week"
        )
        told += f", and in {len(partly)} more in some areas or on some days" if partly else ""
    elif partly:
        told = (
            "On average the officers available cover the work arriving in every hour of the week, "
            f"but in {len(partly)} of {len(rows)} hours not in every area or on every day"
        )
    else:
        return "The officers available cover the work arriving in every hour of the week"
    worst = max(over or partly, key=lambda row: float(row["short"]))
    short = words.count(round(worst["short"]), "officer")
    short = short if worst["short"] >= LEAST_SHORT else "less than one officer"
    widest = round(worst["short"], 1)
    alike = [row for row in over or partly if round(row["short"], 1) == widest]
    if len(alike) == 1:
        return f"{told}; the widest gap is on {worst['day']} at {worst['hour']}, {short} short"
    hours = [f"on {row['day']} at {row['hour']}" for row in alike]
    when = words.listed(hours) if len(hours) <= words.MOST_NAMED else f"in {len(hours)} hours"
    return f"{told}; the widest gaps are {when}, each {short} short"


def _clock_words(rows: Sequence[Row]) -> str:
    """What a change of the clocks did to the month, where its hours show one."""
    counts = {(row["weekday"], row["hour_of_day"]): row["hours"] for row in rows}
    usual, changed = counts.get((7, 3)), counts.get((7, 1))
    if usual is None or changed is None or usual == changed:
        return ""
    way = "forward" if changed < usual else "back"
    return (
        f"The clocks went {way} in this month: the hour from 01:00 on Sunday counts {changed} "
        f"times and the hours beside it {usual}."
    )
