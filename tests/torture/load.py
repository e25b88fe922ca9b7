"""R7 and R11: many uploads at once, bombs among them, and a server that goes on answering."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.load import load_codelist
from tests.torture import filing, served
from tests.torture.bombs import bombs
from tests.torture.scenario import Figures, require
from tests.torture.served import Server

GROWTH_BYTES = 100 << 20
MEMORY_BYTES = 1_500_000_000
REFUSED_WITHIN_SECONDS = 30.0
FORCES = [code.code for code in load_codelist("force").codes][:43]

Body = dict[str, Any]


@dataclass(frozen=True)
class Answered:
    name: str
    status: int
    body: Body
    seconds: float

    @property
    def refusal(self) -> str:
        """The sentence with which it was refused; empty where it was taken."""
        if self.status == 201:
            return str(self.body.get("refused", ""))
        return str(self.body.get("detail", "")) if 400 <= self.status < 500 else ""


@dataclass(frozen=True)
class Sender:
    """Someone of each force, who uploads and submits as their own system would."""

    server: Server
    tokens: dict[str, str]

    def put(self, path: Path, force: str, key: str) -> Answered:
        """Bring one file and submit it; the answer, whatever it is."""
        began = time.monotonic()
        name = urllib.parse.quote(path.name)
        status, body = self._call("PUT", f"/uploads/{key}/{name}", force, path.read_bytes())
        if status == 200:
            asked = {
                "return": filing.SLUG, "period": filing.PERIOD, "upload": key,
                "revision_reason": "LATE_RECORDS",
            }  # fmt: skip
            content = json.dumps(asked).encode()
            status, body = self._call("POST", "/submissions", force, content, key)
        if status == 201 and body["state"] == "rejected":
            body = self._why(body, force)
        return Answered(path.name, status, body, time.monotonic() - began)

    def _why(self, submission: Body, force: str) -> Body:
        """The first finding of a rejected submission's report."""
        path = f"/submissions/{submission['submission_id']}/report"
        _, report = self._call("GET", path, force, None)
        first = report["findings"][0]
        return {**submission, "refused": first["message"], "rule": first["rule_id"]}

    def _call(
        self, method: str, path: str, force: str, content: bytes | None, key: str = ""
    ) -> tuple[int, Body]:
        headers = {"Authorization": f"Bearer {self.tokens[force]}", "Idempotency-Key": key}
        kind = "application/json" if method == "POST" else "application/octet-stream"
        request = urllib.request.Request(
            f"{self.server.address}/api/v1{path}",
            content,
            {**headers, "Content-Type": kind},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            told = error.read()
            return error.code, json.loads(told) if told.startswith(b"{") else {}
        except OSError as error:
            return 599, {"detail": type(error).__name__}


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


@contextmanager
def _sending(folder: Path, *, safe: bool) -> Iterator[Sender]:
    """A server that has answered one ordinary upload: what the first costs is no growth."""
    home = folder / "home"
    tokens = served.tokens(home, FORCES)
    with served.serving(home, safe=safe) as server:
        sender = Sender(server, tokens)
        done = sender.put(filing.write_return(folder / "warm", "WARM", "csv"), filing.FORCE, "warm")
        require(done.status == 201, f"an ordinary upload was answered {done.status}: {done.body}")
        require(not done.refusal, f"an ordinary upload was refused: {done.refusal}")
        yield sender


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
    bad = bombs(folder, bomb_mib)
    work = [
        (_honest(folder, n, FORCES[n % len(FORCES)], size_bytes), FORCES[n % len(FORCES)], f"h{n}")
        for n in range(uploads - hostile)
    ]
    work += [(bad[n % len(bad)], FORCES[n % len(FORCES)], f"b{n}") for n in range(hostile)]
    with (
        _sending(folder, safe=safe) as sender,
        Watch(sender.server) as watch,
        ThreadPoolExecutor(len(work)) as many,
    ):
        answers = list(many.map(lambda each: sender.put(*each), work))
    taken = [a for a in answers if a.status == 201 and not a.refusal]
    receipts = {a.body["submission_id"] for a in taken}
    refused = [a for a in answers if a.refusal]
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
        "forces": len({force for _, force, _ in work}),
        "receipts": len(receipts),
        "named refusals": len(refused),
        "5xx": 0,
        "p95, s": round(p95, 1),
        "server memory, MiB": max(watch.memory) >> 20,
    }


def _honest(folder: Path, number: int, force: str, size_bytes: int) -> Path:
    path = folder / str(number) / "deployments.csv"
    path.parent.mkdir()
    path.write_bytes(filing.csv_of_size(f"L{number}", size_bytes, force))
    return path


def bombs_at_once(folder: Path, *, safe: bool, size_mib: int, at_once: int = 3) -> Figures:
    """R11. The broken safeguard: the server reads uploads itself."""
    files = bombs(folder, size_mib)
    work = [(path, filing.FORCE, f"b{number}") for number, path in enumerate(files)]
    with (
        _sending(folder, safe=safe) as sender,
        Watch(sender.server) as watch,
        ThreadPoolExecutor(at_once) as many,
    ):
        answers = list(many.map(lambda each: sender.put(*each), work))
    for each in answers:
        require(each.refusal, f"{each.name} was answered {each.status}: {each.body}")
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
