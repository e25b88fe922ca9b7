"""A server process that takes submissions over HTTP, as the API does, for the tests of load.

`python -m tests.torture.served PORT HOME`. It holds no upload in memory and reads none itself.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


def application(home: Path, *, safe: bool):  # type: ignore[no-untyped-def]
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    from contracts.errors import MusterError
    from ledger.access import local_administrator
    from ledger.store import open_ledger
    from muster.metrics import Metrics
    from muster.observing import Observed, routes
    from muster.pipeline import submit
    from tests.torture import filing
    from validators.pool import Pool

    pool, metrics = Pool(2), Metrics(home, None)

    def take(path: Path, force: str) -> Response:
        if not safe:
            _read_here(path)
        try:
            with open_ledger(home) as ledger:
                done = submit(
                    ledger, [path], filing.SLUG, force, filing.PERIOD,
                    actor=local_administrator(), pool=pool,
                )  # fmt: skip
        except MusterError as error:
            return JSONResponse({"refused": str(error)}, status_code=422)
        if not done.submission.is_live:
            first = done.report.findings[0]
            return JSONResponse({"refused": first.message, "rule": first.rule_id}, status_code=422)
        return JSONResponse({"receipt": done.submission.submission_id})

    async def submissions(request: Request) -> Response:
        with tempfile.TemporaryDirectory(prefix="muster-upload-") as folder:
            path = Path(folder) / request.path_params["name"]
            with path.open("wb") as handle:
                async for chunk in request.stream():
                    handle.write(chunk)
            return await run_in_threadpool(take, path, request.path_params["force"])

    return Starlette(
        routes=[
            Route("/submissions/{force}/{name}", submissions, methods=["PUT"]),
            *routes(home, None, metrics),
        ],
        middleware=[Middleware(Observed, metrics)],
    )


def _read_here(path: Path) -> None:
    """The broken safeguard: the upload is parsed in the server's own process."""
    import polars as pl

    pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)


class Server:
    """The process, where it answers, and how much memory it takes."""

    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        self.process = process
        self.address = address

    def memory_bytes(self) -> int:
        """Resident memory of the server's own process."""
        status = Path(f"/proc/{self.process.pid}/status")
        try:
            lines = status.read_text().splitlines()
        except OSError:
            return 0
        found = [line.split()[1] for line in lines if line.startswith("VmRSS")]
        return int(found[0]) * 1024 if found else 0

    def answers(self, path: str = "/health/live", seconds: float = 30) -> float:
        """How long an answer took, seconds. Raises OSError where there is none."""
        began = time.monotonic()
        with urllib.request.urlopen(self.address + path, timeout=seconds) as answer:
            answer.read()
        return time.monotonic() - began


@contextmanager
def serving(home: Path, *, safe: bool) -> Iterator[Server]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    log = (home.parent / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.torture.served", str(port), str(home), str(int(safe))],
        cwd=ROOT,
        stdout=log,
        stderr=log,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    server = Server(process, f"http://127.0.0.1:{port}")
    try:
        _wait(server)
        yield server
    finally:
        process.kill()
        process.wait()
        log.close()


def _wait(server: Server) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.process.poll() is None:
        try:
            server.answers(seconds=2)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not start")


def main() -> None:
    import uvicorn

    from muster.logs import configure

    port, home, safe = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "1"
    configure()
    uvicorn.run(application(home, safe=safe), host="127.0.0.1", port=port, log_config=None)


if __name__ == "__main__":
    main()
