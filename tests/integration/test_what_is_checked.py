"""What was checked is what was received, whatever becomes of the sender's files meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from contracts.load import load_contract
from contracts.render.example import example_rows
from contracts.render.template import csv_files
from ledger import points
from ledger.store import open_ledger
from muster.pipeline import submit
from muster.received import plain, received_files
from tests import ledger_kit as kit

SLUG = "facial_recognition"


@pytest.fixture(autouse=True)
def unobserved() -> Iterator[None]:
    yield
    points.observer = None


def sent(folder: Path) -> tuple[list[Path], str, str]:
    """The files of a return that passes, its force and its period."""
    contract = load_contract(SLUG)
    rows = example_rows(contract)
    folder.mkdir()
    paths: list[Path] = []
    for name, content in csv_files(contract, rows).items():
        paths.append(folder / name)
        paths[-1].write_text(content, encoding="utf-8")
    told = rows[contract.tables[0].name][0]
    period = next(f.name for f in contract.tables[0].fields if f.period)
    return paths, told["force_code"], told[period][:7]


@pytest.mark.parametrize("point", ["object folder synced", "check begun"])
def test_files_that_are_replaced_after_they_were_received_change_nothing(
    tmp_path: Path, point: str
) -> None:
    paths, force, period = sent(tmp_path / "sent")
    assert len(paths) > 1
    before = {path.name: path.read_bytes() for path in paths}

    def replace(at: str) -> None:
        if at == point:
            points.observer = None
            # The first was stored already; the others, only where the check has begun.
            for path in paths if point == "check begun" else paths[:1]:
                path.write_text("nothing,of,the,kind\n1,2,3,4\n")

    points.observer = replace
    with open_ledger(tmp_path / "home") as ledger:
        done = submit(ledger, paths, SLUG, force, period, actor=kit.LOCAL, received_at=kit.NOW)
        assert done.report.readable
        assert done.report.passed
        kept = ledger.files(done.submission.submission_id, kit.LOCAL)
        assert {file.name: path.read_bytes() for file, path in kept} == before
        tables = ledger.tables(done.submission.submission_id, kit.LOCAL)
        assert sum(pl.read_parquet(table.path).height for table in tables) == done.report.rows > 0


def test_two_files_of_one_name_are_two_files(tmp_path: Path) -> None:
    one, two = kit.sent(tmp_path / "1", "a.csv", b"one"), kit.sent(tmp_path / "2", "a.csv", b"two")
    with open_ledger(tmp_path / "home") as ledger:
        submission = ledger.receive([("a.csv", one), ("a.csv", two)], **kit.asked())
        paths = received_files(ledger, submission, tmp_path / "work")
        assert [path.name for path in paths] == ["a.csv", "a.csv"]
        assert [path.read_bytes() for path in paths] == [b"one", b"two"]


@pytest.mark.parametrize(
    ("name", "is_called"),
    [
        ("a.csv", "a.csv"),
        ("../../etc/passwd", "passwd"),
        ("c:\\temp\\a.csv", "a.csv"),
        ("..", "file"),
        ("", "file"),
        ("a/..", "file"),
    ],
)
def test_a_name_of_an_older_ledger_is_never_a_place(name: str, is_called: str) -> None:
    assert plain(name) == is_called
