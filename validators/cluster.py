"""The same checks on a Spark cluster: each worker hands its jobs to a limited child of its own.

Nothing but jobs and reports travels through Spark. The files, and the folders that the typed
tables are written to, lie where every worker finds them under the same name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from contracts.findings import Report
from validators.jobs import FINDINGS_FOLDER, Job
from validators.pool import Pool
from validators.stored import StoredFindings

# More batches than slots, so that a worker with slow files does not keep the others waiting.
_BATCHES_PER_SLOT = 4


def check_many_on(context: Any, jobs: Sequence[Job]) -> Iterator[Report]:
    """Check every job on the workers of a SparkContext; one report a job, in the same order."""
    if not jobs:
        return
    lines = [job.to_json() for job in jobs]
    batches = min(len(jobs), _BATCHES_PER_SLOT * int(context.defaultParallelism))
    answers = context.parallelize(lines, batches).mapPartitions(_answers).collect()
    for job, answer in zip(jobs, answers, strict=True):
        yield _report(job, json.loads(answer))


def _answers(lines: Iterable[str]) -> Iterator[str]:
    """On a worker: the reports of a batch of jobs."""
    for line in lines:
        yield json.dumps(_own_pool().check(Job.from_json(line)).as_dict())


@cache
def _own_pool() -> Pool:
    """The child of this worker process, for all of its batches; it ends when the worker does."""
    return Pool(1, adopts=False)


def _report(job: Job, content: dict[str, Any]) -> Report:
    """The report, with the findings that were too many to travel."""
    report = Report.from_dict(content)
    folder = job.out_dir / FINDINGS_FOLDER
    return replace(report, findings=StoredFindings.adopt(folder)) if folder.is_dir() else report
