"""What `muster validate FOLDER` says and does: many submissions, here or on a Spark cluster."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from contracts.amounts import count
from contracts.errors import UsageError
from contracts.findings import Report
from muster.submission_folders import jobs_of_folder
from validators.jobs import Job

ENGINES = ("local", "spark")
_OUTCOMES = ("passed", "with errors", "not readable as this return")


def validate_folder(folder: Path, return_slug: str, engine: str, out: Path | None) -> int:
    """Check every <force>/<period>/ of the folder; the worst exit code.

    With `out`, each submission's typed tables and report.json are written to out/<force>/<period>.
    """
    if engine not in ENGINES:
        raise UsageError(f"There is no engine {engine!r}; there are {' and '.join(ENGINES)}.")
    if engine == "spark" and out is None:
        raise UsageError(
            "Spark's workers need a folder that all of them can write to: add --out FOLDER."
        )
    seen: Counter[str] = Counter()
    worst = 0
    with _room(out) as room:
        jobs = jobs_of_folder(folder.resolve(), return_slug, room)
        for job, report in zip(jobs, _reports(jobs, engine), strict=True):
            if report.exit_code:
                typer.echo(_told(job, report))
            if out is not None:
                _keep(job, report)
            seen[_OUTCOMES[report.exit_code]] += 1
            worst = max(worst, report.exit_code)
    total = ", ".join(f"{seen[outcome]:,} {outcome}" for outcome in _OUTCOMES if seen[outcome])
    typer.echo(f"{count(seen.total(), 'submission')} of {return_slug}: {total}.")
    return worst


@contextmanager
def _room(out: Path | None) -> Generator[Path]:
    if out is not None:
        yield out.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="muster-") as scratch:
        yield Path(scratch)


def _reports(jobs: Sequence[Job], engine: str) -> Iterator[Report]:
    if engine == "local":
        from validators.pool import check_many

        yield from check_many(jobs, workers=2)
        return
    from muster.release.spark_session import require_spark, session

    require_spark()
    from validators.cluster import check_many_on

    with tempfile.TemporaryDirectory(prefix="muster-spark-") as work:
        spark = session(Path(work))
        try:
            yield from check_many_on(spark.sparkContext, jobs)
        finally:
            spark.stop()


def _told(job: Job, report: Report) -> str:
    errors = report.counts["error"]
    first = report.findings[0]
    return (
        f"{job.force_code} {job.period}: {errors:,} error{'s' if errors != 1 else ''}; "
        f"the first: {first.rule_id}, {first.message}"
    )


def _keep(job: Job, report: Report) -> None:
    """Beside the typed tables, the report as `--format json` writes it."""
    content = json.dumps(report.as_dict(), indent=2, ensure_ascii=False)
    (job.out_dir / "report.json").write_text(content + "\n", encoding="utf-8")
