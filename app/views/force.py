"""Force profile: every indicator of one force, and the quality of its data."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import caveats, parts, queries, state, words
from app.briefing.as_html import as_html
from app.briefing.as_pdf import as_pdf
from app.briefing.content import briefing
from app.charts.spine import spine
from app.queries import Row

MOST_NAMED = 4


def show() -> None:
    st.title("Force profile")
    release_id = queries.require_release().release_id
    forces = queries.forces(release_id)
    names = {code: words.force_name(force) for code, force in forces.items()}
    months = {month: words.period_words(month) for month in queries.months(release_id)}
    if not months:
        st.info("The release holds no figures yet.")
        return
    left, right = st.columns(2)
    with left:
        code = state.choose("Force", "force", names, next(iter(names)))
    with right:
        month = state.choose("Up to", "month", months, next(iter(months)))
    about(forces[code])
    take_away(code, month)
    profile(release_id, code, month)
    quality(release_id, code, names[code])


def about(force: Row) -> None:
    """Official and Welsh name, region, and what makes the force hard to compare."""
    welsh = f" / {force['welsh_name']}" if force.get("welsh_name") else ""
    st.markdown(parts.escaped(f"{force['official_name']}{welsh}, {force['region']}."))
    if force.get("comparability_note"):
        st.markdown(parts.escaped(f"Comparability: {force['comparability_note']}"))


def take_away(code: str, month: str) -> None:
    """The force's briefing, made when it is asked for."""
    with st.container(horizontal=True):
        for label, suffix, mime, write in (
            ("Briefing as PDF", "pdf", "application/pdf", as_pdf),
            ("Briefing as HTML", "html", "text/html", as_html),
        ):
            st.download_button(
                label,
                lambda write=write: write(briefing(queries.home(), code, month)),
                file_name=f"briefing-{code}-{month}.{suffix}",
                mime=mime,
                key=f"briefing_{suffix}",
                on_click="ignore",
            )


def profile(release_id: str, code: str, month: str) -> None:
    """The spine chart of what is published, and the table of everything."""
    registry = queries.indicators(release_id)
    spread = spreads(release_id, month)
    rows: list[dict[str, Any]] = []
    order = list(registry)
    found = queries.latest(release_id, month, code)
    for row in sorted(found, key=lambda row: order.index(str(row["indicator"]))):
        indicator = registry[str(row["indicator"])]
        places = int(indicator["decimals"])
        region_name = str(row["region"])
        rows.append(
            {
                **row,
                **spread.get(str(row["indicator"]), {"low": None, "high": None}),
                "title": indicator["title"],
                "unit": indicator["unit"],
                "shown": words.shown(row, places),
                "all_shown": words.number(row["all_weighted"], places),
                "median_shown": words.number(row["median"], places),
                "region_shown": words.number(row["region_weighted"], places),
                "region_name": region_name,
                "period_words": words.period_words(str(row["period"])),
                "signal": row["xmr_signal"] or row["position"],
            }
        )
    drawn = [r for r in rows if r["status"] == "published" and r["low"] is not None]
    name = rows[0]["force_name"] if rows else "The force"
    outside = [r for r in drawn if _is_outer(r)]
    parts.draw(
        parts.Figure(
            key="profile",
            finding=f"{name} lies outside the middle half of forces on "
            f"{len(outside)} of {words.count(len(drawn), 'indicator')}",
            rows=rows,
            columns={
                "title": "Indicator",
                "period_words": "Period",
                "shown": "Force",
                "region_shown": "Region",
                "all_shown": "England and Wales",
                "median_shown": "Median force",
                "unit": "Unit",
                "status_reason": "Why there is no figure",
                "signal": "Position or signal",
            },
            spec=spine([{**r, "title": words.wrapped(str(r["title"]))} for r in drawn])
            if drawn
            else None,
            alt=f"Each indicator of {name} between the lowest and the highest force",
            note="Each line runs from the lowest force to the highest; the dark band holds the "
            "middle half of forces. To the right is higher, which is not always better. "
            "Indicators are not added up: there is no overall score.",
            caveats=explanations(release_id, code, rows),
            coverage=_absent(rows),
            release_id=release_id,
            trace={"force": code},
        )
    )


