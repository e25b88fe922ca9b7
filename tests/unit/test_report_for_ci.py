"""The report as CI systems read it: every finding, at its line, and nothing that escapes."""

# ruff: noqa: E501 - a table reads across

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from contracts.findings import Finding, Plausibility, Report, RuleOutcome, TableRead
from contracts.load import load_contract
from validators.report import FORMATS, render
from validators.report.as_github import command

WORKFORCE = load_contract("workforce")
GIVEN = [Path("returns/2022/stock.csv")]
NASTY = "a%b\r\nc:d,e::error::]]>&<\x1b[31m\ufffe{0}[x](y)\u202e"


def finding(rule_id: str = "C07", severity: str = "error", **facts: object) -> Finding:
    given: dict[str, object] = {
        "dimension": "validity",
        "message": "12a is not a whole number.",
        "table": "stock",
        "row": 2,
        "column": "headcount",
        "column_letter": "F",
        "value": "12a",
        "key": {"sex": "FEMALE"},
    }
    return Finding(rule_id=rule_id, severity=severity, **(given | facts))  # type: ignore[arg-type]


def report(
    findings: Sequence[Finding] = (), *, readable: bool = True, file: str = "stock.csv"
) -> Report:
    return Report(
        return_slug="workforce",
        contract_version="1.0.0",
        file=file,
        sha256="ab" * 32,
        readable=readable,
        tables=[TableRead(name="stock", file=file, rows=40)] if readable else [],
        findings=findings,
        outcomes=[
            RuleOutcome(
                rule_id=rule_id, severity="error", dimension="validity",
                assessed=assessed, failed=failed, not_assessed=unasked,
            )
            for rule_id, assessed, failed, unasked in (
                ("C05", 40, 0, 0), ("C07", 40, 1, 0), ("R01-01", 0, 0, 40), ("R01-02", 30, 0, 10)
            )
        ],
    )  # fmt: skip


def text(found: Report, form: str, given: Sequence[Path] = GIVEN) -> str:
    content = render(found, form, WORKFORCE, given=given)
    assert isinstance(content, str)
    return content


EVERYTHING = [
    finding(),
    finding(row=3, value=NASTY, message=NASTY, key={"sex": NASTY}, suggestion=NASTY),
    finding("R01-06", "warning", row=None),
    finding("C15", "info"),
    finding("X99", "error", table=None, row=None, column=None),
]
UNREADABLE = finding("C01", message="The file is empty.", table=None, row=None, column=None)


def test_the_formats_are_known() -> None:
    assert {"junit", "sarif", "github"} <= set(FORMATS)


# JUnit ------------------------------------------------------------------------------------------


def cases(found: Report) -> dict[str, ET.Element]:
    """{rule id: its test case}."""
    suites = ET.fromstring(text(found, "junit"))
    return {
        case.attrib["name"].split(":")[0]: case for case in suites.findall("testsuite/testcase")
    }


def test_junit_has_one_case_a_rule() -> None:
    rules = {rule.id for rule in WORKFORCE.rules}
    assert set(cases(report())) == rules
    assert set(cases(report(EVERYTHING))) == {*rules, "X99"}
    assert len(ET.fromstring(text(report(), "junit")).findall(".//testcase")) == len(rules)


def test_a_rule_that_a_release_was_asked_about_has_its_answer() -> None:
    told = Plausibility(sentence="Compared.", release_id="20240410", rules=("C09",))
    asked = cases(replace(report(), plausibility=told))
    assert list(asked["C09"]) == []
    assert [child.tag for child in asked["C10"]] == ["skipped"]


