"""Release checks: what the whole picture was tested for before it was shown."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import parts, queries, state, words
from app.queries import Row
from contracts.load import all_contracts
from muster.release import explained


def show() -> None:
    st.title("Release checks")
    st.markdown(
        "Every release is checked as a whole before anyone sees it: each force against its own "
        "past and against other forces, and each return against the others. If a check blocks "
        "the release, the previous release stays in place."
    )
    release_id = queries.require_release()
    for sentence in queries.reference_changes(release_id):
        st.warning(
            parts.escaped(f"Reference tables: {sentence} Figures that use them may have moved.")
        )
    forces = {code: words.force_name(f) for code, f in queries.forces(release_id).items()}
    # Whoever comes from a page about one force looks for what was found of it.
    force = state.choose(
        "Force",
        "force_checked",
        {"all": "All forces", **forces},
        chosen if (chosen := state.given("force")) in forces else "all",
    )
    findings(release_id, force)
    results(release_id)


def findings(release_id: str, force: str) -> None:
    """What the checks found, worst first."""
    rows = queries.rows(
        release_id,
        "select f.*, coalesce(force.short_name, f.force_code) as force from checks.findings as f "
        "left join marts.force as force using (force_code) where ? in ('all', f.force_code) "
        "order by blocks_release desc, "
        "list_position(['error', 'warning', 'info'], severity), rule_id, force_code, period",
        force,
    )
    said = explained.answers(rows, queries.rows(release_id, explained.ANSWERS))
    registry = queries.indicators(release_id)
    rows = [
        {
            **row,
            **_named(registry.get(str(row["indicator"]))),
            "explained": answer,
            "period": words.period_words(str(row["period"])) if row["period"] else None,
        }
        for row, answer in zip(rows, said, strict=True)
    ]
    told = words.count(len(rows), "finding")
    forces = {row["force_code"] for row in rows if row["force_code"]}
    parts.draw(
        parts.Figure(
            key="findings",
            finding=f"{told} about {words.count(len(forces), 'force')}, none of which blocks"
            if not any(row["blocks_release"] for row in rows)
            else f"{told}, some of which block a release",
            rows=rows,
            columns={
                "severity": "Severity",
                "rule_id": "Rule",
                "force": "Force",
                "period": "Period",
                "message": "What was found",
                "expected": "Expected",
                "observed": "Observed",
                "difference": "Difference",
                "unit": "Unit",
                "explained": "The force's explanation",
            },
            in_files={
                "title": "Indicator",
                "indicator": "Name in Muster",
                "dimension": "Dimension",
            },
            release_id=release_id,
            open_table=len(rows) <= 60,
            stacked=True,
        )
    )


# What a check holds a release against, as the sentence at the top of the page says it.
SUITES: Mapping[str, str] = {
    "history": "Each force's own past",
    "peers": "Other forces",
    "returns": "One return against another",
    "release": "The release itself",
}


def _named(indicator: Row | None) -> dict[str, object]:
    """An indicator as people call it; a check of a whole return is of none."""
    return {name: indicator[name] if indicator else None for name in ("title", "unit")}


def _of_return(table_name: str, titles: Mapping[str, str]) -> str | None:
    """The return that a check is of: `workforce`, `workforce.stock`, `raw.workforce__stock`."""
    return titles.get(table_name.removeprefix("raw.").partition("__")[0].partition(".")[0])


def _outcome(row: Row) -> str:
    if not row["success"]:
        return "found something"
    return "found nothing" if row["evaluated"] else "nothing to check"


def results(release_id: str) -> None:
    """Each expectation, with how often it was asked and how often it failed."""
    titles = {contract.slug: contract.title for contract in all_contracts()}
    rows = [
        {
            **row,
            "suite": SUITES.get(str(row["suite"]), row["suite"]),
            "return": _of_return(str(row["table_name"]), titles),
            "asks": row.get("description") or str(row["expectation"]).replace("_", " "),
            "outcome": _outcome(row),
        }
        for row in queries.rows(
            release_id,
            "select * from checks.results order by success, suite, rule_id, table_name",
        )
    ]
    found = sum(1 for row in rows if not row["success"])
    idle = sum(1 for row in rows if row["outcome"] == "nothing to check")
    parts.draw(
        parts.Figure(
            key="results",
            finding=f"{found} of {words.count(len(rows), 'check')} found something"
            + (f"; {idle} had nothing to check" if idle else ""),
            rows=rows,
            columns={
                "rule_id": "Rule",
                "asks": "What it checks",
                "return": "Return",
                "suite": "Compared with",
                "outcome": "Outcome",
                "evaluated": "Rows checked",
                "unexpected": "Rows found",
            },
            in_files={"expectation": "Check"},
            note="A check that had nothing to check does not count as passed.",
            release_id=release_id,
            open_table=len(rows) <= 60,
            stacked=True,
        )
    )


show()
