"""Release checks: what the whole picture was tested for before it was shown."""

from __future__ import annotations

import streamlit as st

from app import parts, queries, state, words
from muster.release import explained


def show() -> None:
    st.title("Release checks")
    st.markdown(
        "Before a release is shown, the whole of it is tested: each force against its own past, "
        "against others, and one return against another. A check that blocks leaves the last "
        "release standing."
    )
    release_id = queries.require_release()
    for sentence in queries.reference_changes(release_id):
        st.warning(
            parts.escaped(f"Reference tables: {sentence} Figures that use them may have moved.")
        )
    forces = {code: words.force_name(f) for code, f in queries.forces(release_id).items()}
    force = state.choose("Force", "force_checked", {"all": "All forces", **forces}, "all")
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
    rows = [{**row, "explained": answer} for row, answer in zip(rows, said, strict=True)]
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
                "explained": "What the force says",
                "indicator": "Indicator",
                "dimension": "Dimension",
            },
            release_id=release_id,
            open_table=len(rows) <= 60,
        )
    )


def results(release_id: str) -> None:
    """Each expectation, with how often it was asked and how often it failed."""
    rows = [
        {
            **row,
            "expectation": str(row["expectation"]).replace("_", " "),
            "outcome": "passed" if row["success"] else "found something",
        }
        for row in queries.rows(
            release_id,
            "select * from checks.results order by success, suite, rule_id, expectation",
        )
    ]
    passed = sum(1 for row in rows if row["success"])
    parts.draw(
        parts.Figure(
            key="results",
            finding=f"{passed} of {words.count(len(rows), 'check')} found nothing",
            rows=rows,
            columns={
                "suite": "Suite",
                "expectation": "Check",
                "rule_id": "Rule",
                "outcome": "Outcome",
                "evaluated": "Rows asked",
                "unexpected": "Rows found",
            },
            release_id=release_id,
            open_table=len(rows) <= 60,
        )
    )


show()
