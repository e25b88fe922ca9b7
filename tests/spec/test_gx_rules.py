"""Every rule that Great Expectations runs: one example that passes and one that fails, for real.

Each example is a small DuckDB file; the failing one differs from the passing one by a single
statement, and the finding must name the force and the period that are at fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from expectations.model import Check
from expectations.run import run_checks
from expectations.suites import all_checks
from tests.release_tables import figure, insert, make_release, registry, submission

pytestmark = pytest.mark.filterwarnings("ignore")  # Great Expectations' own, at its import

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
SNAPSHOTS = ["2021-12-31", "2022-03-31"]


@dataclass(frozen=True)
class Example:
    """`rule` and `name` pick the check; `good` then `bad` are added to what both share."""

    rule: str
    name: str
    subject: str
    shared: Sequence[str]
    good: str
    bad: str
    force: str | None = "42"
    period: str | None = "2022-03-31"
    says: str = ""


def stock(date: str, fte: float) -> str:
    return insert(
        "raw.workforce__stock",
        submission_id=date,
        snapshot_date=date,
        force_code="42",
        sex="MALE",
        rank_code="CONSTABLE",
        worker_type="POLICE_OFFICER",
        fte=fte,
    )


def flows(joiners: float) -> str:
    return insert(
        "raw.workforce__flows",
        snapshot_date="2022-03-31",
        force_code="42",
        worker_type="POLICE_OFFICER",
        rank_code="CONSTABLE",
        joiners_fte=joiners,
        transfers_in_fte=0,
        leavers_fte=10,
        transfers_out_fte=0,
    )


def impact(state: str, own: str | None, difference: float | None = None) -> str:
    return insert(
        "marts.force_impact",
        service_outage_id="ATHENA-1",
        shared_platform_id="ATHENA",
        force_code="42",
        state=state,
        outage_id="INC1",
        own_started_at=own,
        master_started_at="2024-03-05 09:00:00",
        start_difference_minutes=difference,
    )


def service(month: str) -> str:
    return insert(
        "raw.system_reliability__services",
        month=month,
        force_code="42",
        service_id="42-RMS",
        service_category="RMS",
        criticality_tier=1,
        licensed_users=100,
    )


def outage(service_id: str) -> str:
    return insert(
        "raw.system_reliability__outages",
        force_code="42",
        outage_id="INC1",
        service_id=service_id,
        started_at="2024-06-01 09:00:00",
        restored_at="2024-06-01 10:00:00",
        not_affected_flag=False,
    )


def deployments_return(period: str, faces: int) -> list[str]:
    sent = {"return_slug": "facial_recognition", "period": period}
    return [
        submission(period, **sent),
        insert(
            "raw.facial_recognition__deployments",
            submission_id=period,
            force_code="42",
            deployment_id=period,
            faces_scanned=faces,
        ),
    ]


def evidence_return(period: str, by_link: int, by_disc: int) -> list[str]:
    return [
        submission(period, return_slug="digital_evidence", period=period),
        *(
            insert(
                "raw.digital_evidence__retrievals",
                submission_id=period,
                force_code="42",
                month=period,
                evidence_type="CCTV",
                retrieval_channel=channel,
                received=received,
            )
            for channel, received in (("SECURE_LINK", by_link), ("DISC_COURIER", by_disc))
        ),
    ]


def monthly(indicator: str, values: Sequence[float]) -> list[str]:
    return [
        figure(indicator=indicator, period=month, value=value)
        for month, value in zip(MONTHS, values, strict=False)
    ]


def forces(values: Sequence[float]) -> list[str]:
    return [figure(force_code=f"{number:02d}", value=v) for number, v in enumerate(values, 1)]


RATE = registry("officers_per_1000")
PER_FACE = figure(indicator="false_alerts_per_face")
ESSEX = insert("marts.force", force_code="42", official_name="Essex Police")

EXAMPLES = [
    Example(
        "C09",
        "moved_from_history",
        "workforce",
        [RATE, *monthly("officers_per_1000", [2.0, 2.1, 1.9, 2.0, 2.1, 1.9])],
        figure(period="2024-07", value=2.2),
        figure(period="2024-07", value=3.0),
        period="2024-07",
        says="Essex Police: Officers per 1000 for 2024-07 is 3, where the force's own recent "
        "median is 2: a change of 50%.",
    ),
    Example(
        "C10",
        "nil_where_active",
        "facial_recognition",
        [line for month in MONTHS[:4] for line in deployments_return(month, 900)],
        submission("may", return_slug="workforce", period="2024-05", is_nil=True),
        submission("may", return_slug="facial_recognition", period="2024-05", is_nil=True),
        period="2024-05",
        says="a nil return, but the force reported activity in 4 of its 4 earlier periods",
    ),
    Example(
        "R01-04",
        "stock_flow",
        "raw.workforce__flows",
        [stock("2021-12-31", 1000), stock("2022-03-31", 1020)],
        flows(joiners=32),
        flows(joiners=5),
        says="gives 995; the stock sent is 1,020",
    ),
    Example(
        "R05-07",
        "platform_outage_answered",
        "system_reliability.outages",
        [],
        impact("NOT_AFFECTED", None),
        impact("NOT_REPORTED", None),
        period="2024-03",
        says="ATHENA failed on 05 March 2024, 09.00 UTC",
    ),
    Example(
        "R05-08",
        "starts_agree",
        "system_reliability.outages",
        [],
        impact("MATCHED", "2024-03-05 09:30:00", 30),
        impact("TIMING_DIFFERENCE", "2024-03-05 09:31:00", 31),
        period="2024-03",
        says="31 minutes apart",
    ),
    Example(
        "R05-10",
        "no_outage_in_year",
        "raw.system_reliability__services",
        [service(month) for month in MONTHS],
        outage("42-RMS"),
        outage("42-HR"),
        period="2024-12",
        says="no outage of 42-RMS (RMS) was reported in the 12 months to 2024-12",
    ),
    Example(
        "R06-06",
        "share_rose",
        "digital_evidence.retrievals",
        [
            *(line for month in MONTHS[:3] for line in evidence_return(month, 80, 20)),
            *evidence_return("2024-04", 70, 0)[:2],
        ],
        evidence_return("2024-04", 70, 30)[2],
        evidence_return("2024-04", 70, 31)[2],
        period="2024-04",
        says="30.7% of received in 2024-04 is DISC_COURIER or DISC_OFFICER or USB, where the "
        "force's own recent median is 20%",
    ),
    Example(
        "R08-07",
        "both_bases_published",
        "facial_recognition.deployments",
        [PER_FACE],
        figure(
            indicator="false_alerts_per_alert",
            value=None,
            status="missing",
            status_reason="There were no alerts.",
        ),
        figure(indicator="false_alerts_per_alert", value=None, status="missing"),
        says="has false_alerts_per_face but not false_alerts_per_alert",
    ),
    Example(
        "PEER-01",
        "within_plausible_range",
        "marts.comparison",
        [RATE, *forces([2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 3.0])],
        figure(value=9.0, lower=3.1, upper=15.0),
        figure(value=9.0, lower=8.0, upper=10.0),
        says="far from the 12 forces that published it",
    ),
    Example(
        "GATE-01",
        "registry_has_rows",
        "marts.indicator",
        [],
        RATE,
        "select 1",
        force=None,
        period=None,
        says="The indicator registry is empty.",
    ),
    Example(
        "GATE-02",
        "one_row_per_force_indicator_period",
        "marts.comparison",
        [figure()],
        figure(period="2022-06-30"),
        figure(),
        says="has 2 rows",
    ),
    *(
        Example(
            "GATE-03",
            f"{column}_is_filled",
            "marts.comparison",
            [figure()],
            figure(force_code="43"),
            figure(**{column: None})
            if column != "period"
            else figure().replace("'2022-03-31', '2022-03-31', '2022-03-31'", "null, null, null"),
            force=None if column == "force_code" else "42",
            period=None if column == "period" else "2022-03-31",
            says=f"has no {column}",
        )
        for column in ("force_code", "indicator", "period")
    ),
    Example(
        "GATE-04",
        "status_is_known",
        "marts.comparison",
        [figure()],
        figure(force_code="43", status="suppressed", value=None),
        figure(status="draft"),
        says="has the status draft",
    ),
    Example(
        "GATE-05",
        "published_has_a_value",
        "marts.comparison",
        [],
        figure(value=None, status="missing"),
        figure(value=None),
        says="is published without a value",
    ),
    Example(
        "GATE-06",
        "missing_has_no_value",
        "marts.comparison",
        [],
        figure(value=None, status="missing"),
        figure(value=0, status="missing"),
        says="is missing and yet shows 0",
    ),
    Example(
        "GATE-07",
        "value_is_finite",
        "marts.comparison",
        [],
        figure(),
        figure(value="NaN"),
        says="which is no number",
    ),
    Example(
        "GATE-08",
        "interval_holds_value",
        "marts.comparison",
        [],
        figure(value=2, lower=1, upper=3),
        figure(value=4, lower=1, upper=3),
        says="outside its own interval from 1.0 to 3.0",
    ),
    Example(
        "GATE-09",
        "every_force_present",
        "marts.comparison",
        [ESSEX, figure(force_code="43"), "select 1"],
        figure(value=None, status="missing"),
        figure(period="2022-06-30"),
        says="no row for officers_per_1000 in 2022-03-31",
    ),
    Example(
        "GATE-10",
        "officers_add_up",
        "marts.comparison",
        [stock("2022-03-31", 1020)],
        figure(indicator="officer_fte", value=1020),
        figure(indicator="officer_fte", value=1019),
        force=None,
        says="the forces sent 1,020 officer FTE and the comparison holds 1,019",
    ),
    Example(
        "GATE-11",
        "live_submission_in_coverage",
        "raw.submissions",
        [submission("s1")],
        insert("marts.coverage", force_code="42", submission_id="s1", state="signed_off"),
        insert("marts.coverage", force_code="42", submission_id="s1", state="missing"),
        says="is not in the coverage table",
    ),
    Example(
        "GATE-12",
        "live_submission_traceable",
        "raw.submissions",
        [submission("s1")],
        insert("marts.lineage", force_code="42", submission_id="s1"),
        insert("marts.lineage", force_code="42", submission_id="s0"),
        says="no figure leads back to the accepted workforce return",
    ),
]


def check_for(example: Example) -> Check:
    found = [
        check
        for check in all_checks()
        if (check.rule_id, check.name) == (example.rule, example.name)
        and (check.subject or check.table) == example.subject
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.rule}-{e.name}")
def test_the_passing_example_passes(example: Example, tmp_path: Path) -> None:
    path = make_release(tmp_path / "release.duckdb", [*example.shared, example.good])

    verdict = run_checks(path, [check_for(example)])

    assert verdict.findings == ()
    assert [result.success for result in verdict.results] == [True]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.rule}-{e.name}")
def test_the_failing_example_names_force_and_period(example: Example, tmp_path: Path) -> None:
    path = make_release(tmp_path / "release.duckdb", [*example.shared, example.bad])
    check = check_for(example)

    verdict = run_checks(path, [check])

    at_fault = [f for f in verdict.findings if f.period == example.period]
    assert [f.force_code for f in at_fault] == [example.force]
    assert example.says in at_fault[0].message
    assert (at_fault[0].rule_id, at_fault[0].severity) == (example.rule, check.severity.value)
    assert at_fault[0].blocks_release is (check.severity.value == "error")
    assert [result.success for result in verdict.results] == [False]


def test_every_check_has_an_example() -> None:
    drawn = {(example.rule, example.name) for example in EXAMPLES}
    assert drawn == {(check.rule_id, check.name) for check in all_checks()}
