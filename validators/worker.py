"""The child process that reads what strangers send: `python -m validators.worker`.

One job a line on standard input, one answer a line on standard output, and one more when what was
asked to be drawn is drawn. Whatever a file does to this process costs that file's own answer and
nothing else: `validators.pool` starts another.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, TextIO

from contracts.findings import Report
from contracts.model import Contract
from validators.children import leave_no_core
from validators.jobs import CORRECTIONS, DRAWN, Budget, Job, Rendering
from validators.read import Limits, RawTable, read_submission
from validators.read.guard import is_short_of_memory
from validators.report import SourceRows, corrections, write
from validators.stored import StoredFindings
from validators.types import SOURCE_ROW
from validators.validate import check_files


def main() -> None:
    """Answer jobs until standard input ends."""
    leave_no_core()
    answers = _private_output()
    # At its first check pandera imports a library for tests where there is one: 0.4 s for nothing.
    sys.modules.setdefault("hypothesis", None)  # type: ignore[arg-type]
    for line in sys.stdin:
        job = Job.from_json(line)
        _limit_self(job.allowance)
        answer, report = _answer(job)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        if report is not None and job.renderings:
            _limit_self(job.allowance)
            answers.write(_drawn(job, report) + "\n")
            answers.flush()


def _private_output() -> TextIO:
    """The real standard output, out of reach of libraries that print."""
    kept = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return kept


def _limit_self(allowed: Budget) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + allowed.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (allowed.memory_bytes, resource.RLIM_INFINITY))


def _answer(job: Job) -> tuple[dict[str, Any], Report | None]:
    """Where the report is; or one sentence. BaseException: pyo3's panics are nothing less."""
    try:
        contract = job.contract(held=True)
        report = check_files(
            job.paths, contract, job.force_code, job.period, job.out_dir, arrival=job.arrival
        )
        report_path = job.out_dir / "report.json"
        stored = isinstance(report.findings, StoredFindings)
        content = report.head() | {"findings": []} if stored else report.as_dict()
        report_path.write_text(json.dumps(content), encoding="utf-8")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if is_short_of_memory(error):
            return {"failure": "it needs more memory than a check is given"}, None
        if os.environ.get("MUSTER_DEBUG"):
            raise
        failure = f"the reader met something that it does not know ({type(error).__name__})"
        return {"failure": failure}, None
    return {"report": str(report_path), "stored": stored}, report


def _drawn(job: Job, report: Report) -> str:
    """DRAWN, when every rendering is written; else why not."""
    try:
        contract = job.contract(held=True)
        for rendering in job.renderings:
            _render(report, contract, job, rendering)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if os.environ.get("MUSTER_DEBUG"):
            raise
        return type(error).__name__
    return DRAWN


def _render(report: Report, contract: Contract, job: Job, rendering: Rendering) -> None:
    if rendering.format == CORRECTIONS:
        if corrections.refused(report, contract) is None:
            content = corrections.as_workbook(report, contract, _sources(job, contract))
            rendering.path.write_bytes(content)
        return
    sources = _sources(job, contract) if rendering.format == "xlsx" and report.readable else None
    write(report, rendering.format, contract, rendering.path, sources=sources)


def _sources(job: Job, contract: Contract) -> dict[str, SourceRows]:
    """The sender's rows again, for the report that marks them."""
    reading = read_submission(job.paths, contract, Limits())

    def rows(table: RawTable) -> SourceRows:
        sent = [
            name for name in contract.table(table.name).column_names if name in table.column_letters
        ]
        for batch in table.batches():
            for row in batch.select(SOURCE_ROW, *sent).iter_rows(named=True):
                yield row.pop(SOURCE_ROW), row

    return {table.name: rows(table) for table in reading.tables}


if __name__ == "__main__":
    main()
