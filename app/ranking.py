"""Ranks, off unless asked for, and then with what they are worth: a 95% interval for each."""

from __future__ import annotations

from collections.abc import Sequence

from app import caveats, parts, state, words
from app.charts.ranks import rank_chart
from app.queries import Row
from muster.release.ranks import rank_intervals

_OFFERED = {"no": "Do not show ranks", "yes": "Show ranks with their 95% intervals"}
_NOTE = (
    "Each line covers 95% of the ranks that the force would have if its figure were drawn again "
    "from its interval (10,000 draws, the same on every visit). 1 is the highest figure, which "
    "is not always the best. Where lines overlap, the order means nothing. There is no overall "
    "ranking."
)


def draw(release_id: str, indicator: Row, rows: Sequence[Row]) -> None:
    """The choice, and the rank intervals of one indicator where they are asked for."""
    if state.choose("Ranks", "ranks", _OFFERED, "no") == "no":
        return
    names = {str(row["force_code"]): str(row["force_name"]) for row in rows}
    found = [
        {"force": names[one.force_code], "low": one.low, "high": one.high}
        for one in rank_intervals(rows)
    ]
    found.sort(key=lambda row: (int(row["low"]) + int(row["high"]), str(row["force"])))
    wide = [row for row in found if int(row["high"]) - int(row["low"]) >= len(found) / 2]
    parts.draw(
        parts.Figure(
            key="ranks",
            finding=f"The rank of {len(wide)} of {words.count(len(found), 'force')} is uncertain "
            "by half of all ranks or more"
            if found
            else "No ranks: the figures of this indicator have no intervals to draw them from",
            rows=found,
            columns={
                "force": "Force",
                "low": f"Rank from{words.doubt(indicator)}",
                "high": f"Rank to{words.doubt(indicator)}",
            },
            spec=rank_chart(found) if found else None,
            alt=f"95% rank intervals of {indicator['title']}",
            note=_NOTE if found else "",
            caveats=caveats.unverified(indicator),
            coverage=words.coverage_words(rows),
            release_id=release_id,
        )
    )
