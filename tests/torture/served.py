"""The API in a process of its own, for the tests of load: `python -m tests.torture.served`.

It holds no upload in memory and reads none itself. Tokens are issued before it starts.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from ledger.store import Ledger

ROOT = Path(__file__).parents[2]
# Longer than the whole of any test: every call waits for its answer.
PATIENCE_SECONDS = 600


def application(home: Path, ledger: Ledger, *, safe: bool) -> Starlette:
    """The API behind what watches it, as the app's own server has it."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Mount

    from muster.api.application import PREFIX, Allowance, api
    from muster.observing import Observed

    if not safe:
        _read_here()
    built = api(home, ledger, allowance=Allowance(patience_seconds=PATIENCE_SECONDS))
    return Starlette(
        routes=[Mount(PREFIX, app=built)],
        middleware=[Middleware(Observed, home=home, ledger_url=None)],
    )


def _read_here() -> None:
    """The broken safeguard: uploads are parsed in the server's own process."""
    import polars as pl

    from muster import pipeline

    real = pipeline.run_job

    def careless(job, pool):  # type: ignore[no-untyped-def]
        for path in job.paths:
            pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
        return real(job, pool)

    pipeline.run_job = careless


def tokens(home: Path, forces: list[str]) -> dict[str, str]:
    """A preparer's token for each force."""
    from ledger.store import open_ledger
    from tests import ledger_kit as kit

    with open_ledger(home) as ledger:
        return {
            force: ledger.issue_token(
                kit.LOCAL, subject=f"prepares for {force}", role="preparer", force_code=force,
                at=datetime.now(UTC), days=1,
            )[1]
            for force in forces
        }  # fmt: skip


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

    from ledger.store import open_ledger
    from muster.logs import configure

    port, home, safe = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "1"
    configure()
    with open_ledger(home) as ledger:
        app = application(home, ledger, safe=safe)
        uvicorn.run(app, host="127.0.0.1", port=port, log_config=None)


if __name__ == "__main__":
    main()
