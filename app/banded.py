"""The figure of a model's calibration: its finding in words, its bands, and what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from app import caveats, parts, queries, words
from app.charts.calibration import calibration
from app.queries import Row

COLUMNS = {
    "band_label": "Band",
    "predicted": "Predicted",
    "observed_shown": "Observed",
    "observed_lower": "95% from",
    "observed_upper": "95% to",
    "ratio_shown": "Observed over predicted",
    "people": "People scored",
    "judged": "Reading",
    "status_reason": "Reason",
}
RIGHT, MORE, FEWER = "as predicted", "more than predicted", "fewer than predicted"


def calibration_of(
    indicator: Row, release_id: str, force_code: str, period: str, note: str = ""
) -> parts.Figure:
    """The bands of the force's model in one period, all cohorts together."""
    rows = queries.calibration(release_id, str(indicator["indicator"]), force_code, period)
    told = [_told(row) for row in rows]
    published = [row for row in told if row["status"] == "published"]
    name = queries.force_name(release_id, force_code)
    unit = str(rows[0]["unit"]) if rows else str(indicator["unit"])
    return parts.Figure(
        key=f"calibration_{indicator['indicator']}",
        finding=f"{name}: {finding(published, len(told))}",
        rows=told,
        columns=COLUMNS,
        spec=calibration(published, unit=unit) if published else None,
        alt=f"{len(published)} bands of risk of {name}: predicted and observed, in {unit}",
        note=" ".join(filter(None, [note or str(indicator["definition"]), _months(rows)])),
        caveats=caveats.shared(indicator),
        coverage=_coverage(release_id, str(indicator["indicator"]), period),
        release_id=release_id,
        trace={"indicator": str(indicator["indicator"]), "force": force_code, "period": period},
    )


def finding(published: Sequence[Row], bands: int) -> str:
    """How many bands are as predicted, which are not, and whether they rise."""
    if not bands:
        return "no model with bands of risk in this period"
    if not published:
        return "every band is suppressed, because few people are in it"
    right = sum(1 for row in published if row["judged"] == RIGHT)
    told = f"{right} of {words.count(len(published), 'band')} as predicted"
    for judged in (MORE, FEWER):
        bands_so = [str(row["band_label"]) for row in published if row["judged"] == judged]
        told += f"; {judged} in {words.listed(bands_so)}" if bands_so else ""
    # Bands of events hold different numbers of places: only shares of people rise or fall.
    is_share = published[0]["people"] is not None
    return f"{told}; {order_words(published)}" if is_share else told


def order_words(published: Sequence[Row]) -> str:
    """Whether what was observed rises from band to band, and where it falls."""
    falls = [
        str(row["band_label"])
        for below, row in pairwise(published)
        if row["observed_value"] < below["observed_value"]
    ]
    if not falls:
        return "what was observed rises from band to band"
    return f"less was observed than in the band below in {words.listed(falls)}"


def _told(row: Row) -> dict[str, Any]:
    published = row["status"] == "published"
    shown = {
        "predicted": row["predicted_value"],
        "observed_shown": row["observed_value"],
        "observed_lower": row["lower"],
        "observed_upper": row["upper"],
    }
    return {
        **row,
        **{name: words.number(value, 1) for name, value in shown.items()},
        "ratio_shown": words.number(row["ratio"], 2) if published else "[c]",
        "people": None if row["people"] is None else int(row["people"]),
        "judged": _reading(row) if published else "suppressed",
    }


def _reading(row: Row) -> str:
    """Whether the prediction lies inside the interval of what was observed."""
    if row["lower"] is None or row["lower"] <= row["predicted_value"] <= row["upper"]:
        return RIGHT
    return MORE if row["observed_value"] > row["predicted_value"] else FEWER


def _months(rows: Sequence[Row]) -> str:
    months = {row["months"] for row in rows if row["months"]}
    if not months:
        return ""
    return f"The bands stand on {words.count(max(months), 'month')} up to the period."


def _coverage(release_id: str, indicator: str, period: str) -> str:
    having = queries.forces_with_bands(release_id, indicator, period)
    return (
        f"Coverage: {having} of {len(queries.forces(release_id))} forces sent a model's bands for "
        "this period; the others use no model or sent none."
    )
