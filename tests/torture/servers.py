"""R20: the same promises on PostgreSQL, and a server that is stopped in the middle."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from contracts.errors import SubmissionError
from ledger.store import open_ledger
from tests import ledger_kit as kit
from tests import postgresql_kit
from tests.torture import children
from tests.torture.kills import killed_while_submitting
from tests.torture.scenario import Figures, require
from tests.torture.tampering import tampering
from tests.torture.writers import many_writers


def missing_server() -> str | None:
    """Why there is no PostgreSQL on this machine, or None where there is."""
    return None if postgresql_kit.programs() else postgresql_kit.MISSING


def on_postgresql(
    folder: Path,
    *,
    safe: bool,
    kills: int,
    writers: int,
    rounds: int,
    tampered: tuple[int, int, int],
    stops: int,
) -> Figures:
    """R20. The broken safeguard: a receipt is written down before the commit."""
    for name in ("kills", "writers", "tampered", "stops"):
        (folder / name).mkdir()
    flips, edits, drops = tampered
    with postgresql_kit.server(durable=True) as server:

        def url(name: str) -> str:
            return postgresql_kit.new_schema(server.url, name)

        figures: Figures = {}
        if kills:
            found = killed_while_submitting(
                folder / "kills", safe=safe, kills=kills, largest_bytes=200_000,
                ways=("ledger", "ledger", "core", "ledger"), url=url("kills"),
            )  # fmt: skip
            figures |= {f"R1 {name}": value for name, value in found.items()}
        if writers:
            found = many_writers(
                folder / "writers", safe=safe, writers=writers, rounds=rounds, url=url("writers")
            )
            figures |= {"R6 versions": found["versions"], "R6 lost": 0}
        if flips:
            found = tampering(
                folder / "tampered", safe=safe, flips=flips, edits=edits, drops=drops,
                url=url("tampered"),
            )  # fmt: skip
            figures |= {"R17 named": found["named"]}
        if stops:
            figures |= _stopped_at_once(folder / "stops", server, url("stops"), stops)
    return figures


def _stopped_at_once(folder: Path, server: postgresql_kit.Server, url: str, stops: int) -> Figures:
    """Stop the server as a power cut would, again and again, while someone submits."""
    home, receipts, dice = folder / "home", folder / "receipts", random.Random(20)
    sentences = 0
    for number in range(stops):
        writer = children.start(
            lambda n=number: _submit_until_it_fails(home, url, folder, receipts, n)
        )
        before = _given(receipts)
        while len(_given(receipts)) <= len(before):
            require(writer.is_alive(), "the writer ended before the server did")
            time.sleep(0.02)
        time.sleep(dice.random() * 0.3)
        server.stop("immediate")
        sentences += children.outcome(writer) == SENTENCE
        server.start()
    require(sentences == stops, f"{stops - sentences} of {stops} were told no sentence")
    with open_ledger(home, url) as ledger:
        known = {s.submission_id for s in ledger.snapshot().submissions}
        lost = [receipt for receipt in _given(receipts) if receipt not in known]
        require(not lost, f"{len(lost)} receipts are lost")
        harm = [d.sentence for d in ledger.verify() if not d.harmless]
        require(not harm, f"after the stops: {harm[:2]}")
        ledger.doctor()
        require(ledger.verify() == [], "the doctor left something")
    return {"server stops": stops, "receipts at stops": len(_given(receipts)), "lost at stops": 0}


SENTENCE = 7


def _given(receipts: Path) -> list[str]:
    return receipts.read_text().split("\n")[:-1] if receipts.is_file() else []


def _submit_until_it_fails(home: Path, url: str, folder: Path, receipts: Path, turn: int) -> None:
    told = os.open(receipts, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    try:
        with open_ledger(home, url) as ledger:
            for number in range(100_000):
                content = b"%d of %d" % (number, turn)
                done = kit.accept(ledger, folder, content=content, revision_reason="LATE_RECORDS")
                os.write(told, f"{done.submission_id}\n".encode())
    except SubmissionError:
        os._exit(SENTENCE)
