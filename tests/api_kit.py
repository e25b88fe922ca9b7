"""The API over a ledger of its own, with a clock that the test moves."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from uvicorn import Config, Server

from contracts.load import load_contract
from contracts.render.example import example_rows
from contracts.render.template import csv_files
from ledger.store import Ledger, open_ledger
from muster.api.application import Allowance, api, close
from muster.api.beside import Beside
from muster.api.paths import PREFIX
from tests import ledger_kit as kit
from tests.ports import free_port

SLUG = "facial_recognition"
PEOPLE = {
    "preparer": ("ann", "preparer", "42"),
    "approver": ("bob", "approver", "42"),
    "both": ("ann", "approver", "42"),  # a second token of the preparer's
    "other": ("eve", "preparer", "05"),
    "other approver": ("adam", "approver", "05"),
    "inspector": ("ian", "inspector", None),
    "administrator": ("oli", "administrator", None),
}


@dataclass
class Clock:
    now: datetime = kit.NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Desk:
    """An API, its ledger, and a client for each of PEOPLE."""

    address: str
    app: Starlette
    ledger: Ledger
    clock: Clock
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    ids: dict[str, str] = field(default_factory=dict[str, str])

    def shown(self, person: str | None) -> dict[str, str]:
        return {} if person is None else {"Authorization": f"Bearer {self.tokens[person]}"}

    def call(self, person: str | None, method: str, path: str, **asked: Any) -> httpx.Response:
        """One call as that person, who may be nobody."""
        headers = self.shown(person) | asked.pop("headers", {})
        asked.setdefault("timeout", 300)
        return httpx.request(method, self.address + path, headers=headers, trust_env=False, **asked)


@contextmanager
def desk(home: Path, allowance: Allowance | None = None) -> Generator[Desk]:
    clock = Clock()
    with open_ledger(home) as ledger:
        inner = api(home, ledger, allowance=allowance, clock=clock)
        app = Starlette(middleware=[Middleware(Beside, api=inner)])
        with serving(app) as address:
            served = Desk(address + PREFIX, app, ledger, clock)
            _issue(served)
            yield served
        close(inner)


def _issue(served: Desk) -> None:
    for person, (subject, role, force) in PEOPLE.items():
        token, text = served.ledger.issue_token(
            kit.LOCAL, subject=subject, role=role, force_code=force, at=kit.NOW, days=30
        )
        served.tokens[person], served.ids[person] = text, token.token_id


@contextmanager
def serving(app: Any) -> Generator[str]:
    """A real server in a thread of its own."""
    port = free_port()
    server = Server(Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


def example(force: str = "42") -> tuple[str, dict[str, bytes]]:
    """The period and the files of a return that passes, with warnings or without."""
    contract = load_contract(SLUG)
    rows = example_rows(contract)
    told = rows[contract.tables[0].name][0]
    period = next(f.name for f in contract.tables[0].fields if f.period)
    files = csv_files(contract, rows)
    own = told["force_code"]
    return told[period][:7], {
        name: content.replace(own, force).encode() for name, content in files.items()
    }
