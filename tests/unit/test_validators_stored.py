"""Findings on disk are the findings of the list, in the same order, and none is missing."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from contracts.findings import Report
from contracts.load import load_contract
from validators import batches, found, keys
from validators.jobs import FINDINGS_FOLDER
from validators.read import Limits
from validators.report import pieces, render
from validators.report.words import groups, verdict
from validators.stored import StoredFindings
from validators.validate import check_files

WORKFORCE = load_contract("workforce")
HEADER = ",".join(WORKFORCE.table("stock").column_names)
BAD = ["n/a", "", "1,250", "2022-13-01", "ZZ", " 5", "-9", "99999"]


def submission(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    lines = [HEADER]
    for i in range(60):
        cells = ["2022-03-31", "42", "FEMALE", "CONSTABLE", "POLICE_OFFICER", "5", "", "4.5", ""]
        cells[i % 9] = BAD[i % len(BAD)]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    path = folder / "stock.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def check(folder: Path, limits: Limits | None = None) -> Report:
    out = folder / "out"
    path = submission(folder)
    out.mkdir()
    return check_files([path], WORKFORCE, "42", "2022-03-31", out, limits=limits)


@pytest.fixture
def stored(tmp_path: Path) -> Report:
    """The same check, with next to nothing held in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(found, "_MOST_IN_MEMORY", 4)
        patch.setattr(batches, "_SUSPECTS_AT_ONCE", 5)
        patch.setattr(keys, "_IN_MEMORY", 10)
        return check(tmp_path / "stored", Limits(precise_bytes=0, batch_rows=7))


@pytest.fixture
def listed(tmp_path: Path) -> Report:
    return check(tmp_path / "listed")


def test_findings_are_the_same_wherever_they_lie(stored: Report, listed: Report) -> None:
    assert isinstance(stored.findings, StoredFindings)
    assert isinstance(listed.findings, list)
    assert list(stored.findings) == listed.findings
    assert len(stored.findings) == len(listed.findings) > 60
    assert stored.counts == listed.counts
    assert stored.outcomes == listed.outcomes
    assert stored.passed is listed.passed is False


@pytest.mark.parametrize("cut", [slice(3), slice(5, 20, 3), slice(-4, None), slice(None, None, -9)])
def test_a_part_of_them(stored: Report, listed: Report, cut: slice) -> None:
    assert stored.findings[cut] == listed.findings[cut]
    assert stored.findings[7] == listed.findings[7]
    assert stored.findings[-1] == listed.findings[-1]
    with pytest.raises(IndexError):
        _ = stored.findings[len(listed.findings)]


@pytest.mark.parametrize("form", ["json", "csv", "text", "html"])
def test_reports_are_the_same(stored: Report, listed: Report, form: str) -> None:
    text = render(listed, form, WORKFORCE)
    assert isinstance(text, str)
    assert render(stored, form, WORKFORCE) == text
    assert b"".join(pieces(stored, form, WORKFORCE)) == text.encode()


def test_groups_and_verdict(stored: Report, listed: Report) -> None:
    assert verdict(stored, WORKFORCE) == verdict(listed, WORKFORCE)
    pairs = zip(groups(stored, WORKFORCE), groups(listed, WORKFORCE), strict=True)
    for on_disk, in_list in pairs:
        assert (on_disk.rule_id, list(on_disk.findings)) == (in_list.rule_id, in_list.findings)


def test_another_process_takes_them_over(stored: Report, tmp_path: Path) -> None:
    before = list(stored.findings)
    folder = tmp_path / "stored" / "out" / FINDINGS_FOLDER
    adopted = StoredFindings.adopt(folder)
    assert list(adopted) == before
    assert list(folder.iterdir()) == []


def test_json_of_a_report_without_findings(listed: Report) -> None:
    clean = dataclasses.replace(listed, findings=[])
    assert json.loads(render(clean, "json", WORKFORCE)) == clean.as_dict()
    assert json.loads(render(listed, "json", WORKFORCE)) == listed.as_dict()


def test_repeated_keys_are_found_across_batches_and_heaps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_IN_MEMORY", 3)
    rows = [f"2022-03-31,42,FEMALE,R{i % 30},POLICE_OFFICER,5,,4.5," for i in range(40)]
    path = tmp_path / "stock.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")

    def repeated(out: str, limits: Limits | None) -> list[tuple[int | None, str | None]]:
        (tmp_path / out).mkdir()
        report = check_files([path], WORKFORCE, "42", "2022-03-31", tmp_path / out, limits=limits)
        return [(f.row, f.expected) for f in report.findings if f.rule_id == "C04"]

    in_batches = repeated("a", Limits(precise_bytes=0, batch_rows=7))
    assert in_batches == repeated("b", None)
    assert [row for row, _ in in_batches] == list(range(32, 42))
    monkeypatch.setattr(keys, "_MOST_REPEATED", 2)
    assert repeated("c", Limits(precise_bytes=0, batch_rows=7)) == in_batches
