"""Force profile: every indicator of one force, and the quality of its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app import (
    caveats,
    declared,
    force_quality,
    parts,
    people,
    queries,
    sent,
    state,
    totals,
    words,
)
from app.briefing import sentences
from app.briefing.as_html import as_html
from app.briefing.as_pdf import as_pdf
from app.briefing.content import briefing
from app.charts.spine import HOW_TO_READ, spine
from app.queries import Row
from muster.settings import home


def show() -> None:
    st.title("Force profile")
    release_id = queries.require_release()
    forces = queries.forces(release_id)
    names = {code: words.force_name(force) for code, force in forces.items()}
    months = {month: words.period_words(month) for month in queries.months(release_id)}
    if not months:
        st.info("The release holds no figures yet.")
        return
    left, right = state.row_of(2)
    with left:
        code = state.choose("Force", "force", names, next(iter(names)))
    with right:
        month = state.choose("Up to", "month", months, next(iter(months)))
    registry = queries.indicators(release_id)
    topics = _topics(registry)
    topic = state.choose("Indicators", "topic", topics, next(iter(topics)))
    about(forces[code])
    if unsent := sent.unsent_words(release_id, code, str(forces[code]["short_name"]), month):
        st.info(parts.escaped(unsent))
    take_away(code, month)
    profile(release_id, code, month, _of_topic(registry, topic))
    force_quality.show(release_id, code, names[code], month)


HEADLINES, EVERY = "headlines", "all"


def _topics(registry: Mapping[str, Row]) -> dict[str, str]:
    """What the profile can be of: the headlines, each return, everything; the first is shown."""
    every = {EVERY: f"All {len(registry)} indicators"}
    returns = {str(row["return_slug"]): str(row["return_title"]) for row in registry.values()}
    shown = [name for name in declared.headline_names() if name in registry]
    headlines = {HEADLINES: words.count(len(shown), "headline")} if shown else {}
    if len(registry) <= parts.AT_ONE_LOOK:
        return {**every, **headlines, **returns}
    return {**headlines, **every, **returns}


def _of_topic(registry: Mapping[str, Row], topic: str) -> dict[str, Row]:
    """The indicators of a topic, in the registry's order."""
    headlines = declared.headline_names()
    return {
        name: row
        for name, row in registry.items()
        if topic in (EVERY, row["return_slug"]) or (topic == HEADLINES and name in headlines)
    }


def about(force: Row) -> None:
    """Official and Welsh name, region, and what makes the force hard to compare."""
    welsh = f" / {force['welsh_name']}" if force.get("welsh_name") else ""
    st.markdown(parts.escaped(f"{force['official_name']}{welsh}, {force['region']}."))
    if force.get("comparability_note"):
        st.markdown(parts.escaped(f"Comparability: {force['comparability_note']}"))


def take_away(code: str, month: str) -> None:
    """The force's briefing, made when it is asked for, for who then asks."""
    actor = people.actor()
    with st.container(horizontal=True):
        for label, suffix, mime, write in (
            ("Briefing as PDF", "pdf", "application/pdf", as_pdf),
            ("Briefing as HTML", "html", "text/html", as_html),
        ):
            st.download_button(
                label,
                lambda write=write: write(briefing(home(), code, month, actor=actor)),
                file_name=f"briefing-{code}-{month}.{suffix}",
                mime=mime,
                key=f"briefing_{suffix}",
                on_click="ignore",
            )


PROFILE_COLUMNS = {
    "title": "Indicator",
    "period_words": "Period",
    "shown": "Force",
    "region_shown": "Region",
    "all_shown": "England and Wales",
    "totals_of": "Forces included",
    "median_shown": "Median force",
    "unit": "Unit",
    "signal": "Position or signal",
    "return_title": "Return",
}
TOTALS = ("region", "all")
IN_FILES = {
    "status_reason": "Why there is no figure",
    "region_label": "Forces included in the region, by name",
    "all_label": "Forces included in England and Wales, by name",
}