@pytest.mark.parametrize(
    ("rule_id", "tag", "words"),
    [
        ("C07", "failure", "column F headcount"),
        ("X99", "failure", "the file"),
        ("R01-06", "system-out", "1 warning:"),
        ("C15", "system-out", "stock, row 2"),
        ("R01-01", "skipped", "What it needs is missing or could not be read."),
        ("R01-02", "system-out", "Not assessed 10 times"),
        ("C09", "skipped", "Asked after submission"),
        ("C13", "skipped", "There was nothing in this submission to ask it of."),
        ("C05", None, ""),
    ],
)
def test_junit_says_how_each_rule_fared(rule_id: str, tag: str | None, words: str) -> None:
    children = list(cases(report(EVERYTHING))[rule_id])
    assert [child.tag for child in children] == ([tag] if tag else [])
    if tag:
        assert words in f"{children[0].get('message', '')} {children[0].text}"


def test_junit_counts_what_it_holds() -> None:
    suites = ET.fromstring(text(report(EVERYTHING), "junit"))
    for element in (suites, suites[0]):
        assert int(element.attrib["tests"]) == len(suites.findall(".//testcase"))
        assert int(element.attrib["failures"]) == len(suites.findall(".//failure")) == 2
    assert int(suites[0].attrib["skipped"]) == len(suites.findall(".//skipped"))


# What the schema that Jenkins' xUnit plug-in holds a file to (junit-10.xsd) lets an element have.
JUNIT_ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {
        "name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname",
        "id", "package", "file", "log", "url",
    },
    "testcase": {"name", "time", "classname", "group"},
    "property": {"name", "value"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
}  # fmt: skip


def test_junit_has_no_attribute_that_its_schema_does_not_have() -> None:
    for element in ET.fromstring(text(report(EVERYTHING), "junit")).iter():
        assert set(element.attrib) <= JUNIT_ATTRIBUTES.get(element.tag, set()), element.tag


def test_junit_of_an_unreadable_file_fails_one_rule_and_asks_no_other() -> None:
    found = cases(report([UNREADABLE], readable=False))
    assert found.pop("C01").find("failure") is not None
    assert {case[0].get("message") for case in found.values()} == {
        "The file could not be read as this return."
    }


# SARIF ------------------------------------------------------------------------------------------


def run(found: Report, given: Sequence[Path] = GIVEN) -> dict[str, object]:
    log = json.loads(text(found, "sarif", given))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    [only] = log["runs"]
    return only


