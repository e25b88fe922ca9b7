"""What `--server URL` makes of validate, submit and status: the same words, through the API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from contracts.errors import UsageError
from muster.api.client import Server, at
from muster.explanations import read_file


def validate(
    url: str, files: Sequence[Path], slug: str, force: str | None, period: str | None, form: str
) -> tuple[bytes, int]:
    """The report of a check at the server, and its exit code."""
    _require(files)
    order = {"return": slug, "force": force, "period": period}
    with at(url) as server:
        return server.check(files, order, form)


def submit(
    url: str,
    files: Sequence[Path],
    slug: str,
    force: str | None,
    period: str,
    explain: Path | None,
    reason: str | None,
) -> int:
    """Submit at the server and say what became of it. Returns the exit code of its check."""
    _require(files)
    order: dict[str, Any] = {"return": slug, "period": period}
    order |= {"force": force} if force else {}
    order |= {"revision_reason": reason} if reason else {}
    if explain is not None:
        order["explanations"] = [
            {
                "rule_id": told.rule_id,
                "table": told.table,
                "column": told.column,
                "key": dict(told.key),
                "reason_code": told.reason_code,
                "sentence": told.sentence,
            }
            for told in read_file(explain)
        ]
    with at(url) as server:
        done = server.submit(files, order)
        return _tell(server, done)


def status(url: str, submission_id: str) -> None:
    """Where a submission stands, as JSON, with who did what."""
    with at(url) as server:
        typer.echo(json.dumps(server.get(f"/submissions/{submission_id}"), indent=2))


def _tell(server: Server, done: dict[str, Any]) -> int:
    sid, state = str(done["submission_id"]), str(done["state"])
    what = f"Submission {sid} ({done['return']}, {done['force']}, {done['period']})"
    content, code = server.report(sid, "text")
    if state == "rejected":
        typer.echo(content.decode())
    warnings = int(done["counts"].get("warning", 0))
    fates = {
        "rejected": "is kept as it came and rejected: mend what is named above, send it again.",
        "needs_explanation": f"is kept; it waits for explanations of its {warnings:,} warnings.",
        "ready": "is kept and ready: an approver can sign it off.",
        "signed_off": "is accepted and live.",
    }
    typer.echo(f"{what} {fates.get(state, f'is {state}.')}")
    if state in ("ready", "signed_off"):
        typer.echo(json.dumps(server.get(f"/submissions/{sid}/receipt"), indent=2))
    return code


def _require(files: Sequence[Path]) -> None:
    for path in files:
        if not path.is_file():
            raise UsageError(f"There is no file {path}.")