def profile(release_id: str, code: str, month: str, registry: Mapping[str, Row]) -> None:
    """The spine chart of what is published of these indicators, and the table of all of them."""
    rows = _figures(release_id, code, month, registry)
    drawn = [r for r in rows if r["status"] == "published" and r["low"] is not None]
    name = rows[0]["force_name"] if rows else "The force"
    parts.draw(
        parts.Figure(
            key="profile",
            finding=words.middle_half_finding(str(name), drawn, len(rows)),
            rows=rows,
            columns=PROFILE_COLUMNS,
            in_files=IN_FILES,
            spec=spine([{**r, "title": words.wrapped(str(r["title"]), 26)} for r in drawn])
            if drawn
            else None,
            alt=f"Each indicator of {name} between the lowest and the highest force",
            note=f"{HOW_TO_READ if drawn else ''} Indicators are not combined into an overall "
            "score.".strip(),
            caveats=caveats.gathered(
                rows, queries.indicators(release_id), caveats.explained_of(release_id, code)
            ),
            coverage=" ".join(
                text
                for text in (
                    _absent(rows),
                    _alone(rows),
                    words.key_words(rows),
                    *_counted(release_id, rows),
                )
                if text
            ),
            release_id=release_id,
            trace={"force": code, **_first(drawn or rows)},
            trace_label="Trace one of these figures",
            # What is drawn has no numbers, and a printed page only what stands open.
            open_table=len(rows) <= parts.AT_ONE_LOOK,
            stacked=True,
        )
    )


def _figures(
    release_id: str, code: str, month: str, registry: Mapping[str, Row]
) -> list[dict[str, Any]]:
    """The force's latest figure of each of these indicators, in their order, as it is shown."""
    spread = queries.spreads(release_id, month)
    order = list(registry)
    forces = queries.forces(release_id)
    found = [
        totals.without_itself(row, forces)
        for row in queries.latest(release_id, month, code)
        if row["indicator"] in registry
    ]
    rows: list[dict[str, Any]] = []
    for row in sorted(found, key=lambda row: order.index(str(row["indicator"]))):
        indicator = registry[str(row["indicator"])]
        places = int(indicator["decimals"])
        rows.append(
            {
                **row,
                **spread.get(str(row["indicator"]), {"low": None, "high": None}),
                "title": indicator["title"],
                "unit": indicator["unit"],
                "return_title": indicator["return_title"],
                "shown": words.shown(row, places),
                "median_shown": words.mean_number(
                    None if row["alone_everywhere"] else row["median"], places
                ),
                **_beside(row, places),
                "period_words": words.period_words(str(row["period"])),
                "signal": "; ".join(sentences.places(row)),
            }
        )
    return rows


def _beside(row: Row, places: int) -> dict[str, Any]:
    """What the force's figure stands beside, and of whom that is: nobody of whom there is none."""
    found: dict[str, Any] = {}
    for name in TOTALS:
        weighted, label = row[f"{name}_weighted"], row[f"{name}_label"]
        known = label if weighted is not None else None
        found |= {f"{name}_shown": words.mean_number(weighted, places), f"{name}_label": known}
    labels = [found[f"{name}_label"] for name in TOTALS]
    told = "; ".join(totals.briefly(str(label)) for label in labels if label)
    return found | {"totals_of": told or words.NOTHING}


def _counted(release_id: str, rows: Sequence[Row]) -> list[str]:
    """By name, whom the totals leave out that the table only counts."""
    everyone = [str(force["short_name"]) for force in queries.forces(release_id).values()]
    labelled = [
        (str(row[f"{name}_label"]), str(row["title"]))
        for name in TOTALS
        for row in rows
        if row[f"{name}_label"]
    ]
    return [f"{told}." for told in totals.named(labelled, everyone)]


def _alone(rows: Sequence[Row]) -> str:
    """Of which indicators the force is the only one of all, or of its region, with a figure."""
    everywhere = [str(row["title"]) for row in rows if row["alone_everywhere"]]
    titles = [str(row["title"]) for row in rows if row["alone"]]
    told = ""
    if everywhere:
        told = (
            "Not ranked or compared, because no other force has a figure for the period: "
            f"{words.listed(everywhere)}."
        )
    if titles:
        told += (
            f" No regional figure is shown where this is the only force in {rows[0]['region']} "
            f"with a figure: {words.listed(titles)}."
        )
    return told.strip()


def _first(rows: Sequence[Row]) -> dict[str, str]:
    return {name: str(rows[0][name]) for name in ("indicator", "period")} if rows else {}


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


show()
