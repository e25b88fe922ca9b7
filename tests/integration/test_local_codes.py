"""A force's own extract and its mapping: from the upload to what is kept, in real children."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.findings import Report
from contracts.load import load_contract
from contracts.render.example import example_rows
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.pipeline import check_upload, submit
from muster.rebuilding import rebuild_tables

STARTERS = Path(__file__).parents[2] / "mappings" / "starters"
SLUG, FORCE, PERIOD = "system_reliability", "42", "2024-03"
HEADER = "Number,Service,Opened,Started,Resolved,Priority,Planned,Effect,Users,Cause,Reference"
GOOD = (
    "INC1,RMS,05/03/2024 08:20,05/03/2024 08:15,05/03/2024 10:45,"
    "2 - High,No,Down,1800,Platform,ATH-2024-007"
)
AT = datetime(2024, 4, 5, 9, tzinfo=UTC)


def sent(folder: Path, *rows: str, mapping: str | None = None) -> list[Path]:
    """An extract, the mapping that reads it, and the tables that the service desk does not have."""
    contract = load_contract(SLUG)
    folder.mkdir(exist_ok=True)
    extract = folder / "export of incidents.csv"
    extract.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    text = mapping or (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    (folder / "itsm.mapping.yaml").write_text(text, encoding="utf-8")
    paths = [extract, folder / "itsm.mapping.yaml"]
    for table in ("services", "service_months"):
        [row] = example_rows(contract)[table]
        paths.append(folder / f"{table}.csv")
        paths[-1].write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    return paths


def check(folder: Path, *rows: str, mapping: str | None = None) -> Report:
    return check_upload(sent(folder, *rows, mapping=mapping), SLUG, FORCE, PERIOD)


def changed(**cells: str) -> str:
    """The good row with other cells."""
    row = dict(zip(HEADER.split(","), GOOD.split(","), strict=True))
    return ",".join({**row, **cells}.values())


def test_the_extract_passes_as_the_return(tmp_path: Path) -> None:
    report = check(tmp_path, GOOD)
    assert report.passed, report.findings
    assert {table.name: table.rows for table in report.tables} == {
        "outages": 1,
        "services": 1,
        "service_months": 1,
    }
    assert report.file.startswith("export of incidents.csv, itsm.mapping.yaml")


@pytest.mark.parametrize(
    ("cells", "rule", "column", "says"),
    [
        ({"Priority": "Urgent"}, "C06", "severity", "column Priority: 'Urgent' is not a Priority"),
        ({"Started": "2024-03-05"}, "C07", "started_at", "column Started: '2024-03-05' is not a"),
        ({"Started": "31/03/2024 01:30"}, "C14", "started_at", "row 3, column Started."),
        ({"Users": "many"}, "C07", "users_affected", "row 3, column Users."),
        ({"Resolved": "05/03/2024 08:10"}, "R05-01", "restored_at", "row 3, column Resolved."),
    ],
)
def test_findings_are_told_in_the_rows_and_columns_that_were_sent(
    cells: dict[str, str], rule: str, column: str, says: str, tmp_path: Path
) -> None:
    report = check(tmp_path, GOOD, changed(Number="INC2", **cells))
    [found] = [f for f in report.findings if f.rule_id == rule]
    assert (found.row, found.column, found.table) == (3, column, "outages")
    assert says in found.message
    assert not report.passed


def test_rows_of_other_months_are_left_out_only_where_the_mapping_says_so(tmp_path: Path) -> None:
    february = changed(
        Number="INC0",
        Opened="05/02/2024 08:20",
        Started="05/02/2024 08:15",
        Resolved="05/02/2024 10:45",
    )
    assert check(tmp_path / "left", GOOD, february).passed
    text = (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    strict = text.replace("other_periods: leave_out", "other_periods: refuse")
    report = check(tmp_path / "refused", GOOD, february, mapping=strict)
    assert [(f.rule_id, f.row) for f in report.findings] == [("C03", 3)]
    assert "The row is of 2024-02." in report.findings[0].message


def test_rows_of_another_force_are_never_taken(tmp_path: Path) -> None:
    text = (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    report = check(tmp_path, GOOD, mapping=text.replace('"42"} # your', '"43"} # your'))
    assert ("C02", 2) in {(f.rule_id, f.row) for f in report.findings}
    assert not report.passed


def test_a_mapping_that_fits_no_file_changes_nothing(tmp_path: Path) -> None:
    paths = sent(tmp_path, GOOD)
    paths[0].write_text("a,b\n1,2\n")
    report = check_upload(paths, SLUG, FORCE, PERIOD)
    assert (report.readable, report.passed) == (False, False)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("title: x\n", "itsm.mapping.yaml has no reader."),
        ("- a\n- b\n", "which no mapping knows"),
        ("a: [\n", "is not a mapping"),
        ("!!python/object/apply:os.system ['true']\n", "is not a mapping"),
        (BOMB, "itsm.mapping.yaml"),
        ("x" * 300_000, "larger than a mapping may be"),
    ],
    ids=["unfinished", "a list", "broken", "a command", "a bomb", "large"],
)
def test_a_mapping_that_cannot_be_used_is_a_sentence(
    mapping: str, says: str, tmp_path: Path
) -> None:
    report = check(tmp_path, GOOD, mapping=mapping)
    assert (report.readable, report.exit_code) == (False, 2)
    [found] = report.findings
    assert says in found.message
    assert "Traceback" not in found.message


def test_the_mapping_is_kept_with_the_extract_and_makes_the_same_table_again(
    tmp_path: Path,
) -> None:
    paths = sent(tmp_path / "sent", GOOD)
    with open_ledger(tmp_path / "home") as ledger:
        done = submit(
            ledger, paths, SLUG, FORCE, PERIOD, actor=local_administrator(), received_at=AT
        )
        assert done.submission.state == "signed_off", done.report.findings
        names = [file.name for file in done.submission.files]
        assert names[:2] == ["export of incidents.csv", "itsm.mapping.yaml"]
        kept = ledger.snapshot().live_tables
        shutil.rmtree(kept[0].path.parent)
        told = list(rebuild_tables(ledger, ledger.verify()))
        assert len(told) == 3
        assert all("is as it was accepted" in sentence for sentence in told), told
        assert ledger.verify() == []
