"""What a report says is true of the file: no sentence beside another that it contradicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.load import load_contract
from validators.validate import check_files

HEADER = (
    "force_code,month,channel,items_ingested,items_geolocated,items_reviewed,items_actioned,"
    "items_false_or_malicious,minutes_to_display_median,retention_days,dpia_ref,"
    "lawful_basis_code,profiles_created,authority_code"
)
ROW = "42,2024-03,CITIZEN_APP,640,310,{reviewed},75,9,3.5,31,DPIA-PUB-3,UK_GDPR_PUBLIC_TASK,0,"


def said(folder: Path, *rows: str) -> dict[str, list[str]]:
    """Rule to the messages of a public contact return with those rows."""
    path, typed = folder / "contacts.csv", folder / "typed"
    typed.mkdir()
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    report = check_files([path], load_contract("public_contact"), "42", "2024-03", typed)
    found: dict[str, list[str]] = {}
    for finding in report.findings:
        found.setdefault(finding.rule_id, []).append(finding.message or "")
    return found


@pytest.mark.parametrize(
    ("reviewed", "rules"),
    [
        pytest.param(320, [], id="half were looked at"),
        pytest.param(319, ["R13-04"], id="fewer than half"),
        pytest.param(700, ["R13-01"], id="more than came in are not fewer than half"),
    ],
)
def test_a_share_without_an_upper_bound_asks_the_lower_one_alone(
    tmp_path: Path, reviewed: int, rules: list[str]
) -> None:
    assert sorted(said(tmp_path, ROW.format(reviewed=reviewed))) == rules


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param(
            [], "Table contacts has a header and no rows. A nil return is sent as one.", id="none"
        ),
        pytest.param(
            [ROW.format(reviewed=600) + ",,"],
            "No row of table contacts could be read as it stands.",
            id="one with cells too many",
        ),
    ],
)
def test_rows_that_could_not_be_read_are_not_said_to_be_none(
    tmp_path: Path, rows: list[str], message: str
) -> None:
    assert message in said(tmp_path, *rows)["C01"]
