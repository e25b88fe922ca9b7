"""Checks in limited child processes: the parent never parses what a stranger sent."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from contracts.findings import Finding, Report
from validators.children import environment
from validators.digests import digest
from validators.jobs import DRAWN, FINDINGS_FOLDER, Job


class _Child:
    """One child process, started when it is first needed and again when it has died."""

    def __init__(self, threads: int | None, adopts: bool) -> None:
        self._threads = threads
        self._adopts = adopts
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = b""
        self._has_served = False

    def run(self, job: Job) -> Report:
        """The job's report; a child that dies or overruns gives a report that says so.

        The answer never depends on how it is drawn: a rendering that takes too much is left out.
        """
        line = self._answer(job)
        if line == "" and self._has_served:
            # It may have died of something else than this file: a fresh one is asked once more.
            self.stop()
            line = self._answer(job)
        if not line:
            self.stop()
            allowed = job.allowance
            return _refusal(job, allowed.too_long if line is None else allowed.too_much)
        self._has_served = True
        answer = json.loads(line)
        if "failure" in answer:
            self.stop()
            return _refusal(job, answer["failure"])
        if job.renderings and self._line(job.allowance.wall_seconds) != DRAWN:
            self.stop()
            for path in (rendering.path for rendering in job.renderings):
                if path.is_file():
                    path.unlink()
        report = Report.from_dict(json.loads(Path(answer["report"]).read_text(encoding="utf-8")))
        return _with_stored(report, job) if answer["stored"] and self._adopts else report

    def _answer(self, job: Job) -> str | None:
        """What the child says of a job; see `_line`."""
        process = self.start()
        assert process.stdin is not None
        try:
            process.stdin.write(job.to_json().encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            return ""
        return self._line(job.allowance.wall_seconds)

    def _line(self, seconds: float) -> str | None:
        """What the child says next; nothing where it has died, None where it takes too long."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        end = time.monotonic() + seconds
        while b"\n" not in self._heard:
            ready, _, _ = select.select([process.stdout], [], [], max(0, end - time.monotonic()))
            if not ready:
                return None
            said = os.read(process.stdout.fileno(), 65536)
            if not said:
                return ""
            self._heard += said
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

    def start(self) -> subprocess.Popen[bytes]:
        """The process, which is started where it does not run."""
        if self._process is not None and self._process.poll() is not None:
            self.stop()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "validators.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(**_threads(self._threads)),
            )
        return self._process

    def stop(self) -> None:
        self._heard = b""
        self._has_served = False
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    # Closing writes what is left, which a child that died before it took it does
                    # not read; the stream is closed all the same.
                    with suppress(BrokenPipeError):
                        stream.close()
            self._process = None


def _with_stored(report: Report, job: Job) -> Report:
    """The report with the findings that were too many for it."""
    from validators.stored import StoredFindings

    return replace(report, findings=StoredFindings.adopt(job.out_dir / FINDINGS_FOLDER))


def _threads(threads: int | None) -> dict[str, str]:
    return {} if threads is None else {"POLARS_MAX_THREADS": str(threads)}


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

    def start(self) -> None:
        """Start a child now, so that it has its libraries when the first job comes."""
        self._executor.submit(self._own_child)

    def check(self, job: Job) -> Report:
        return self._executor.submit(self._run, job).result()

    def check_many(self, jobs: Iterable[Job]) -> Iterator[Report]:
        return self._executor.map(self._run, jobs)

    def _run(self, job: Job) -> Report:
        job.out_dir.mkdir(parents=True, exist_ok=True)
        return self._own_child().run(job)

    def _own_child(self) -> _Child:
        """The child of the thread that asks, alive."""
        child = getattr(self._own, "child", None)
        if child is None:
            child = self._own.child = _Child(self._threads, self._adopts)
            with self._lock:
                self._children.append(child)
        child.start()
        return child


def check_many(jobs: Iterable[Job], workers: int = 1) -> Iterator[Report]:
    """Check every job; one report a job, in the same order."""
    with Pool(workers) as pool:
        yield from pool.check_many(jobs)


def check_one(job: Job) -> Report:
    """Check one submission in a child of its own."""
    with Pool(1) as pool:
        return pool.check(job)
