"""National picture: who has sent what, headline figures, what is newly outside, outages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import caveats, declared, parts, queries, reliability, signals, state, totals, words
from app.charts.matrix import matrix
from app.charts.outages import events
from app.months import ENDED_BY
from app.queries import Row
from contracts.amounts import change_with_points
from contracts.markers import PROVISIONAL


def show() -> None:
    st.title("National picture")
    release_id = queries.require_release()
    months = {month: words.period_words(month) for month in queries.months(release_id)}
    if not months:
        st.info("The release holds no figures yet.")
        return
    month = state.choose("Month", "month", months, next(iter(months)))
    headlines(release_id, month)
    signals.newly_outside(release_id, month)
    outages(release_id, month)
    submitted(release_id, month)


HEADLINE_COLUMNS = {
    "title": "Indicator",
    "period": "Period",
    "all": "All forces",
    "basis": "Type of figure",
    "of": "Forces included",
    "simple": "Simple mean",
    "outside_london": "Without London (weighted)",
    "median": "Median force",
    "unit": "Unit",
    "change": "Change on a year earlier",
    "change_of": "Forces in the change",
    "coverage": "Forces with a figure",
}
HEADLINE_NOTE = (
    "Larger forces count for more in a weighted figure. A count is the sum for the forces that "
    "have a figure; forces without one are named, not estimated. A change compares the same "
    "forces at both ends: those with a figure in both periods and no series break between them. "
    "It is given in the indicator's unit (percentage points for a percentage), with the "
    "percentage change in brackets. Compare forces has every indicator, with what the checks "
    "found and what forces explained. Definitions says what each indicator means."
)


def headlines(release_id: str, month: str) -> None:
    """England and Wales, indicator by indicator, as a table: figures are not all alike."""
    registry = queries.indicators(release_id)
    by_indicator: dict[str, list[Row]] = {}
    every = queries.latest_of(release_id, month, declared.headline_names())
    for cell in every:
        by_indicator.setdefault(str(cell["indicator"]), []).append(cell)
    changes = queries.national_changes(release_id, month)
    rows: list[dict[str, Any]] = []
    labelled: list[tuple[str, str]] = []
    for name in declared.headline_names():
        indicator, cells = registry.get(name), by_indicator.get(name, [])
        if not cells or indicator is None:
            continue
        row, labels = _headline(indicator, cells, changes.get(name))
        rows.append(row)
        labelled += [(label, of) for of, label in labels.items()]
    everyone = [str(force["short_name"]) for force in queries.forces(release_id).values()]
    parts.draw(
        parts.Figure(
            key="headlines",
            finding=f"{words.count(len(rows), 'headline indicator')} out of {len(registry):,}, up "
            f"to {words.period_words(month)}",
            rows=rows,
            columns=_columns(rows),
            in_files={"label": "Forces included, by name"},
            note=HEADLINE_NOTE,
            caveats=caveats.of_totals(every, registry),
            coverage=_covered(rows, totals.named(labelled, everyone)),
            release_id=release_id,
            open_table=True,
            stacked=True,
        )
    )


def _columns(rows: Sequence[Row]) -> dict[str, str]:
    """What each figure of all forces is, once in the heading where all of them are alike."""
    if {row["basis"] for row in rows} != {"weighted"}:
        return HEADLINE_COLUMNS
    told = {name: title for name, title in HEADLINE_COLUMNS.items() if name != "basis"}
    return told | {"all": "All forces (weighted)"}


def _covered(rows: Sequence[Row], named: Sequence[str]) -> str:
    """What the markers beside the periods mean, and of whom the totals are."""
    key = words.key_words([{"status": "published", "marks": row["period"]} for row in rows])
    return " ".join([key, *(f"{told}." for told in named)]).strip()


def _headline(
    indicator: Row, cells: list[Row], change: Row | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """One indicator's row, and the labels that say of which forces it and its change are."""
    found = [cell for cell in cells if cell["status"] == "published"]
    places = int(indicator["decimals"])
    one = _with_totals(cells) if found else {}
    row = {
        "title": indicator["title"],
        "period": f"{words.period_words(str(cells[0]['period']))} {_provisional(cells)}".rstrip(),
        **_england_and_wales(indicator, found, one.get("all_weighted")),
        **_change(change, indicator),
        "simple": words.mean_number(one.get("all_simple"), places),
        "of": totals.briefly(str(one.get("all_label") or words.NOTHING)),
        "label": one.get("all_label"),
        "median": words.mean_number(one.get("median"), places),
        "outside_london": words.mean_number(one.get("all_ex_london_weighted"), places),
        "unit": indicator["unit"],
        "coverage": f"{len(found)} of {len(cells)}",
        "demonstration": any(cell["demonstration"] for cell in cells),
    }
    title, of, change_of = indicator["title"], one.get("all_label"), (change or {}).get("label")
    labels = {str(title): of, f"change in {title}": None if change_of == of else change_of}
    return row, {told: str(label) for told, label in labels.items() if label}


