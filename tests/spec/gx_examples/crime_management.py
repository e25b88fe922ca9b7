"""Examples of the crime management return."""

from __future__ import annotations

from tests.release_tables import figure, insert, registry, submission
from tests.spec.gx_examples import Example, merged

SLUG = "crime_management"
PER_INVESTIGATOR = "crimes_per_investigator"


def month(period: str, still_open: int, outcomes: int = 0, system: str = "NICHE") -> list[str]:
    own = {"submission_id": period, "force_code": "42", "month": period}
    group = {"offence_group": "ROBBERY_PERSONAL"}
    return [
        submission(period, return_slug=SLUG, period=period),
        insert(
            "raw.crime_management__workload",
            **own,
            **group,
            records_system=system,
            crimes_recorded=100,
            crimes_cancelled=10,
            open_month_end=still_open,
        ),
        insert(
            "raw.crime_management__outcomes",
            **own,
            **group,
            outcome_code="18",
            outcomes_assigned=outcomes,
        ),
    ]


def limited(value: float) -> str:
    limits = {"xmr_mean": 10.0, "xmr_lower": 8.0, "xmr_upper": 12.0}
    return figure(indicator=PER_INVESTIGATOR, period="2024-03", value=value, **limits)


def registered(day: str) -> str:
    """A registered break of the force; another force's changes nothing."""
    return insert(
        "marts.series_break",
        force_code="42",
        return_slug=SLUG,
        break_date=day,
        label="New records system",
        source="the force",
    )


EXAMPLES = [
    Example(
        "R04-03",
        "backlog_carries_over",
        "crime_management.workload",
        [*month("2024-02", 1000), *month("2024-03", 1010, outcomes=60)[:2]],
        month("2024-03", 0, outcomes=60)[2],
        month("2024-03", 0, outcomes=102)[2],
        period="2024-03",
        says="1,000 crimes were open a month before March 2024 and the month moved them by -12, "
        "which gives 988; the return says 1,010",
    ),
    Example(
        "R04-03",
        "backlog_carries_over",
        "crime_management.workload",
        [*month("2024-02", 1000), *month("2024-03", 1500, outcomes=60)],
        merged(SLUG, "2024-03-01"),
        merged(SLUG, "2024-02-29"),
        period="2024-03",
        says="which gives 1,030; the return says 1,500",
    ),
    Example(
        "R04-06",
        "outside_control_limits",
        "crime_management.workload",
        [registry(PER_INVESTIGATOR, SLUG)],
        limited(12.0),
        limited(12.1),
        period="2024-03",
        says="Crimes per investigator for March 2024 is 12.1, outside the "
        "force's own limits of 8 to",
    ),
    Example(
        "R04-07",
        "system_changed",
        "crime_management.workload",
        [*month("2024-01", 1000), *month("2024-04", 1000, system="CONNECT")],
        registered("2024-02-01"),
        registered("2024-01-31"),
        period="2024-04",
        says="the records system is CONNECT in April 2024 and was NICHE in January 2024, with 2 "
        "months between them not sent",
    ),
]
