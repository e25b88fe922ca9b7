"""The child process that maps a stranger's extract: `python -m mappings.worker`.

One job of JSON on standard input, one answer on standard output, within limits that it sets
itself before it reads anything: a hostile extract or mapping costs only its own answer.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contracts.errors import MusterError
from contracts.load import load_contract
from mappings.load import load_own
from mappings.upload import fits, map_upload, why_unfit


def main() -> None:
    """Answer one job; BaseException, because a reader's panics are nothing less."""
    kept = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    job: dict[str, Any] = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold cells
    for limit, value in (
        (resource.RLIMIT_AS, int(job["memory_bytes"])),
        (resource.RLIMIT_CPU, int(job["cpu_seconds"])),
    ):
        resource.setrlimit(limit, (value, resource.RLIM_INFINITY))
    try:
        answer = _answer(job)
    except MusterError as error:
        answer = {"failure": str(error)}
    except MemoryError:
        answer = {"failure": "The extract needs more memory than a mapping is given."}
    except BaseException as error:
        if os.environ.get("MUSTER_DEBUG"):
            raise
        answer = {"failure": f"The extract could not be mapped ({type(error).__name__})."}
    kept.write(json.dumps(answer, default=str))
    kept.close()


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    """What the first mapping that fits makes of the files; `mapping` is null where none does, and
    `unfit` says why of each."""
    files = [Path(path) for path in job["files"]]
    if job["only_ask"]:
        return _which(job, files)
    unfit: dict[str, str] = {}
    for at, path in enumerate(job["mappings"]):
        mapping = load_own(Path(path))
        if job["return_slug"] not in (None, mapping.return_slug):
            unfit[Path(path).name] = (
                f"It maps to the return {load_contract(mapping.return_slug).title}."
            )
            continue
        if not files:
            return {"title": mapping.title, "return_slug": mapping.return_slug}
        own = fits(mapping, files)
        if own:
            done = map_upload(mapping, own, Path(job["out"]), job["force_code"], job["period"])
            return {**asdict(done), "at": at, "files": [str(path) for path in own]}
        unfit[Path(path).name] = why_unfit(mapping, files)
    return {"mapping": None, "unfit": unfit}


def _which(job: dict[str, Any], files: list[Path]) -> dict[str, Any]:
    """The first mapping that fits, and why others do not load: those are passed over."""
    answer: dict[str, Any] = {"mapping": None, "broken": {}}
    for at, path in enumerate(job["mappings"]):
        try:
            mapping = load_own(Path(path))
        except MusterError as error:
            answer["broken"][str(at)] = str(error)
            continue
        if answer["mapping"] is None and fits(mapping, files):
            answer |= {"mapping": mapping.name, "at": at}
    return answer


if __name__ == "__main__":
    main()
