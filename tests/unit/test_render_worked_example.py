"""The worked example of every return passes the check of its own return, in both formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.load import all_contracts
from contracts.model import Contract
from contracts.render.example import example_rows
from contracts.render.template import write_template
from validators.report import FORMATS, render
from validators.validate import check_files

CONTRACTS = all_contracts()
PERIODS = {"quarter_end": "2022-03-31", "month": "2024-03", "quarter": "2024-Q1"}
each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=[c.slug for c in CONTRACTS])


def sender(contract: Contract) -> str:
    """Essex, or whoever else sends the return."""
    return "42" if "42" in contract.sender_codes else contract.sender_codes[0]


@each_contract
@pytest.mark.parametrize("format_name", ["csv", "xlsx"])
def test_worked_example_passes(contract: Contract, format_name: str, tmp_path: Path) -> None:
    given = tmp_path / ("given.xlsx" if format_name == "xlsx" else "given")
    files = write_template(contract, format_name, given, example=True)
    (tmp_path / "out").mkdir()
    period = PERIODS[contract.period_grain]
    report = check_files(files, contract, sender(contract), period, tmp_path / "out")
    assert [f for f in report.findings if f.severity != "info"] == []
    assert report.readable
    assert {table.name: table.rows for table in report.tables} == {
        name: len(rows) for name, rows in example_rows(contract).items()
    }
    assert all(render(report, each, contract) for each in FORMATS)


@each_contract
@pytest.mark.parametrize("format_name", ["csv", "xlsx"])
def test_blank_template_has_no_fault_but_its_lack_of_rows(
    contract: Contract, format_name: str, tmp_path: Path
) -> None:
    out = tmp_path / ("given.xlsx" if format_name == "xlsx" else "given")
    files = write_template(contract, format_name, out)
    (tmp_path / "out").mkdir()
    period = PERIODS[contract.period_grain]
    report = check_files(files, contract, sender(contract), period, tmp_path / "out")
    grave = [f for f in report.findings if f.severity != "info"]
    assert [f for f in grave if "no rows" not in f.message] == []
    assert len(grave) == len(contract.tables)
