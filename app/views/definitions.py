"""Definitions: the registry of indicators, the statuses, the breaks and the groups."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import parts, queries, reliability, state, words
from app.queries import Row
from contracts.load import all_contracts
from contracts.render.indicators import POLARITY

# What breaks a series of no return.
OTHER_SOURCES = {"police_uk": "Recorded crime of data.police.uk"}

GLOSSARY = {
    "Published": "There is a figure and it may be compared.",
    "Missing": "A figure was expected and none came. It is never drawn as zero.",
    "Not comparable": "There is a figure, but something makes a comparison unfair; the reason is "
    "named beside it.",
    "Suppressed [c]": "A small count of people, hidden so that nobody can be recognised.",
    "Zero": "The force counted and found none. This is a figure.",
    "95% and 99.8% limits": "Where a force would lie 95 or 99.8 times in 100 if it differed from "
    "the figure of all forces by no more than chance and the usual differences between forces.",
    "Interval": "The range that the true rate lies in, 95 times in 100.",
    "XmR limits": "The range of a series' ordinary variation: the mean, give or take 2.66 times "
    "the mean moving range. "
    "Limits start afresh at a registered series break.",
    "Without London": "Without the forces of the region London: the Metropolitan Police and the "
    "City of London. They are in neither the dots nor the reference line.",
    "City of London": "Left out of every rate per resident and of its control limits, because "
    "few people live there and very many come in by day. In control limits over anything "
    "else, such as calls or crimes, it is treated like any other force.",
    "Weighted": "Totals divided by totals: large forces count for more.",
    "Median force": "Half of forces are above it and half below.",
    "Release": "The figures made from everything signed off at one moment. It never changes.",
    "Unverified": "Taken from memory or one unconfirmed source; check before relying on it.",
}


def show() -> None:
    st.title("Definitions")
    release_id = queries.require_release()
    registry(release_id)
    glossary(release_id)
    breaks(release_id)
    members(release_id)
    forces(release_id)


# What a reader needs beside a figure; a file has what is left.
COLUMNS = {
    "title": "Indicator",
    "definition": "What it is",
    "formula": "Calculated as",
    "unit": "Unit",
    "polarity": "Which way is better",
    "caveats": "Before comparing",
}
IN_FILES = {
    "method": "Method",
    "numerator_label": "Numerator",
    "denominator_label": "Denominator",
    "polarity_decided_by": "Direction decided by",
    "minimum_count": "Smallest count shown",
    "funnel_allowed": "Funnel",
    "checked": "Checked",
}


def registry(release_id: str) -> None:
    """What the indicators of a return are; of every return where that is chosen."""
    found = list(queries.indicators(release_id).values())
    slug = _chosen(found)
    rows = [
        {
            **row,
            "formula": formula(row),
            "checked": "yes" if row["verified"] else "unverified",
            "polarity": POLARITY.get(str(row["polarity"]), row["polarity"]),
        }
        for row in found
        if slug in (EVERY, row["return_slug"])
    ]
    source = {"return_title": "Return"}
    parts.draw(
        parts.Figure(
            key="registry",
            finding=f"{words.count(len(rows), 'indicator')}"
            + (", each with one definition" if len(rows) > 1 else " and its definition"),
            rows=rows,
            columns=COLUMNS | source if slug == EVERY else COLUMNS,
            in_files=IN_FILES if slug == EVERY else source | IN_FILES,
            release_id=release_id,
            open_table=len(rows) <= parts.AT_ONE_LOOK,
            stacked=True,
        )
    )


EVERY = "all"


def _chosen(rows: Sequence[Row]) -> str:
    """The return whose indicators are shown: at first that of the indicator which a page before
    this one was of. All of them are a long way on a telephone."""
    titles = {str(row["return_slug"]): str(row["return_title"]) for row in rows}
    by_title = dict(sorted(titles.items(), key=lambda each: each[1]))
    of = {str(row["indicator"]): str(row["return_slug"]) for row in rows}
    first = of.get(state.given("indicator") or "", next(iter(by_title), EVERY))
    return state.choose("Indicators of", "defined", {**by_title, EVERY: "All returns"}, first)


def formula(indicator: Row) -> str:
    """How a figure is worked out, in the names of what it is made of."""
    if not indicator["denominator_label"]:
        return str(indicator["numerator_label"])
    times = float(indicator["multiplier"] or 1)
    factor = "" if times == 1 else f"{times:,.0f} \u00d7 "
    return f"{factor}{indicator['numerator_label']} \u00f7 {indicator['denominator_label']}"


def glossary(release_id: str) -> None:
    parts.draw(
        parts.Figure(
            key="glossary",
            finding="What the terms mean",
            rows=[{"word": word, "meaning": meaning} for word, meaning in GLOSSARY.items()],
            columns={"word": "Term", "meaning": "Meaning"},
            release_id=release_id,
            open_table=True,
            stacked=True,
        )
    )


def breaks(release_id: str) -> None:
    rows = queries.rows(
        release_id,
        "select b.*, coalesce(f.short_name, 'All forces') as force from marts.series_break as b "
        "left join marts.force as f using (force_code) order by break_date, force_code",
    )
    titles = {contract.slug: contract.title for contract in all_contracts()} | OTHER_SOURCES
    registered = queries.indicators(release_id)
    rows = [
        {
            **row,
            "return": titles.get(str(row["return_slug"]), row["return_slug"]),
            "title": registered.get(str(row["indicator"]), {}).get("title") or row["indicator"],
        }
        for row in rows
    ]
    parts.draw(
        parts.Figure(
            key="breaks",
            finding=f"{words.count(len(rows), 'dated event')} that break a series",
            rows=rows,
            columns={
                "break_date": "Date",
                "force": "Force",
                "label": "What happened",
                "return": "Return",
                "title": "Indicator",
                "source": "Source",
            },
            in_files={"return_slug": "Return in Muster", "indicator": "Name in Muster"},
            release_id=release_id,
            stacked=True,
        )
    )


def members(release_id: str) -> None:
    names = reliability.platform_names()
    rows = [
        {**row, "platform": names.get(row["shared_platform_id"], row["shared_platform_id"])}
        for row in queries.rows(
            release_id,
            "select m.*, f.short_name as force from marts.shared_platform_member as m "
            "join marts.force as f using (force_code) order by shared_platform_id, force_code",
        )
    ]
    platforms = {row["shared_platform_id"] for row in rows}
    parts.draw(
        parts.Figure(
            key="members",
            finding=f"{words.count(len(platforms), 'platform')} shared by "
            f"{words.count(len({row['force_code'] for row in rows}), 'force')}",
            rows=rows,
            columns={
                "platform": "Platform",
                "force": "Force",
                "live_from": "Live from",
                "live_to": "Live to",
                "confidence": "Confidence",
            },
            release_id=release_id,
        )
    )


def forces(release_id: str) -> None:
    rows = list(queries.forces(release_id).values())
    parts.draw(
        parts.Figure(
            key="forces",
            finding=f"{words.count(len(rows), 'force')} of England and Wales",
            rows=rows,
            columns={
                "force_code": "Code",
                "official_name": "Name",
                "welsh_name": "Welsh name",
                "region": "Region",
                "gss_code": "GSS code",
                "comparability_note": "Comparability",
            },
            release_id=release_id,
            stacked=True,
        )
    )


show()
