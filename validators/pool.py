"""Checks in limited child processes: the parent never parses what a stranger sent."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from contracts.findings import Finding, Report
from validators.digests import digest
from validators.jobs import FINDINGS_FOLDER, Job


class _Child:
    """One child process, started when it is first needed and again when it has died."""

    def __init__(self, threads: int | None, adopts: bool) -> None:
        self._threads = threads
        self._adopts = adopts
        self._process: subprocess.Popen[str] | None = None

    def run(self, job: Job) -> Report:
        """The job's report; a child that dies or overruns gives a report that says so."""
        process = self._alive()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(job.to_json() + "\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], job.allowance.wall_seconds)
            line = process.stdout.readline() if ready else ""
        except BrokenPipeError:
            line, ready = "", [process.stdout]
        if not line:
            self.stop()
            return _refusal(
                job, "it could not be read within its limits" if ready else "it took too long"
            )
        answer = json.loads(line)
        if "failure" in answer:
            self.stop()
            return _refusal(job, answer["failure"])
        report = Report.from_dict(json.loads(Path(answer["report"]).read_text(encoding="utf-8")))
        return _with_stored(report, job) if answer["stored"] and self._adopts else report

    def _alive(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self.stop()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "validators.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=_environment(self._threads),
            )
        return self._process

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None


def _with_stored(report: Report, job: Job) -> Report:
    """The report with the findings that were too many for it."""
    from validators.stored import StoredFindings

    return replace(report, findings=StoredFindings.adopt(job.out_dir / FINDINGS_FOLDER))


def _environment(threads: int | None) -> dict[str, str]:
    """The parent's, with less address space per thread, and our packages wherever we are."""
    root = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
    extra = {"PYTHONPATH": path, "MALLOC_ARENA_MAX": "2"}
    if threads is not None:
        extra["POLARS_MAX_THREADS"] = str(threads)
    return {**os.environ, **extra}


def _refusal(job: Job, why: str) -> Report:
    """The report of a file that cost its reader its life."""
    contract = job.contract()
    names = ", ".join(path.name for path in job.paths)
    rule = contract.rule("C01")
    message = (
        f"{names} cannot be read: {why}. Save it again as a plain CSV or XLSX file, "
        "without anything but the table, and send that."
    )
    return Report(
        return_slug=contract.slug,
        contract_version=contract.version,
        file=names,
        sha256=digest(job.paths),
        readable=False,
        findings=[
            Finding(
                rule_id=rule.id, severity=rule.severity, dimension=rule.dimension, message=message
            )
        ],
        force_code=job.force_code,
        period=job.period,
    )


class Pool:
    """Some children, each with one job at a time; reports come back in the order of the jobs.

    One that does not adopt leaves findings that are many in the job's folder, for someone else.
    """

    def __init__(self, workers: int = 1, *, adopts: bool = True) -> None:
        self._workers = workers
        self._adopts = adopts
        self._threads = 1 if workers > 1 else None
        self._children: list[_Child] = []
        self._own = threading.local()
        self._lock = threading.Lock()
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="check")

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.stop()

    def check(self, job: Job) -> Report:
        return self._executor.submit(self._run, job).result()

    def check_many(self, jobs: Iterable[Job]) -> Iterator[Report]:
        return self._executor.map(self._run, jobs)

    def _run(self, job: Job) -> Report:
        child = getattr(self._own, "child", None)
        if child is None:
            child = self._own.child = _Child(self._threads, self._adopts)
            with self._lock:
                self._children.append(child)
        job.out_dir.mkdir(parents=True, exist_ok=True)
        return child.run(job)


def check_many(jobs: Iterable[Job], workers: int = 1) -> Iterator[Report]:
    """Check every job; one report a job, in the same order."""
    with Pool(workers) as pool:
        yield from pool.check_many(jobs)


def check_one(job: Job) -> Report:
    """Check one submission in a child of its own."""
    with Pool(1) as pool:
        return pool.check(job)