def test_sarif_has_every_rule_and_every_finding_at_its_line() -> None:
    content = run(report(EVERYTHING))
    rules = content["tool"]["driver"]["rules"]  # type: ignore[index]
    assert [rule["id"] for rule in rules] == [rule.id for rule in WORKFORCE.rules]
    results = content["results"]
    assert isinstance(results, list)
    assert [(each["ruleId"], each["level"]) for each in results] == [
        ("C07", "error"), ("C07", "error"), ("R01-06", "warning"), ("C15", "note"), ("X99", "error"),
    ]  # fmt: skip
    assert [each["locations"][0]["physicalLocation"].get("region") for each in results] == [
        {"startLine": 2}, {"startLine": 3}, None, {"startLine": 2}, None,
    ]  # fmt: skip
    for each in results:
        place = each["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place == {"uri": "returns/2022/stock.csv"}
        assert each.get("ruleIndex") is None or rules[each["ruleIndex"]]["id"] == each["ruleId"]
        assert re.fullmatch("[0-9a-f]{64}", each["partialFingerprints"]["musterFinding/v1"])
    assert content["artifacts"] == [
        {"location": {"uri": "returns/2022/stock.csv"}, "hashes": {"sha-256": "ab" * 32}}
    ]


def test_sarif_says_what_code_scanning_requires_of_a_run_and_its_rules() -> None:
    content = run(report(EVERYTHING))
    for rule in content["tool"]["driver"]["rules"]:  # type: ignore[index]
        for name in ("shortDescription", "fullDescription", "help"):
            assert rule[name]["text"], (rule["id"], name)


def test_two_submissions_are_two_analyses_to_code_scanning() -> None:
    """It replaces the findings of a run by those of the next one of the same name."""
    ours = replace(report(), force_code="42", period="2022-03-31")
    named = [
        run(each)["automationDetails"] for each in (report(), ours, replace(ours, period="x:"))
    ]
    assert named == [
        {"id": "muster/workforce/"},
        {"id": "muster/workforce/42/2022-03-31/"},
        {"id": "muster/workforce/42/x%3A/"},
    ]


def test_sarif_messages_hold_no_placeholder_and_no_link() -> None:
    [result] = run(report([finding(message=NASTY, key={})]))["results"]  # type: ignore[misc]
    message = result["message"]["text"]
    assert "{{0}}" in message
    assert "\\[x\\](y)" in message
    assert re.search("[\x00-\x1f\u202e]", message) is None


@pytest.mark.parametrize(
    ("file", "given", "uri", "line"),
    [
        ("stock.csv", ["a b/stock.csv"], "a%20b/stock.csv", 2),
        ("stock.csv", ["/tmp/stock.csv"], "file:///tmp/stock.csv", 2),
        ("stock.xlsx", ["in/stock.xlsx"], "in/stock.xlsx", None),
        ("stock.csv", ["in/return.zip"], "in/return.zip", None),
        ("stock.csv", ["in/stock.csv", "in/flows.csv"], "in/stock.csv", 2),
        ("stock.csv", [], "stock.csv", 2),
        ("c:stock.csv", ["c:stock.csv"], "./c%3Astock.csv", 2),
    ],
)
def test_places_are_those_of_the_files_as_given(
    file: str, given: list[str], uri: str, line: int | None
) -> None:
    [result] = run(report([finding()], file=file), [Path(name) for name in given])["results"]  # type: ignore[misc]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == uri
    assert physical.get("region") == (None if line is None else {"startLine": line})


# GitHub -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "message", "properties", "line"),
    [
        ("error", "plain", {}, "::error::plain"),
        ("error", "a%b\r\nc", {}, "::error::a%25b%0D%0Ac"),
        ("error", "a:b,c", {}, "::error::a:b,c"),
        ("warning", "x", {"file": "a:b,c.csv", "line": "2"}, "::warning file=a%3Ab%2Cc.csv,line=2::x"),
        ("notice", "x", {"title": "50%\n", "line": ""}, "::notice title=50%25%0A::x"),
    ],
)  # fmt: skip
def test_workflow_commands_are_escaped(
    name: str, message: str, properties: dict[str, str], line: str
) -> None:
    assert command(name, message, properties) == line


def test_github_has_one_command_for_each_finding_and_one_for_the_verdict() -> None:
    lines = text(report(EVERYTHING, file="stock.csv"), "github").splitlines()
    assert len(lines) == 1 + len(EVERYTHING)
    assert lines[0].startswith("::error title=Muster::stock.csv does not pass")
    assert [line.split(" ")[0] for line in lines[1:]] == [
        "::error", "::error", "::error", "::warning", "::notice",
    ]  # fmt: skip
    assert any("file=returns/2022/stock.csv,line=3,title=C07%3A" in line for line in lines)
    assert all(re.search("[\x00-\x1f]", line) is None for line in lines)


def test_a_name_of_a_file_cannot_command_the_runner() -> None:
    name = "::error::x.csv"
    lines = text(report(file=name), "github", [Path(name)]).splitlines()
    passes = "::error::x.csv passes as Workforce and resourcing 1.0.0."
    assert lines == [f"::notice title=Muster::{passes}"]


@pytest.mark.parametrize("form", ["junit", "sarif", "github"])
def test_what_was_expected_and_suggested_is_told_where_only_the_message_is_shown(form: str) -> None:
    advised = finding(expected="at most 40", difference="10", suggestion="38")
    told = text(report([advised]), form)
    assert "Did you mean: 38. Expected: at most 40. Difference: 10." in told
    assert "Expected" not in text(report([finding()]), form)
