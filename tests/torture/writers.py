"""R6: many processes write at once, all of them to the same return, force and period."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from ledger import database
from ledger.chain import Chain
from ledger.store import open_ledger
from tests import ledger_kit as kit
from tests.torture import children
from tests.torture.scenario import Figures, require


def many_writers(
    folder: Path, *, safe: bool, writers: int, rounds: int, url: str | None = None
) -> Figures:
    """R6. The broken safeguard: a write begins as a read and hopes to become one."""
    home = folder / "home"
    with open_ledger(home, url):
        pass
    start = children.FORK.Barrier(writers)
    running = [
        children.start(lambda n=n: _write(home, url, folder / str(n), rounds, start, safe))
        for n in range(writers)
    ]
    ended = [children.outcome(child, 600) for child in running]
    with open_ledger(home, url) as ledger:
        every = ledger.submissions(actor=kit.LOCAL)
        versions = sorted(s.version for s in every)
        live = [s.version for s in every if s.is_live]
        harm = [d.sentence for d in ledger.verify() if not d.harmless]
    expected = writers * rounds
    require(not harm, f"the store and the ledger disagree: {harm[:2]}")
    require(
        versions == list(range(1, expected + 1)),
        f"{len(versions)} of {expected} versions, {len(set(versions))} of them distinct",
    )
    require(live == [expected], f"live: {live}")
    require(not any(ended), f"writers ended with {ended}")
    return {"processes": writers, "rounds": rounds, "versions": len(versions), "live": 1, "lost": 0}


def _write(
    home: Path, url: str | None, folder: Path, rounds: int, start: Barrier, safe: bool
) -> None:
    if not safe:
        database.writing = _deferred  # type: ignore[assignment]
        Chain.open = _without_lock  # type: ignore[method-assign,assignment]
    with open_ledger(home, url) as ledger:
        for number in range(rounds):
            start.wait(120)
            content = f"{number} of {folder.name}".encode()
            try:
                kit.accept(ledger, folder, content=content, revision_reason="LATE_RECORDS")
            except Exception:
                if safe:
                    raise


@contextmanager
def _deferred(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
        yield connection


def _without_lock(connection: Connection) -> Chain:
    """The head of the chain, read without the lock that keeps other writers away."""
    from sqlalchemy import select

    from ledger import schema

    head = schema.chain_head.c
    row = connection.execute(select(head.sequence, head.hash)).one()
    return Chain(connection, row.sequence, row.hash)
