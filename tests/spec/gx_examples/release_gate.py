"""Examples of the release gate."""

from __future__ import annotations

from tests.release_tables import figure, insert, registry, submission
from tests.spec.gx_examples import Example
from tests.spec.gx_examples.workforce import stock

RATE = registry("officers_per_1000")
ESSEX = insert("marts.force", force_code="42", official_name="Essex Police")


EXAMPLES = [
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
    *(
        Example(
            "GATE-07",
            "numbers_are_finite",
            "marts.comparison",
            [],
            figure(),
            figure(**{column: "NaN"}),
            says=f"has {words} nan, which is no number",
        )
        for column, words in (
            ("value", "the value"),
            ("upper", "the upper end of its interval"),
            ("limit_998_upper", "the upper 99.8% limit"),
            ("z_adjusted", "the distance from the target"),
        )
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
        says="no row of officers_per_1000 for 31 March 2022",
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
        "GATE-10",
        "officers_add_up",
        "marts.comparison",
        [
            stock("2022-03-31", 1020),
            stock("2022-03-31", None, sex="FEMALE", fte_status="x"),
            stock("2022-03-31", 900, force_code="43"),
            stock("2022-03-31", None, force_code="43", sex="FEMALE", fte_status="z"),
            figure("43", "officer_fte", value=900),
        ],
        figure(indicator="officer_fte", value=None, status="missing"),
        figure(indicator="officer_fte", value=1020),
        force=None,
        says="the forces sent 900 officer FTE and the comparison holds 1,920",
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
        [registry("officers_per_1000"), submission("s1")],
        insert("marts.lineage", force_code="42", submission_id="s1"),
        insert("marts.lineage", force_code="42", submission_id="s0"),
        says="no figure leads back to the accepted workforce return for 31 March 2022, and no "
        "reason is given.",
    ),
    Example(
        "GATE-12",
        "live_submission_traceable",
        "raw.submissions",
        [
            registry("officers_per_1000"),
            submission("s1"),
            figure("43"),
            insert("marts.force", force_code="42", active_from="2022-04-01"),
        ],
        insert("marts.lineage", force_code="42", submission_id="s1"),
        insert("marts.lineage", force_code="42", submission_id="s0"),
        says="In the list of forces it begins on 1 April 2022, after that.",
    ),
    Example(
        "STALE-01",
        "newest_contract_accepts",
        "raw.submissions",
        [submission("s0", period="2021-03-31", recheck="current")],
        submission("s1", recheck="passes", recheck_version="2.0.0"),
        submission("s1", recheck="fails", recheck_version="2.0.0", recheck_rules="R01-01 (2)"),
        says="accepted under contract 1.0.0; under 2.0.0 it breaks R01-01 (2)",
    ),
]
