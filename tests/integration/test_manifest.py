"""A manifest from its template to the ledger: the sender's id is the key of the submission."""

from __future__ import annotations

import csv
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.errors import SubmissionError
from contracts.load import load_contract
from contracts.manifest import manifest_table, submission_id_in
from contracts.render.example import example_row, example_rows
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.cli import app
from muster.pipeline import submit

SLUG = "public_contact"
ONE, OTHER = (f"{digit}f1c0c3e-8a55-4d0e-9d5b-6c1f6f0a7d11" for digit in "23")


def write(folder: Path, submission_id: str, items: str = "640") -> list[Path]:
    """The worked example of a return with a manifest that is right about it."""
    folder.mkdir(exist_ok=True)
    [row] = example_rows(load_contract(SLUG))["contacts"]
    row = {**row, "items_ingested": items}
    table = folder / "contacts.csv"
    table.write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
    told = {
        **example_row(manifest_table()),
        "file": table.name,
        "return_code": "R13",
        "submission_id": submission_id,
        "period_start": "2024-03-01",
        "period_end": "2024-03-31",
        "revision_reason": "",
        "row_count": "1",
        "sha256": hashlib.sha256(table.read_bytes()).hexdigest(),
    }
    manifest = folder / "manifest.csv"
    manifest.write_text(f"{','.join(told)}\n{','.join(told.values())}\n")
    return [table, manifest]


def test_the_template_is_the_header_of_a_manifest(tmp_path: Path) -> None:
    out = tmp_path / "manifest.csv"
    done = CliRunner().invoke(app, ["template", "manifest", "--out", str(out)])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as handle:
        assert list(csv.reader(handle)) == [list(manifest_table().column_names)]


def test_an_id_is_the_key_of_its_submission(tmp_path: Path) -> None:
    received_at = datetime(2024, 4, 5, 9, tzinfo=UTC)
    with open_ledger(tmp_path / "home") as ledger:

        def send(paths: list[Path], force_code: str = "42"):
            return submit(
                ledger, paths, SLUG, force_code, "2024-03",
                actor=local_administrator(), received_at=received_at,
            )  # fmt: skip

        first = send(write(tmp_path / "one", ONE))
        assert first.report.passed, first.report.findings
        again = send(write(tmp_path / "two", ONE))
        assert again.submission.submission_id == first.submission.submission_id
        with pytest.raises(SubmissionError, match="used for other content"):
            send(write(tmp_path / "three", ONE, items="641"))


def test_a_manifest_without_one_id_gives_no_key(tmp_path: Path) -> None:
    paths = write(tmp_path / "one", ONE)
    assert submission_id_in(paths) == ONE
    paths[1].write_text(paths[1].read_text() + f"more.csv,{OTHER}\n")
    assert submission_id_in(paths) is None
    paths[1].write_text(" " * 70_000 + ONE)
    assert submission_id_in(paths) is None
    assert submission_id_in(paths[:1]) is None
