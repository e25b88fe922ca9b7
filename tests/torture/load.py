"""R7 and R11: many uploads at once, bombs among them, and a server that goes on answering."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from contracts.load import load_codelist
from tests.torture import filing
from tests.torture.bombs import bombs
from tests.torture.scenario import Figures, require
from tests.torture.served import Server, serving

GROWTH_BYTES = 100 << 20
MEMORY_BYTES = 1_500_000_000
REFUSED_WITHIN_SECONDS = 30.0


@dataclass(frozen=True)
class Answered:
    name: str
    status: int
    body: dict[str, str]
    seconds: float


def put(server: Server, path: Path, force: str) -> Answered:
    """Submit one file and give the answer, whatever it is."""
    request = urllib.request.Request(
        f"{server.address}/submissions/{force}/{path.name}", path.read_bytes(), method="PUT"
    )
    began = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            status, content = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, content = error.code, error.read()
    except OSError as error:
        status, content = 599, json.dumps({"refused": type(error).__name__}).encode()
    body = json.loads(content) if content.startswith(b"{") else {}
    return Answered(path.name, status, body, time.monotonic() - began)


class Watch:
    """Asks for the server's health all the while, and notes its memory."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._stop = threading.Event()
        self.seconds: list[float] = []
        self.memory: list[int] = [server.memory_bytes()]
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.05):
            try:
                self.seconds.append(self._server.answers())
            except OSError:
                self.seconds.append(99.0)
            self.memory.append(self._server.memory_bytes())

    @property
    def p99_seconds(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)] if self.seconds else 0.0


def _warmed(server: Server, folder: Path) -> None:
    """One ordinary upload, so that what the first costs is not counted as growth."""
    done = put(server, filing.write_return(folder / "warm", "WARM", "csv"), filing.FORCE)
    require(done.status == 200, f"an ordinary upload was answered {done.status}: {done.body}")


def load(
    folder: Path,
    *,
    safe: bool,
    uploads: int,
    hostile: int,
    size_bytes: int,
    p95_seconds: float,
    bomb_mib: int,
) -> Figures:
    """R7. The broken safeguard: the server reads uploads itself."""
    forces = [code.code for code in load_codelist("force").codes][:43]
    folder.joinpath("sent").mkdir()
    work = [
        (_honest(folder / "sent", n, forces[n % len(forces)], size_bytes), forces[n % len(forces)])
        for n in range(uploads - hostile)
    ]
    bad = bombs(folder, bomb_mib)
    work += [(bad[n % len(bad)], forces[n % len(forces)]) for n in range(hostile)]
    with serving(folder / "home", safe=safe) as server:
        _warmed(server, folder)
        with Watch(server) as watch, ThreadPoolExecutor(len(work)) as many:
            answers = list(many.map(lambda each: put(server, *each), work))
    receipts = {a.body["receipt"] for a in answers if a.status == 200}
    refused = [a for a in answers if a.status == 422 and a.body.get("refused")]
    broken = [f"{a.name}: {a.status}" for a in answers if a.status >= 500]
    seconds = sorted(a.seconds for a in answers)
    p95 = seconds[int(len(seconds) * 0.95)]
    require(not broken, f"{len(broken)} were not answered: {broken[:3]}")
    require(len(receipts) == uploads - hostile, f"{len(receipts)} receipts of {uploads - hostile}")
    require(len(refused) == hostile, f"{len(refused)} refusals of {hostile}")
    require(p95 < p95_seconds, f"95 of 100 took up to {p95:.0f} s")
    require(max(watch.memory) < MEMORY_BYTES, f"the server took {max(watch.memory) >> 20} MiB")
    return {
        "uploads at once": uploads,
        "forces": len({force for _, force in work}),
        "receipts": len(receipts),
        "named refusals": len(refused),
        "5xx": 0,
        "p95, s": round(p95, 1),
        "server memory, MiB": max(watch.memory) >> 20,
    }


def _honest(folder: Path, number: int, force: str, size_bytes: int) -> Path:
    # Every upload is of a return, force and period of its own or a later version of it.
    path = folder / f"deployments-{number}.csv"
    path.write_bytes(filing.csv_of_size(f"L{number}", size_bytes, force))
    return path


def bombs_at_once(folder: Path, *, safe: bool, size_mib: int, at_once: int = 3) -> Figures:
    """R11. The broken safeguard: the server reads uploads itself."""
    files = bombs(folder, size_mib)
    with serving(folder / "home", safe=safe) as server:
        _warmed(server, folder)
        with Watch(server) as watch, ThreadPoolExecutor(at_once) as many:
            answers = list(many.map(lambda path: put(server, path, filing.FORCE), files))
    for each in answers:
        require(
            each.status == 422 and each.body.get("refused"),
            f"{each.name} was answered {each.status}: {each.body}",
        )
        require(
            each.seconds < REFUSED_WITHIN_SECONDS * at_once,
            f"{each.name} took {each.seconds:.0f} s",
        )
    growth = max(watch.memory) - watch.memory[0]
    require(growth < GROWTH_BYTES, f"the server grew by {growth >> 20} MiB")
    require(watch.p99_seconds < 1, f"health answered in {watch.p99_seconds:.1f} s at p99")
    return {
        "bombs": len(files),
        "at once": at_once,
        "each unpacks to, MiB": size_mib,
        "slowest refusal, s": round(max(each.seconds for each in answers), 1),
        "server grew, MiB": growth >> 20,
        "health p99, s": round(watch.p99_seconds, 3),
    }
