"""What `--server URL` makes of a command: the same words, through the API."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import typer

from contracts.errors import SubmissionError
from contracts.filters import nothing_found
from ledger.times import minute_words, read_time
from muster import window_words
from muster.api.client import Server, at
from muster.api.paths import place
from muster.cli_options import stands, write
from muster.explanations import read_file
from muster.file_names import require_files


@contextmanager
def validated(
    url: str,
    files: Sequence[Path],
    order: Mapping[str, str | None],
    form: str,
    corrected: Mapping[str, Path],
) -> Generator[tuple[IO[bytes], int, str | None]]:
    """The report of a check at the server, its exit code, and why nothing could be suggested.

    `corrected` says where the suggested corrections go: {xlsx: the tables, csv: the list}.
    """
    require_files(files)
    with at(url) as server, server.rehearsing(files, order) as asked:
        report, exit_code = server.check(asked, form)
        why_not = None
        try:
            for ending, path in corrected.items():
                with server.corrections(asked, ending) as told, path.open("wb") as written:
                    written.writelines(told)
        except SubmissionError as error:
            why_not = str(error)
        with report:
            yield report, exit_code, why_not


def changes(
    url: str, files: Sequence[Path], order: Mapping[str, str | None], form: str
) -> tuple[str | None, int]:
    """What the files would change against what is live; None where they do not pass, and the exit
    code of their check."""
    require_files(files)
    with at(url) as server, server.rehearsing(files, order) as asked:
        report, exit_code = server.check(asked, "json")
        report.close()
        if exit_code:
            return None, exit_code
        return server.ask("/changes", asked, format=form).decode(), exit_code


def report(url: str, submission_id: str, form: str) -> Iterator[bytes]:
    """All that was found of a submission. Raises, before anything is written, where it cannot."""
    with at(url) as server:
        told, _ = server.report(submission_id, form)
    return _passed_on(told)


def plausibility(url: str, submission_id: str) -> None:
    """What history, other forces and other returns said of a submission, as far as they were
    asked."""
    with at(url) as server:
        found = server.get(place("submissions", submission_id))
        wanted = server.get(place("submissions", submission_id, "explanations"))["wanted"]
    told = found["plausibility"]
    typer.echo(told["sentence"])
    for each in wanted:
        if each["rule_id"] in told["rules"]:
            typer.echo(f"{each['rule_id']}: {each['message']}")
    typer.echo(f"Submission {submission_id} {stands(str(found['state']))}.")


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
    require_files(files)
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
        typer.echo(json.dumps(server.get(place("submissions", submission_id)), indent=2))


def list_submissions(url: str, slug: str | None, force: str | None, period: str | None) -> None:
    """Every submission that the token may see, oldest first."""
    asked = {"return": slug, "force": force, "period": period}
    with at(url) as server:
        found = server.get("/submissions", **_said(asked))
    if not found:
        typer.echo(nothing_found(slug, force, period), err=True)
    for each in found:
        late = "  late" if each["late"] else ""
        came = minute_words(read_time(str(each["received_at"])))
        typer.echo(
            f"{each['submission_id']}  {each['return']}  {each['force']}  {each['period']}  "
            f"v{each['version']}  {came}  {str(each['state']).replace('_', ' ')}{late}"
        )


def fetch(url: str, path: str, **params: str) -> None:
    """What the server writes, as it writes it."""
    with at(url) as server:
        typer.echo(server.fetch(path, **params).decode(), nl=False)


def effects(url: str, submission_id: str, form: str) -> None:
    """Which published comparisons would move."""
    from muster.moves import Effects, render

    with at(url) as server:
        found = Effects.from_dict(server.get(place("submissions", submission_id, "effects")))
    typer.echo(render(found, form), nl=False)


def warnings(url: str, submission_id: str, form: str) -> Iterator[bytes]:
    """The sheet of a submission's warnings. Raises, before anything is written, where it cannot."""
    with at(url) as server:
        told = server.sheet(submission_id, form)
    return _passed_on(told)


def _passed_on(told: IO[bytes]) -> Iterator[bytes]:
    with told:
        yield from told


def explain(url: str, submission_id: str, sheet: Path) -> None:
    """Take in the explanations of a sheet."""
    from contracts.amounts import count as counted

    require_files([sheet])
    asked = place("submissions", submission_id, "explanations")
    with at(url) as server:
        done = server.post(f"{asked}/sheet", {"upload": server.bring(sheet)})
        left = len(server.get(asked)["wanted"])
    typer.echo(
        f"The sheet was taken in; left: {counted(left, 'warning')}. "
        f"Submission {submission_id} {stands(str(done['state']))}."
    )


def sign_off(url: str, submission_id: str, read_to: int | None) -> None:
    """Make a submission live, and show its receipt."""
    held = "" if read_to is None else f"?read_to={read_to}"
    with at(url) as server:
        done = server.post(place("submissions", submission_id, "sign-off") + held)
    typer.echo(json.dumps(done, indent=2, ensure_ascii=False))


def withdraw(url: str, submission_id: str, reason: str) -> None:
    with at(url) as server:
        server.post(place("submissions", submission_id, "withdrawal"), {"reason": reason})
    typer.echo(f"Submission {submission_id} is withdrawn.")


def revert(url: str, submission_id: str, reason: str) -> None:
    with at(url) as server:
        live = server.post(place("submissions", submission_id, "reversal"), {"reason": reason})
    typer.echo(
        f"Submission {submission_id} is withdrawn; version {live['version']}, "
        f"{live['submission_id']}, is live again."
    )


def receipt(url: str, submission_id: str, form: str) -> bytes:
    """The receipt as JSON or PDF."""
    ending = ".pdf" if form == "pdf" else ""
    with at(url) as server:
        return server.fetch(place("submissions", submission_id, "receipt") + ending)


def window(url: str, slug: str, period: str, act: str, asked: Mapping[str, str | None]) -> None:
    """Open, extend or close a window, and say how it stands."""
    with at(url) as server:
        typer.echo(
            window_words.line(server.post(place("windows", slug, period, act), _said(asked)))
        )


def windows(url: str, slug: str | None, form: str) -> None:
    """Every window, with its due date and extensions."""
    with at(url) as server:
        found = server.get("/windows", **_said({"return": slug}))
    typer.echo(window_words.windows(found, form))


def standing(url: str, slug: str, period: str, form: str, *, missing: bool) -> None:
    """Who has sent the return of a period, and who has not."""
    with at(url) as server:
        rows: Any = server.get(place("windows", slug, period, "standing"))
        found = server.get("/windows", **{"return": slug, "period": period})
    window = found[0] if found else None
    typer.echo(window_words.standing(rows, window, form, missing=missing))


def _said(asked: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value is not None}


def _tell(server: Server, done: dict[str, Any]) -> int:
    sid, state = str(done["submission_id"]), str(done["state"])
    what = f"Submission {sid} ({done['return']}, {done['force']}, {done['period']})"
    report, code = server.report(sid, "text")
    with report:
        if state == "rejected":
            write(report, None)
    warnings = int(done["counts"].get("warning", 0))
    fates = {
        "rejected": "is rejected, and kept as received: correct what is listed above and send it "
        "again.",
        "needs_explanation": f"is kept; it waits for explanations of its {warnings:,} warnings.",
        "ready": "is kept and ready: an approver can sign it off.",
        "signed_off": "is accepted and live.",
    }
    typer.echo(f"{what} {fates.get(state, f'is {state}.')}")
    if state in ("ready", "signed_off"):
        typer.echo(json.dumps(server.get(place("submissions", sid, "receipt")), indent=2))
    return code
