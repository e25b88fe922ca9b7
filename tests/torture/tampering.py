"""R17: bytes flipped, rows edited and deleted, files dropped: every one of them is named."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from ledger import schema, verify_files
from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit
from tests.torture.scenario import Figures, require

# What is done behind the triggers' back, each to a submission of its own.
EDITS = (
    "UPDATE submission SET period = '2024-04' WHERE submission_id = :sid",
    "UPDATE submission SET received_by = 'somebody else' WHERE submission_id = :sid",
    "UPDATE submission_file SET sha256 = :other WHERE submission_id = :sid",
    "UPDATE submission_check SET error = 0, warning = 7 WHERE submission_id = :sid",
    "UPDATE submission_table SET rows = 4 WHERE submission_id = :sid",
    "UPDATE transition SET subject = 'nobody' WHERE submission_id = :sid AND action = 'receive'",
    "UPDATE transition SET at = '2020-01-01T00:00:00.000000Z' "
    "WHERE submission_id = :sid AND action = 'check'",
    "DELETE FROM rule_outcome WHERE submission_id = :sid",
    "DELETE FROM submission_check WHERE submission_id = :sid",
    "DELETE FROM transition WHERE submission_id = :sid AND action = 'clear'",
)


@dataclass(frozen=True)
class Plan:
    flips: int
    edits: int
    drops: int

    @property
    def total(self) -> int:
        return self.flips + self.edits + self.drops


def tampering(
    folder: Path, *, safe: bool, flips: int, edits: int, drops: int, url: str | None = None
) -> Figures:
    """R17. The broken safeguard: a file that is there is taken for the one that was accepted."""
    plan = Plan(flips, edits, drops)
    with open_ledger(folder / "home", url) as ledger:
        filed = [_file(ledger, folder, number) for number in range(plan.total)]
        refused = _refused_by_triggers(ledger._engine)
        require(ledger.verify() == [], "the ledger disagrees before anything was touched")
        owners = _owners(ledger._engine)
        touched = _tamper(ledger, plan, filed)
        with nullcontext() if safe else patch.object(verify_files, "_content", _only_there):
            found = ledger.verify()
    named = {d.submission_id or owners.get(d.subject.split()[-1]) for d in found}
    missed = [what for sid, what in touched.items() if sid not in named]
    require(not missed, f"{len(missed)} of {plan.total} not named: {missed[:3]}")
    return {
        "bytes flipped": flips,
        "rows edited or deleted": edits,
        "files dropped": drops,
        "named": f"{len(touched)} of {plan.total}",
        "statements refused by trigger": refused,
    }


def _file(ledger: Ledger, folder: Path, number: int) -> str:
    content = b"return %d of the tampered" % number
    month, force = number % 12 + 1, f"{3 + number // 12:02d}"
    period = f"2023-{month:02d}"
    return kit.accept(
        ledger, folder, content=content, period=period, force_code=force
    ).submission_id


def _owners(engine: Engine) -> dict[str, str]:
    """The submission of each transition: one that is gone is named by its number only."""
    link = schema.transition.c
    with engine.connect() as connection:
        rows = connection.execute(select(link.sequence, link.submission_id))
        return {str(row.sequence): row.submission_id for row in rows}


def _only_there(
    path: Path, sha256: str, sid: str, what: str, kinds: tuple[DiscrepancyKind, DiscrepancyKind]
) -> Iterator[Discrepancy]:
    if not path.is_file():
        yield Discrepancy(kind=kinds[0], subject=path.name, submission_id=sid, sentence=what)


def _refused_by_triggers(engine: Engine) -> int:
    """Every append-only table refuses UPDATE and DELETE; how many refusals there were."""
    refused = 0
    for table in schema.APPEND_ONLY:
        column = table.c.keys()[0]
        for change in (f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"):
            filled = f"SELECT count(*) FROM {table.name}"
            with engine.connect() as connection:
                if not connection.execute(text(filled)).scalar():
                    continue
            try:
                with engine.begin() as connection:
                    connection.execute(text(change))
            except DBAPIError as error:
                require("append-only" in str(error), f"{change}: {error.orig}")
                refused += 1
            else:
                require(False, f"the database did as told: {change}")
    return refused


def _tamper(ledger: Ledger, plan: Plan, filed: list[str]) -> dict[str, str]:
    """Do all of it; what was done, by the submission that it was done to."""
    dice = random.Random(17)
    sids = iter(filed)
    touched: dict[str, str] = {}
    places: list[tuple[str, Path]] = []
    for number in range(plan.flips + plan.drops):
        sid = next(sids)
        [(_, received)] = ledger.files(sid, kit.LOCAL)
        table = ledger._artefacts.tables / sid / "deployments.parquet"
        places.append((sid, table if number >= plan.flips and number % 2 else received))
    for number, (sid, path) in enumerate(places):
        if number < plan.flips:
            _flip(path, dice)
            touched[sid] = f"a byte of {path.parent.name}/{path.name}"
        else:
            path.unlink()
            touched[sid] = f"{path.parent.name}/{path.name} dropped"
    _without_triggers(ledger._engine)
    for number in range(plan.edits):
        sid, edit = next(sids), EDITS[number % len(EDITS)]
        with ledger._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            done = connection.execute(text(edit), {"sid": sid, "other": "0" * 64})
            require(done.rowcount > 0, f"nothing to tamper with: {edit}")
        touched[sid] = edit
    return touched


def _flip(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(bytes(content))


def _without_triggers(engine: Engine) -> None:
    """As someone with the database's own password could: the guards are taken away."""
    if engine.dialect.name == "postgresql":
        return  # the replica role of the statement itself passes them by
    with engine.begin() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for (name,) in names.all():
            connection.execute(text(f"DROP TRIGGER {name}"))
