"""A dbt project just large enough to build a release from: one indicator, the officers' FTE."""

from __future__ import annotations

from pathlib import Path

from tests.release_tables import MARTS

PROFILE = """
tiny:
  target: release
  outputs:
    release:
      type: duckdb
      path: "{{ env_var('MUSTER_WAREHOUSE') }}"
      schema: main
      threads: 1
"""
PROJECT = """
name: tiny
version: "1.0.0"
profile: tiny
models:
  +materialized: table
  +schema: marts
"""
# dbt would name the schema main_marts; the product's project has the same macro.
SCHEMA_NAME = """
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
"""
COMPARISON = """
select force_code, 'Force ' || force_code as force_name, 'East' as region,
    'officer_fte' as indicator, cast(snapshot_date as varchar) as period,
    snapshot_date as period_start, snapshot_date as period_end,
    cast(sum(fte) as double) as numerator, cast(null as double) as denominator,
    cast(sum(fte) as double) * {factor} as value, cast(null as double) as lower,
    cast(null as double) as upper, 'published' as status, cast(null as varchar) as status_reason,
    cast(null as varchar) as position, cast(null as double) as lower_998,
    cast(null as double) as upper_998, cast(null as double) as target,
    cast(null as double) as z_adjusted, cast(null as double) as limit_95_lower,
    cast(null as double) as limit_95_upper, cast(null as double) as limit_998_lower,
    cast(null as double) as limit_998_upper, cast(null as double) as all_weighted,
    cast(null as double) as median, cast(null as double) as xmr_mean,
    cast(null as double) as xmr_lower, cast(null as double) as xmr_upper,
    count(*) over (partition by snapshot_date) as coverage_n,
    count(*) over (partition by snapshot_date) as coverage_of, true as demonstration
from raw.workforce__stock group by force_code, snapshot_date
"""
INDICATOR = """
select 'officer_fte' as indicator, 'Police officers (FTE)' as title,
    'Full-time equivalent police officers in post.' as definition, 'FTE' as unit,
    'count' as method, cast(1 as double) as multiplier,
    cast(0 as double) as minimum_count, 'Police officer FTE' as numerator_label,
    cast(null as varchar) as denominator_label, 'workforce' as return_slug,
    'Workforce and resourcing' as return_title, 'quarter_end' as period_grain, 0 as decimals,
    true as plausibility_checked, cast(null as varchar) as caveats
"""
LINEAGE = """
select force_code, 'officer_fte' as indicator, period, submission_id
from raw.submissions where is_live
"""
COVERAGE = """
select return_slug, period, force_code, true as expected, state, submission_id
from raw.submissions where is_live
"""


def make_project(folder: Path, *, factor: float = 1, broken: bool = False) -> Path:
    """Write the project. A `factor` other than 1 makes the totals disagree with what was sent."""
    models = {
        **{name: _empty(name) for name in MARTS},
        "comparison": COMPARISON.format(factor=factor),
        "indicator": INDICATOR,
        "lineage": LINEAGE,
        "coverage": COVERAGE,
    }
    if broken:
        models["comparison"] = "select no_such_column from raw.workforce__stock"
    (folder / "models").mkdir(parents=True)
    (folder / "macros").mkdir()
    (folder / "macros" / "schema.sql").write_text(SCHEMA_NAME)
    (folder / "profiles.yml").write_text(PROFILE)
    (folder / "dbt_project.yml").write_text(PROJECT)
    for name, query in models.items():
        (folder / "models" / f"{name}.sql").write_text(query)
    return folder


def _empty(name: str) -> str:
    columns = (column.split() for column in MARTS[name].split(","))
    listed = ", ".join(f"cast(null as {kind}) as {column}" for column, kind in columns)
    return f"select * from (select {listed}) where false"
