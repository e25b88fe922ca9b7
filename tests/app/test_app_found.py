"""What the release's checks found of a return stands beside the figures made from it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from conftest import said
from release_fixture import MONTHS
from shown import tables

FOUND = """
    insert into checks.findings (rule_id, severity, suite, table_name, force_code, period, message)
    values ('{rule}', 'warning', 'returns', '{table}', '42', '{period}', 'Essex Police: {words}')
"""


def find(home: Path, table: str, words: str, *, rule: str = "R12-06", period: str = "") -> None:
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            FOUND.format(rule=rule, table=table, words=words, period=period or MONTHS[-1])
        )


@pytest.mark.parametrize(
    "table", ["facial_recognition.deployments", "raw.facial_recognition__deployments"]
)
def test_a_finding_of_the_return_is_a_caveat_of_its_force(table, home, visit):
    find(home, table, "970 in the quarter, where a table has 1,000.")
    find(home, table, "another.", rule="R05-07")
    find(home, table, "and one more.", rule="R05-07")
    told = said(visit("compare", indicator="false_alerts_pct", period=MONTHS[-1]))
    assert "Essex: Release check R12-06 on its return: 970 in the quarter" in told
    assert "Release check R05-07 on its return: and one more. (1 more: see Release checks.)" in told


@pytest.mark.parametrize(
    ("table", "period"),
    [("domestic_abuse.days", MONTHS[-1]), ("facial_recognition.deployments", MONTHS[0])],
    ids=["another return", "another month"],
)
def test_it_stands_beside_nothing_else(table, period, home, visit):
    find(home, table, "970 in the quarter.", period=period)
    told = said(visit("compare", indicator="false_alerts_pct", period=MONTHS[-1]))
    assert "970 in the quarter" not in told


def test_it_stands_on_the_profile_and_in_the_trace(home, visit):
    find(home, "facial_recognition.deployments", "970 in the quarter.")
    assert "970 in the quarter." in said(visit("force", force="42"))
    at = visit("trace", force="42", indicator="false_alerts_pct", period=MONTHS[-1])
    assert "970 in the quarter." in said(at)


def test_reference_tables_other_than_those_of_the_release_before_are_a_warning(home, visit):
    assert "Reference tables" not in said(visit("checks"))
    [manifest] = (home / "releases").glob("*.json")
    change = "Release A was built with populations.csv (SHA-256 ab...), this one without."
    told = {**json.loads(manifest.read_text()), "reference_changes": [change]}
    manifest.write_text(json.dumps(told))
    shown = visit("checks").warning[-1].value.replace("\\", "")
    assert shown == f"Reference tables: {change} Figures that use them may have moved."


def test_what_checks_found_is_named_as_people_name_it(home, visit):
    at = visit("checks")
    found, checks = tables(at)
    assert list(found["Period"]) == ["March 2024"]
    assert list(found["Unit"]) == ["%"]
    assert list(checks["Return"]) == [
        "System reliability: services, outages, availability",
        "Workforce and resourcing",
        "\u2013",
    ]
    assert list(checks["What it checks"])[1].startswith("A figure moved away")
    assert list(checks["Compared with"])[1:] == ["Other forces", "The release itself"]


def test_a_check_without_anything_to_ask_has_passed_nothing(home, visit):
    at = visit("checks")
    outcomes = ["found something", "nothing to check", "found nothing"]
    assert list(tables(at)[1]["Outcome"]) == outcomes
    assert "1 of 3 checks found something; 1 had nothing to check" in said(at)


def test_whoever_comes_from_a_page_about_one_force_sees_what_was_found_of_it(home, visit):
    assert "1 finding about 1 force" in said(visit("checks", force="42"))
    assert "0 findings about 0 forces" in said(visit("checks", force="46"))
    assert "1 finding about 1 force" in said(visit("checks", force="46", force_checked="all"))
