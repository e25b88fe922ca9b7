"""Which checks are put to a submission, and which of what they find is its own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contracts.later import FAR_FROM_PEERS, card, is_asked_later
from contracts.load import all_contracts, load_contract
from contracts.model import Severity
from expectations.door import SUITES, door_checks, marts_of, own_findings
from expectations.model import Unexpected
from muster.release.explained import answers

WORKFORCE = load_contract("workforce")
FOUND = Unexpected(
    check_id="new", rule_id="C09", severity="warning", dimension="consistency", suite="history",
    table_name="workforce", force_code="42", period="2022-03-31", indicator="officer_fte",
    message="Essex Police: it moved.", expected="606", observed="1,000", difference="394",
    blocks_release=False,
    key_json='{"force_code": "42", "indicator": "officer_fte", "period": "2022-03-31"}',
)  # fmt: skip
RIGHT = "The figure is right: the world changed. We merged."


@pytest.mark.parametrize("slug", [contract.slug for contract in all_contracts()])
def test_every_return_has_its_checks_and_none_of_them_blocks(slug: str) -> None:
    contract = load_contract(slug)
    checks = door_checks(contract)
    assert {"C09", "C10", FAR_FROM_PEERS} <= {check.rule_id for check in checks}
    assert all(check.suite in SUITES and check.severity is Severity.WARNING for check in checks)
    assert all(is_asked_later(contract, check.rule_id) for check in checks), (
        "what they find can be explained beforehand"
    )
    assert {"comparison", "indicator"} <= set(marts_of(checks))


def test_a_return_is_asked_what_others_make_of_it() -> None:
    rules = {check.rule_id for check in door_checks(load_contract("incidents_response"))}
    assert "R02-07" in rules, "hours of another return are compared with its incidents"
    found = card(load_contract("incidents_response"), "R02-07")
    assert found is not None
    assert "REAL_CHANGE" in found.reasons


@pytest.mark.parametrize(
    ("changed", "known", "own"),
    [
        pytest.param({}, False, True, id="its force and period"),
        pytest.param({}, True, True, id="as doubtful as before"),
        pytest.param({"force_code": "05"}, False, False, id="another force"),
        pytest.param({"force_code": None}, False, False, id="of no force"),
        pytest.param({"period": "2022-06-30"}, False, True, id="another period, its own doing"),
        pytest.param({"period": "2021-12-31"}, True, False, id="another period, known before"),
        pytest.param({"period": "2022-02"}, True, True, id="a month of its quarter"),
        pytest.param({"period": "2022-Q1"}, True, True, id="its quarter, written otherwise"),
        pytest.param({"period": "2022-04"}, True, False, id="a month of the next quarter"),
        pytest.param({"period": None}, True, False, id="of no period, known before"),
        pytest.param({"rule_id": FAR_FROM_PEERS}, False, True, id="far from peers"),
        pytest.param(
            {"rule_id": FAR_FROM_PEERS, "indicator": "charge_rate"}, False, False,
            id="far from peers in another return",
        ),
    ],
)  # fmt: skip
def test_whose_a_finding_is(changed: dict[str, str | None], known: bool, own: bool) -> None:
    found = replace(FOUND, **changed)  # type: ignore[arg-type]
    mine = own_findings(
        [found], WORKFORCE, "42", "2022-03-31",
        indicators={"officer_fte"}, known={"new"} if known else set(),
    )  # fmt: skip
    assert bool(mine) is own


def test_the_inspectorates_own_return_answers_for_every_force() -> None:
    found = replace(FOUND, force_code="05", period="2022-03")
    national = load_contract("context_drivers")
    assert national.national
    assert own_findings([found], national, "EW", "2022-03", indicators=set(), known=set())


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("workforce", None),
        ("workforce.flows", "flows"),
        ("raw.workforce__flows", "flows"),
        ("marts.comparison", None),
        ("mobile_devices.devices", None),
    ],
)
def test_a_finding_says_what_a_report_needs(name: str, table: str | None) -> None:
    [mine] = own_findings(
        [replace(FOUND, table_name=name)], WORKFORCE, "42", "2022-03-31",
        indicators=set(), known=set(),
    )  # fmt: skip
    told = (mine.rule_id, mine.table, mine.value, mine.expected, mine.difference)
    assert told == ("C09", table, "1,000", "606", "394")
    assert mine.key == json.loads(FOUND.key_json)


@pytest.mark.parametrize(
    ("finding", "told", "answer"),
    [
        pytest.param({}, {}, RIGHT, id="the same finding"),
        pytest.param({"table_name": "marts.comparison"}, {}, RIGHT, id="mart"),
        pytest.param({"table_name": "collisions"}, {}, "", id="the same rule of another return"),
        pytest.param({"key_json": "{}"}, {}, "", id="another figure"),
        pytest.param({"key_json": None}, {}, "", id="a release that wrote no key down"),
        pytest.param({}, {"rule_id": "C10"}, "", id="another rule"),
    ],
)
def test_an_explanation_given_at_the_door_holds_at_the_gate(
    finding: dict[str, object], told: dict[str, object], answer: str
) -> None:
    said = {
        "return_slug": "workforce", "rule_id": "C09", "key_json": FOUND.key_json,
        "reason_code": "REAL_CHANGE", "sentence": "We merged.",
    }  # fmt: skip
    [given] = answers([FOUND.as_dict() | finding], [said | told])
    assert given == answer
