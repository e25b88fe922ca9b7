"""Incidents by area and response by grade, for a declared page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import parts, queries, words
from app.charts.grades import grades
from app.charts.places import places
from app.figures import Choice
from app.queries import Row
from contracts.load import load_codelist
from contracts.markers import marker

PLACE_COLUMNS = {
    "area_name": "Area",
    "area_code": "Code",
    "incidents": "Incidents",
    "incidents_per_1000": "For each 1,000 residents",
    "grade1": "Grade 1",
    "crimes_created": "Became a crime",
    "domestic_abuse_flagged": "Domestic abuse",
}
GRADE_COLUMNS = {
    "grade_words": "Grade",
    "local_grade_label": "The force's word",
    "incidents": "Incidents",
    "attended": "Attended",
    "timed": "Timed",
    "target": "Target, minutes",
    "shown": "Within target (95% interval)",
    "response_minutes": "Median minutes",
    "response_p90_minutes": "90th percentile, minutes",
    "reliability": "Reliability",
}
_MOST_ROWS = 400


def places_of(choice: Choice, note: str = "") -> parts.Figure:
    """The areas of the chosen force and month, on a map where the register has their middles."""
    rows = queries.rows(
        choice.release_id,
        "select * from marts.incident_area where force_code = ? and period = ? "
        "order by incidents desc",
        choice.force_code,
        choice.period,
    )
    placed = [row for row in rows if row["middle_east_km"] is not None]
    lacking = len(rows) - len(placed)
    notes = [
        note,
        "The larger the circle, the more incidents; the darker, the more incidents "
        "for each resident.",
    ]
    if lacking:
        notes.append(f"{words.count(lacking, 'area')} without a centre in the register: not drawn.")
    finding = "Where incidents happen: no return for this force and month"
    if rows:
        total = sum(float(row["incidents"]) for row in rows)
        finding = (
            f"{rows[0]['force_name']}: {total:,.0f} incidents in {words.count(len(rows), 'area')}"
        )
        if total:
            alike = [str(r["area_name"]) for r in rows if r["incidents"] == rows[0]["incidents"]]
            has = "has" if len(alike) == 1 else "each have"
            share = 100 * float(rows[0]["incidents"]) / total
            finding += f"; {words.named(alike, 'area')} {has} {share:.0f}% of them"
    return parts.Figure(
        key="places",
        finding=finding,
        rows=[_place(row) for row in rows],
        columns=PLACE_COLUMNS,
        spec=places(placed[:_MOST_ROWS]) if placed else None,
        width_px=560,
        alt=f"Map of {len(placed)} areas by incidents",
        note=" ".join(part for part in notes if part),
        caveats=("Areas come from the force's own register; they are drawn up for policing, and "
                 "differ in size between forces.",
                 "[c] means one to four incidents of domestic abuse, or a count that would "
                 "reveal them; [x] means not given."),
        release_id=choice.release_id,
    )  # fmt: skip


def _place(row: Row) -> dict[str, Any]:
    """A suppressed count has its marker: a dash would say that it was not given."""
    flagged = row["domestic_abuse_flagged"]
    if flagged is None:
        flagged = marker(str(row.get("domestic_abuse_status"))) or None
    return {
        **row,
        "incidents": round(float(row["incidents"])),
        "domestic_abuse_flagged": flagged,
    }


def grades_of(choice: Choice, note: str = "") -> parts.Figure:
    """Response by grade of the chosen force and month, by the one clock that it has."""
    found = queries.rows(
        choice.release_id,
        "select * from marts.response_by_grade where force_code = ? and period = ? "
        "order by incident_grade",
        choice.force_code,
        choice.period,
    )
    labels = {code.code: code.label for code in load_codelist("incident_grade").codes}
    rows = [_grade(row, labels) for row in found]
    drawn = [row for row in rows if row["within_target_pct"] is not None]
    clocks = {code.code: code.label for code in load_codelist("clock_start").codes}
    clock = clocks.get(str(found[0]["clock_start"]), "") if found else ""
    return parts.Figure(
        key="grades",
        finding=grades_finding(rows),
        rows=rows,
        columns=GRADE_COLUMNS,
        spec=grades(drawn) if drawn else None,
        alt="Share of responses within target by grade, with 95% intervals",
        note=f"{note} The clock of this force starts {clock[:1].lower()}{clock[1:]}.".strip()
        if clock
        else note,
        caveats=(
            "Targets are the force's own. Medians and percentiles are averages of those in the "
            "rows, weighted by timed responses. Responses to which no target applies are not in "
            "any share.",
        ),
        release_id=choice.release_id,
    )


def grades_finding(rows: Sequence[Row]) -> str:
    """Of the most urgent grade that has a share within target, by its own name."""
    for row in rows:
        if row["within_target_pct"] is not None:
            return (
                f"{row['force_name']}: {row['shown']} of responses graded {row['grade_words']} "
                "within target"
            )
    return "Response by grade: no response times for this force and month"


def _grade(row: Row, labels: dict[str, str]) -> dict[str, Any]:
    low, high = row["target_minutes_lowest"], row["target_minutes_highest"]
    share = row["within_target_pct"]
    grade = str(row["incident_grade"])
    interval = (
        words.NOTHING
        if share is None
        else f"{share:.1f}% ({row['within_target_lower_pct']:.1f} to "
        f"{row['within_target_upper_pct']:.1f})"
    )
    return {
        **row,
        "grade": words.wrapped(f"{grade} {labels.get(grade, '')}".strip(), 22),
        "grade_words": f"{grade} {labels.get(grade, '')}".strip(),
        "target": None if low is None else str(low) if low == high else f"{low} to {high}",
        "shown": interval,
        "reliability": "low: under 80% timed" if row["has_low_reliability"] else "",
    }