def _with_totals(cells: list[Row]) -> Row:
    """The first row with all of the totals: that of a force which is alone in one is without it."""
    names = ("all_weighted", "all_ex_london_weighted", "median")
    return max(cells, key=lambda cell: sum(cell.get(name) is not None for name in names))


def _provisional(cells: list[Row]) -> str:
    """A total is provisional as long as the figures in it are."""
    return PROVISIONAL if any(PROVISIONAL in str(row.get("marks") or "") for row in cells) else ""


def _england_and_wales(
    indicator: Row, published: list[Row], weighted: float | None
) -> dict[str, str]:
    """The figure of all forces and what it is: the mart's weighted one, or the sum of counts."""
    places = int(indicator["decimals"])
    if weighted is not None:
        return {"all": words.mean_number(weighted, places), "basis": "weighted"}
    counts = [row["numerator"] for row in published if row["numerator"] is not None]
    if indicator["method"] != "count" or not counts:
        return {"all": words.NOTHING, "basis": ""}
    return {
        "all": words.number(sum(counts), places),
        "basis": f"sum for {words.count(len(counts), 'force')}",
    }


def _change(row: Row | None, indicator: Row) -> dict[str, str]:
    """The change on a year earlier, and the forces that it is of."""
    if row is None or row["change"] is None:
        return {"change": words.NOTHING, "change_of": words.NOTHING}
    share = "" if row["change_pct"] is None else f" ({words.signed(row['change_pct'], 1)}%)"
    change = words.signed(row["change"], int(indicator["decimals"]))
    return {
        "change": f"{change_with_points(change, str(indicator['unit']))}{share}",
        "change_of": totals.briefly(str(row["label"])),
    }


def outages(release_id: str, month: str) -> None:
    """Platform outages of the month and the five before it."""
    first = _months_before(month, 5)
    rows = reliability.outages(release_id, first, month)
    running = [row for row in rows if row["restored_at"] is None]
    finding = f"{words.count(len(rows), 'outage')} of shared platforms in six months"
    if running:
        finding += f", {len(running)} not yet restored"
    parts.draw(
        parts.Figure(
            key="recent_outages",
            finding=finding,
            rows=rows,
            columns={
                "told": "Outage",
                "severity": "Severity",
                "hours": "Hours",
                "members": "Members",
                "matched": "Reported and matched",
                "not_affected": "Not affected",
                "not_reported": "Not reported",
                "hours_lost": "User hours lost",
            },
            spec=events(rows, first, month),
            note="Each platform outage is counted once, however many forces report it. The "
            "larger the mark, the longer the outage.",
            caveats=[reliability.UNVERIFIED],
            release_id=release_id,
        )
    )


def _months_before(month: str, count: int) -> str:
    index = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f"{index // 12}-{index % 12 + 1:02d}"


def submitted(release_id: str, month: str) -> None:
    """The matrix of forces and returns, each return at its last period up to the month."""
    forces = queries.forces(release_id)
    found = queries.rows(
        release_id,
        "select * exclude (period_end) from marts.coverage "
        f"where {ENDED_BY} "
        "qualify dense_rank() over (partition by return_slug order by period_end desc) = 1 "
        "order by force_code, return_slug",
        month,
    )
    rows = [
        {
            **row,
            "force": forces[str(row["force_code"])]["short_name"]
            if str(row["force_code"]) in forces
            else words.EVERYWHERE,
            "return": words.return_words(str(row["return_slug"])),
            # Across the top of a drawing there is room for what stands before the colon.
            "column": words.return_words(str(row["return_slug"])).partition(":")[0],
            "period_words": words.period_words(str(row["period"])),
            "state_words": words.STATE_WORDS.get(str(row["state"]), str(row["state"])),
            "is_late": bool(row["is_late"]),
        }
        for row in found
    ]
    expected = [row for row in rows if row["state"] != "not_expected"]
    held = [row for row in expected if row["state"] in ("signed_off", "nil")]
    late = [row for row in expected if row["is_late"]]
    parts.draw(
        parts.Figure(
            key="submitted",
            finding=f"{len(held)} of {len(expected)} expected returns have been signed off"
            + (f", {len(late)} of them late" if late else ""),
            rows=rows,
            columns={
                "force": "Force",
                "return": "Return",
                "period_words": "Period",
                "state_words": "State",
                "received_at": "Received",
                "due_at": "Due",
                "is_late": "Late",
            },
            spec=matrix(rows),
            width_px=720,
            least_px=560,
            alt="Which force has sent which return",
            note=f"{_periods(rows)} {words.MISSING_NOTE}".strip(),
            release_id=release_id,
        )
    )


def _periods(rows: Sequence[Row]) -> str:
    """Which period each return is shown at; most are at the same, which is said once."""
    of: dict[str, set[str]] = {}
    for row in rows:
        of.setdefault(str(row["period_words"]), set()).add(str(row["column"]))
    by_size = sorted(of.items(), key=lambda each: (-len(each[1]), each[0]))
    told = [f"{words.listed(sorted(names))}: {period}." for period, names in by_size[1:]]
    return " ".join([f"Returns for {by_size[0][0]}.", *told]) if by_size else ""


show()
