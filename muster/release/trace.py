"""The way back from one figure to the files that a force sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts import amounts
from contracts.errors import UsageError

from . import ask, found, store
from .ask import Row
from .store import Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


# The force's own figure, or the sum of the forces that it was made of.
_FIGURE = """
    with figures as (
        select * from marts.comparison union all by name select * from marts.reaggregated
    )
    select * from figures where force_code = ? and indicator = ? and period = ?
"""


@dataclass(frozen=True, slots=True)
class Trace:
    """One figure, the release that holds it, and everything that it was made from.

    `submissions` each carry their `files` (name, sha256, size_bytes), when they were received
    and signed off, and how many findings and explanations came with them. `findings` are those
    of the release's own checks about this figure and its return. `reference` are the tables that
    this installation held beside the ledger, each with the received files behind it (`loads`).
    """

    release: Row
    figure: Row
    definition: Row
    submissions: Sequence[Row]
    findings: Sequence[Row]
    reference: Sequence[Row]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def trace(home: Path, force: str, indicator: str, period: str) -> Trace:
    """Trace a figure of the current release.

    Raises UsageError, with the nearest names, for an unknown force, indicator or period.
    """
    release = store.require_current(home)
    with store.connect(release) as connection:
        ask.known_force(connection, force)
        definition = ask.known_indicator(connection, indicator)
        known = ask.known_period(connection, indicator, period)
        figures = ask.rows(connection, _FIGURE, force, indicator, known)
        if not figures:
            raise UsageError(f"This release has no row of {indicator} for force {force}, {period}.")
        return Trace(
            release=_release(release),
            figure=figures[0],
            definition=definition,
            submissions=_submissions(connection, force, indicator, known),
            findings=_findings(connection, force, indicator, known),
            reference=_reference(release),
        )


def render_trace(traced: Trace, form: str) -> str:
    """The trace as `text` or `json`, with a line break at the end."""
    if form == "json":
        return json.dumps(traced.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return "\n".join(_text(traced)) + "\n"


def _release(release: Release) -> Row:
    wanted = ("release_id", "as_of", "built_at", "code_version", "demonstration")
    return {name: release.manifest.get(name) for name in wanted}


def _reference(release: Release) -> list[Row]:
    """Reference tables by name with their hash, boundaries too: they are kept as they came."""
    hashes: dict[str, str] = dict(release.manifest.get("reference") or {})
    by_name: dict[str, list[Row]] = {}
    for load in release.manifest.get("reference_loads") or ():
        by_name.setdefault(str(load["kept_as"]), []).append(
            {name: load[name] for name in ("loaded_at", "file", "sha256")}
        )
        if str(load["kept_as"]).startswith("boundaries_"):
            hashes[str(load["kept_as"])] = str(load["sha256"])
    return [
        {"name": name, "sha256": sha256, "loads": by_name.get(name, [])}
        for name, sha256 in sorted(hashes.items())
    ]


def _submissions(
    connection: DuckDBPyConnection, force: str, indicator: str, period: str
) -> list[Row]:
    found = ask.rows(
        connection,
        """
        select sent.*,
            (select coalesce(sum(failed), 0) from raw.rule_outcomes as outcome
                where outcome.submission_id = sent.submission_id) as findings,
            (select count(*) from raw.explanations as said
                where said.submission_id = sent.submission_id) as explanations,
            (select string_agg('version ' || earlier.version || ' (signed off '
                || strftime(earlier.signed_off_at, '%Y-%m-%d') || ')', ', '
                order by earlier.version)
                from raw.submissions as earlier
                where earlier.return_slug = sent.return_slug
                    and earlier.force_code = sent.force_code and earlier.period = sent.period
                    and earlier.submission_id <> sent.submission_id
                    and earlier.signed_off_at is not null) as stood_before
        from raw.submissions as sent
        where sent.submission_id in (
            select submission_id from marts.lineage
            where force_code = ? and indicator = ? and period = ?
        )
        order by sent.return_slug, sent.period, sent.version
        """,
        force,
        indicator,
        period,
    )
    for submission in found:
        submission["files"] = ask.rows(
            connection,
            "select file_name as name, sha256, size_bytes from raw.submission_files "
            "where submission_id = ? order by file_name",
            submission["submission_id"],
        )
        for name in ("findings", "explanations"):
            submission[name] = int(submission[name])
    return found


def _findings(connection: DuckDBPyConnection, force: str, indicator: str, period: str) -> list[Row]:
    """Of the figure itself, and of the return that it is made from."""
    of_return = [
        {name: row[name] for name in ("rule_id", "severity", "suite", "message")}
        for row in ask.rows(connection, found.QUERY, indicator, period)
        if row["force_code"] == force
    ]
    return of_return + ask.rows(
        connection,
        "select rule_id, severity, suite, message from checks.findings "
        "where force_code = ? and indicator = ? and period = ? order by rule_id",
        force,
        indicator,
        period,
    )


def _text(traced: Trace) -> list[str]:
    figure, definition = traced.figure, traced.definition
    lines = [
        f"{definition['title']}, {figure.get('force_name') or figure['force_code']}, "
        f"{figure['period']}: {_value(figure, definition)}",
        f"  {definition.get('definition') or ''}".rstrip(),
        f"  {_parts(figure, definition)}",
        *([f"  Caveats: {figure['caveats']}"] if figure.get("caveats") else []),
        "",
        f"Release {traced.release['release_id']}, from the ledger as of {traced.release['as_of']}",
    ]
    if figure.get("summed_forces"):
        lines[2:2] = [f"  The sum of {figure['summed_forces']}, which have merged since."]
    if traced.release["demonstration"]:
        lines.append("  Demonstration data.")
    lines.append("")
    if not traced.submissions:
        lines.append("No submission stands behind this figure.")
    for submission in traced.submissions:
        lines += _submission_lines(submission, str(figure["force_code"]))
    for table in traced.reference:
        lines.append(f"Reference {table['name']} sha256 {table['sha256']}")
        lines += [
            f"  from {load['file']} sha256 {load['sha256']}, loaded {load['loaded_at']}"
            for load in table["loads"]
        ]
    for finding in traced.findings:
        lines.append(f"Release check {finding['rule_id']}: {finding['message']}")
    return lines


def _submission_lines(submission: Row, force_code: str) -> list[str]:
    late = ", late" if submission["is_late"] else ""
    sender = str(submission["force_code"])
    return [
        f"Submission {submission['submission_id']}: {submission['return_slug']} "
        f"{submission['contract_version']}, {f'of {sender}, ' if sender != force_code else ''}"
        f"{submission['period']}, "
        f"version {submission['version']} ({submission['submission_type']})",
        f"  received {submission['received_at']}{late}; signed off {submission['signed_off_at']}",
        *_before(submission),
        f"  {amounts.count(submission['findings'], 'finding')}, "
        f"{amounts.count(submission['explanations'], 'explanation')}",
        *(
            f"  file {file['name']} ({file['size_bytes']:,} bytes) sha256 {file['sha256']}"
            for file in submission["files"]
        ),
    ]


def _before(submission: Row) -> list[str]:
    """Which versions stood where this one stands now, and why it was sent."""
    if not submission["stood_before"]:
        return []
    why = f"; sent again: {submission['revision_reason']}" if submission["revision_reason"] else ""
    return [f"  before it: {submission['stood_before']}{why}"]


def _value(figure: Row, definition: Row) -> str:
    if figure["value"] is None:
        return f"{figure['status']}. {figure.get('status_reason') or ''}".rstrip()
    decimals = int(definition.get("decimals") or 0)
    written = amounts.with_unit(f"{figure['value']:,.{decimals}f}", str(definition["unit"]))
    if figure.get("lower") is None or figure.get("upper") is None:
        return written
    return f"{written} (95% {figure['lower']:,.{decimals}f} to {figure['upper']:,.{decimals}f})"


def _parts(figure: Row, definition: Row) -> str:
    """The sum behind the figure: 140 x / 200 y."""
    parts = [
        f"{label} {f'{figure[name]:,.2f}'.removesuffix('.00')}"
        for name, label in (
            ("numerator", definition.get("numerator_label")),
            ("denominator", definition.get("denominator_label")),
        )
        if figure.get(name) is not None and label
    ]
    return " / ".join(parts) or "No sum stands behind it."
