"""Trace: from one figure to the release, the submissions and the received files behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from app import caveats, parts, people, queries, received, state, words
from app.queries import Row
from contracts.load import load_codelist
from ledger.access import Operation


def show() -> None:
    st.title("Trace")
    st.markdown("From one figure back to the files that it came from.")
    release_id = queries.require_release()
    registry = queries.indicators(release_id)
    mine = people.forces(Operation.TRACE)
    known = queries.forces(release_id)
    forces = {code: row for code, row in known.items() if code in mine}
    if not registry:
        st.info("The release holds no indicators yet.")
        return
    if not forces:
        st.info("The release holds no force whose figures you may trace.")
        return
    titles = {name: f"{row['title']} ({row['return_title']})" for name, row in registry.items()}
    left, middle, right = state.row_of(3)
    with left:
        code = state.choose(
            "Force",
            "force",
            {c: words.force_name(f) for c, f in forces.items()},
            next(iter(forces)),
        )
    with middle:
        name = state.choose("Indicator", "indicator", titles, next(iter(titles)))
    with right:
        found = queries.require_periods(release_id, registry[name])
        periods = {p: words.period_words(p) for p in found}
        period = state.choose("Period", "period", periods, next(iter(periods)))
    cells = queries.comparison(release_id, name, period)
    row = next((r for r in cells if r["force_code"] == code), None)
    figure(release_id, registry[name], row, period)
    submissions(release_id, code, name, period)
    received_files(release_id, code, name, period)


def figure(release_id: str, indicator: Row, row: Row | None, period: str) -> None:
    """The figure itself and the release it is in."""
    places = int(indicator["decimals"])
    if row is None:
        st.markdown("## The release has no row for this force and period")
        return
    when = words.period_words(period)
    value = words.status_words(row)
    if row["status"] == "published":
        value = words.with_unit(words.number(row["value"], places), str(indicator["unit"]))
    parts.draw(
        parts.Figure(
            key="traced",
            finding=f"{indicator['title']}: {row['force_name']}, {when}: {value}",
            rows=[
                {"what": "Release", "value": release_id},
                {"what": "Release made from the ledger as of", "value": as_of(release_id)},
                {"what": "Indicator", "value": indicator["title"]},
                {"what": "Definition", "value": indicator["definition"]},
                {"what": "Force", "value": row["force_name"]},
                {"what": "Period", "value": when},
                {"what": "Figure", "value": value},
                {"what": "Status", "value": words.status_words(row)},
                {"what": "Reason", "value": row["status_reason"]},
                {
                    "what": str(indicator["numerator_label"]),
                    "value": words.plain(row["numerator"]),
                },
                {
                    "what": str(indicator["denominator_label"] or "Denominator"),
                    "value": words.plain(row["denominator"]),
                },
            ],
            columns={"what": "What", "value": "Value"},
            caveats=caveats.beside(release_id, indicator, [row], period),
            release_id=release_id,
            open_table=True,
        )
    )


def as_of(release_id: str) -> str:
    """The time up to which the ledger was read for a release."""
    found = queries.rows(release_id, "select as_of from raw.release")
    return _moment(found[0]["as_of"]) if found else words.NOTHING


_SUBMISSIONS = """
    select s.*, coalesce(f.short_name, s.force_code) as force, (
        select string_agg(
            'version ' || e.version || ', signed off ' || strftime(e.signed_off_at, '%-d %B %Y'),
            '; ' order by e.version
        )
        from raw.submissions as e
        where (e.return_slug, e.force_code, e.period) = (s.return_slug, s.force_code, s.period)
            and e.submission_id <> s.submission_id and e.signed_off_at is not null
    ) as stood_before
    from marts.lineage as l join raw.submissions as s using (submission_id)
    left join marts.force as f on s.force_code = f.force_code
    where l.force_code = ? and l.indicator = ? and l.period = ? order by s.submission_id"""
_FILES = """
    select f.* from marts.lineage as l join raw.submission_files as f using (submission_id)
    where l.force_code = ? and l.indicator = ? and l.period = ?
    order by f.submission_id, f.file_name"""


def submissions(release_id: str, code: str, indicator: str, period: str) -> None:
    """The submissions behind the figure."""
    found = queries.rows(release_id, _SUBMISSIONS, code, indicator, period)
    parts.draw(
        parts.Figure(
            key="submissions",
            finding=f"{words.count(len(found), 'submission')} behind this figure",
            rows=[_told(row) for row in found],
            columns={
                "submission_id": "Submission",
                "return": "Return",
                "force": "Force",
                "period": "Period",
                "version": "Version",
                "stood_before": "Signed off before it",
                "type": "Type",
                "sent_again": "Reason for resubmission",
                "state_words": "State",
                "received": "Received",
                "signed_off": "Signed off",
                "is_late": "Late",
            },
            in_files={
                "contract_version": "Contract",
                "received_at": "Received (UTC)",
                "signed_off_at": "Signed off (UTC)",
            },
            note=made_up_words(found),
            release_id=release_id,
            open_table=True,
            stacked=True,
        )
    )


def made_up_words(submissions: Sequence[Row]) -> str:
    """Which of the submissions are of the demonstration: a sentence, or nothing for none."""
    made_up = [str(row["submission_id"]) for row in submissions if row["demonstration"]]
    if not made_up:
        return ""
    which = "" if len(made_up) == len(submissions) else f" in {words.listed(made_up)}"
    return f"Demonstration data{which}: generated, not sent by a force."


def received_files(release_id: str, code: str, indicator: str, period: str) -> None:
    """The files behind the figure, as they were received."""
    files = queries.rows(release_id, _FILES, code, indicator, period)
    parts.draw(
        parts.Figure(
            key="files",
            finding=f"{words.count(len(files), 'received file')}, kept as sent",
            rows=files,
            columns={
                "file_name": "File",
                "sha256": "SHA-256 of the bytes received",
                "size_bytes": "Bytes",
                "submission_id": "Submission",
            },
            note="Whoever holds the file can compute its SHA-256 and compare.",
            release_id=release_id,
            open_table=True,
            stacked=True,
        )
    )
    with st.container(horizontal=True):
        behind = dict.fromkeys(str(row["submission_id"]) for row in files)
        for submission_id in behind:
            of = f", {submission_id}" if len(behind) > 1 else ""
            received.offer(submission_id, f"As received{of}: ")


def _told(submission: Row) -> dict[str, object]:
    """A submission with its codes in words."""
    state = str(submission["state"])
    reasons = {code.code: code.label for code in load_codelist("revision_reason").codes}
    return {
        **submission,
        "return": words.return_words(str(submission["return_slug"])),
        "type": str(submission["submission_type"]).capitalize(),
        "sent_again": reasons.get(str(submission.get("revision_reason")), ""),
        "state_words": words.STATE_WORDS.get(state, state.capitalize()),
        "received": _moment(submission["received_at"]),
        "signed_off": _moment(submission["signed_off_at"]),
    }


def _moment(held: object) -> str:
    """A time as a release holds it, in words."""
    return words.moment_words(datetime.fromisoformat(str(held))) if held else ""


show()
