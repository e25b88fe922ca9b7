"""The quality of one force's data: what share of the checks its latest returns passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import parts, queries, sent, words
from app.months import ENDED_BY
from app.queries import Row
from contracts.model import Dimension


def show(release_id: str, code: str, name: str, month: str) -> None:
    """Pass rates by the six dimensions of the latest live submissions up to a month."""
    rows = queries.rows(
        release_id,
        "select return_slug, period, period_end, dimension, assessed, failed, score_pct "
        "from marts.submission_quality join marts.coverage using (return_slug, period, force_code) "
        f"where force_code = ? and {ENDED_BY} "
        "qualify dense_rank() over (partition by return_slug order by period_end desc) = 1 "
        "order by return_slug, dimension",
        code,
        month,
    )
    told: dict[str, dict[str, Any]] = {}
    for row in rows:
        of_return = told.setdefault(
            str(row["return_slug"]),
            {
                "force_name": name,
                "return": words.return_words(str(row["return_slug"])),
                "period_words": words.period_words(str(row["period"])),
                **dict.fromkeys(map(str, Dimension), words.NOT_ASSESSED),
                "assessed": 0,
                "failed": 0,
            },
        )
        of_return["assessed"] += int(row["assessed"])
        of_return["failed"] += int(row["failed"])
        of_return[str(row["dimension"])] = _score(row)
    finding = quality_words(name, rows) + _older(rows, sent.due(release_id, code, month))
    parts.draw(
        parts.Figure(
            key="quality",
            finding=finding,
            rows=list(told.values()),
            columns={
                "return": "Return",
                "period_words": "Period",
                **{str(each): str(each).capitalize() for each in Dimension},
                "assessed": "Cells checked",
                "failed": "Failed",
            },
            note="The share of checked cells that passed in the latest live submission of each "
            "return, by dimension of data quality. A dimension with no checks is shown as "
            "not assessed, which is not a pass.",
            release_id=release_id,
            open_table=True,
            stacked=True,
        )
    )


def quality_words(name: str, rows: Sequence[Row]) -> str:
    """The dimension in which most was wrong, where anything was."""
    scored = [r for r in rows if r["assessed"] and r["score_pct"] is not None]
    if not scored:
        return f"No checks of {name}'s data are held yet"
    worst = min(scored, key=lambda r: float(r["score_pct"]))
    if not worst["failed"]:
        return f"Data quality: every check of {name}'s latest returns passed"
    least = _score(worst)
    alike = [r for r in scored if _score(r) == least]
    lowest = words.named(
        [
            f"{r['dimension']} in the return {words.return_words(str(r['return_slug']))}"
            for r in alike
        ],
        "score",
    )
    each = "" if len(alike) == 1 else "each "
    return f"Data quality is lowest for {lowest}: {each}{least} of checks passed"


def _older(rows: Sequence[Row], due: Mapping[str, str]) -> str:
    """How many of the returns that were checked are not of the last period that was expected."""
    ends = {str(row["return_slug"]): str(row["period_end"]) for row in rows}
    older = [slug for slug, end in ends.items() if end < due.get(slug, end)]
    if not older:
        return ""
    return (
        f"; {len(older)} of {words.count(len(ends), 'return')} from an earlier period than was due"
    )


def _score(row: Row) -> str:
    if not row["assessed"] or row["score_pct"] is None:
        return words.NOT_ASSESSED
    told = f"{row['score_pct']:.1f}%"
    # Three cells of a million are no whole: 100% is said where nothing failed.
    return "over 99.9%" if row["failed"] and told == "100.0%" else told