def explanations(release_id: str, code: str, rows: list[dict[str, Any]]) -> list[str]:
    """What must be known about the force's figures, and what it said of its warnings, once each."""
    registry = queries.indicators(release_id)
    by_sentence: dict[str, list[str]] = {}
    for row in rows:
        if row["status"] != "published":
            continue
        told = caveats.explained(release_id, str(row["indicator"]), str(row["period"]))
        own = caveats.of_force(row, registry[str(row["indicator"])])
        for sentence in (own, *(said for holder, said in told if holder == code)):
            if sentence:
                by_sentence.setdefault(sentence, []).append(str(row["title"]))
    return [
        f"{words.listed(titles) if len(titles) <= MOST_NAMED else f'{len(titles)} indicators'}: "
        f"{sentence}"
        for sentence, titles in by_sentence.items()
    ]


def _is_outer(row: dict[str, Any]) -> bool:
    return not row["lower_quartile"] <= row["value"] <= row["upper_quartile"]


def _absent(rows: list[dict[str, Any]]) -> str:
    absent = [r for r in rows if r["status"] != "published"]
    if not absent:
        return f"Coverage: all {len(rows)} indicators have a figure."
    by_reason: dict[str, list[str]] = {}
    for r in absent:
        reason = str(r["status_reason"] or words.STATUS_WORDS[str(r["status"])]).rstrip(".")
        by_reason.setdefault(reason, []).append(str(r["title"]))
    told = "; ".join(f"{words.listed(names)}: {reason}" for reason, names in by_reason.items())
    return f"Coverage: {len(rows) - len(absent)} of {len(rows)} indicators. Not shown: {told}."


def spreads(release_id: str, month: str) -> dict[str, dict[str, float]]:
    """The lowest and highest published value of each indicator's last period."""
    found: dict[str, list[float]] = {}
    for row in queries.latest(release_id, month):
        if row["status"] == "published":
            found.setdefault(str(row["indicator"]), []).append(float(row["value"]))
    return {name: {"low": min(values), "high": max(values)} for name, values in found.items()}


def quality(release_id: str, code: str, name: str) -> None:
    """Pass rates of the latest live submissions by the six dimensions."""
    rows = queries.rows(
        release_id,
        "select return_slug, period, dimension, assessed, failed, score_pct "
        "from marts.submission_quality where force_code = ? "
        "qualify dense_rank() over (partition by return_slug order by period desc) = 1 "
        "order by return_slug, dimension",
        code,
    )
    told = [
        {
            **row,
            "return": str(row["return_slug"]).replace("_", " ").capitalize(),
            "period_words": words.period_words(str(row["period"])),
            "score": "not assessed"
            if not row["assessed"] or row["score_pct"] is None
            else f"{row['score_pct']:.1f}%",
        }
        for row in rows
    ]
    scored = [r for r in rows if r["assessed"] and r["score_pct"] is not None]
    finding = f"No check of {name}'s data has been kept yet"
    if scored:
        worst = min(scored, key=lambda r: float(r["score_pct"]))
        slug = str(worst["return_slug"]).replace("_", " ")
        finding = (
            f"Data quality: {worst['dimension']} of the {slug} return is lowest, "
            f"with {worst['score_pct']:.1f}% of checks passed"
        )
    parts.draw(
        parts.Figure(
            key="quality",
            finding=finding,
            rows=told,
            columns={
                "return": "Return",
                "period_words": "Period",
                "dimension": "Dimension",
                "assessed": "Cells checked",
                "failed": "Failed",
                "score": "Passed",
            },
            note="The share of cells checked that passed, for the latest live submission of each "
            "return. A dimension without a check is not assessed; it is not a pass.",
            release_id=release_id,
            open_table=True,
        )
    )


show()
