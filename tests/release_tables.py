"""A small release, table by table: the columns that the gate, compare and trace read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from muster.release.drivers.tables import create_tables
from muster.release.landing import create_raw

MARTS = {
    "comparison": """
        force_code VARCHAR, force_name VARCHAR, region VARCHAR, indicator VARCHAR, period VARCHAR,
        period_start DATE, period_end DATE, numerator DOUBLE, denominator DOUBLE, value DOUBLE,
        lower DOUBLE, upper DOUBLE, status VARCHAR, status_reason VARCHAR, position VARCHAR,
        lower_998 DOUBLE, upper_998 DOUBLE, target DOUBLE, z_adjusted DOUBLE,
        limit_95_lower DOUBLE, limit_95_upper DOUBLE, limit_998_lower DOUBLE,
        limit_998_upper DOUBLE, all_weighted DOUBLE, median DOUBLE, xmr_mean DOUBLE,
        xmr_lower DOUBLE, xmr_upper DOUBLE, coverage_n BIGINT, coverage_of BIGINT,
        caveats VARCHAR, demonstration BOOLEAN""",
    "indicator": """
        indicator VARCHAR, title VARCHAR, definition VARCHAR, unit VARCHAR, method VARCHAR,
        multiplier DOUBLE, minimum_count DOUBLE, numerator_label VARCHAR, denominator_label VARCHAR,
        return_slug VARCHAR, return_title VARCHAR, period_grain VARCHAR, decimals INTEGER,
        plausibility_checked BOOLEAN, caveats VARCHAR""",
    "reaggregated": "force_code VARCHAR, indicator VARCHAR, period VARCHAR, summed_forces VARCHAR",
    "lineage": "force_code VARCHAR, indicator VARCHAR, period VARCHAR, submission_id VARCHAR",
    "coverage": """
        return_slug VARCHAR, period VARCHAR, force_code VARCHAR, expected BOOLEAN, state VARCHAR,
        submission_id VARCHAR""",
    "force_impact": """
        service_outage_id VARCHAR, shared_platform_id VARCHAR, force_code VARCHAR, state VARCHAR,
        outage_id VARCHAR, own_started_at TIMESTAMP, master_started_at TIMESTAMP,
        start_difference_minutes DOUBLE""",
    "calibration": """
        force_code VARCHAR, period VARCHAR, indicator VARCHAR, cohort VARCHAR, band VARCHAR,
        people DOUBLE, observed DOUBLE, status VARCHAR""",
    "official_collisions": """
        force_code VARCHAR, month VARCHAR, collisions BIGINT, source VARCHAR""",
    "published_domestic_abuse": """
        force_code VARCHAR, quarter VARCHAR, da_crimes BIGINT, source VARCHAR""",
    "series_break": """
        force_code VARCHAR, return_slug VARCHAR, indicator VARCHAR, break_date DATE,
        label VARCHAR, source VARCHAR""",
    "force": """
        force_code VARCHAR, official_name VARCHAR, short_name VARCHAR, region VARCHAR,
        active_from DATE, active_to DATE""",
}


def make_release(path: Path, statements: Iterable[str] = ()) -> Path:
    """A DuckDB file with the schemas raw and marts, empty but for what the statements insert."""
    with duckdb.connect(str(path)) as connection:
        create_raw(connection)
        create_tables(connection)
        for name, columns in MARTS.items():
            connection.execute(f"create table marts.{name} ({columns})")
        for statement in statements:
            connection.execute(statement)
    return path


def insert(table: str, **columns: object) -> str:
    """An insert statement of one row, by column name."""
    values = ", ".join(literal(value) for value in columns.values())
    return f"insert into {table} ({', '.join(columns)}) values ({values})"


def literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool | int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def registry(indicator: str, slug: str = "workforce", **columns: object) -> str:
    """A row of the indicator registry."""
    return insert(
        "marts.indicator",
        **{
            "indicator": indicator,
            "title": indicator.replace("_", " ").capitalize(),
            "return_slug": slug,
            "method": "rate",
            "plausibility_checked": True,
            **columns,
        },
    )


def figure(
    force_code: str = "42",
    indicator: str = "officers_per_1000",
    period: str = "2022-03-31",
    value: float | None = 1.0,
    **columns: object,
) -> str:
    """A row of the comparison, published unless it says otherwise."""
    start = f"{period}-01" if len(period) == len("2022-03") else period
    return insert(
        "marts.comparison",
        **{
            "force_code": force_code,
            "indicator": indicator,
            "period": period,
            "period_start": start,
            "period_end": start,
            "value": value,
            "status": "published",
            **columns,
        },
    )


def submission(submission_id: str, **columns: object) -> str:
    """A live submission of one force's workforce return, unless it says otherwise."""
    return insert(
        "raw.submissions",
        **{
            "submission_id": submission_id,
            "return_slug": "workforce",
            "contract_version": "1.0.0",
            "force_code": "42",
            "period": "2022-03-31",
            "version": 1,
            "submission_type": "INITIAL",
            "state": "signed_off",
            "is_live": True,
            "is_nil": False,
            "demonstration": True,
            "recheck": "current",
            **columns,
        },
    )
