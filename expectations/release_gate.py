"""What must be true of a release before anyone sees it. All of these stop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.markers import STATUSES
from contracts.model import Dimension, Severity

from .model import Check, Suite
from .predicates.arguments import complete_sum

COMPARISON = "marts.comparison"
KEY = ("force_code", "indicator", "period")
# What a figure is drawn and judged by, and how a finding names it.
NUMBERS: Mapping[str, str] = {
    "value": "the value",
    "lower": "the lower end of its interval",
    "upper": "the upper end of its interval",
    "lower_998": "the lower end of its 99.8% interval",
    "upper_998": "the upper end of its 99.8% interval",
    "target": "the target",
    "limit_95_lower": "the lower 95% limit",
    "limit_95_upper": "the upper 95% limit",
    "limit_998_lower": "the lower 99.8% limit",
    "limit_998_upper": "the upper 99.8% limit",
    "z_adjusted": "the distance from the target",
    "xmr_mean": "the mean of its series",
    "xmr_lower": "the lower limit of its series",
    "xmr_upper": "the upper limit of its series",
}


def release_checks() -> tuple[Check, ...]:
    """The checks of the release gate, in the order in which they are shown."""
    return (
        _registry_has_rows(),
        _one_row_per_key(),
        *(_key_is_filled(column) for column in KEY),
        _status_is_known(),
        _published_has_a_value(),
        _nothing_invented(),
        _numbers_are_finite(),
        _interval_holds_value(),
        _every_force_present(),
        _officers_add_up(),
        _submissions_in_coverage(),
        _submissions_traceable(),
    )


def gate_check(
    number: int,
    name: str,
    dimension: Dimension,
    sentence: str,
    unexpected_sql: str,
    *,
    table: str = COMPARISON,
    assessed_sql: str = "select count(*) from {batch}",
    built_in: tuple[str, Mapping[str, Any]] | None = None,
    identity: tuple[str, ...] = (),
) -> Check:
    return Check(
        rule_id=f"GATE-{number:02d}",
        name=name,
        suite=Suite.RELEASE,
        severity=Severity.ERROR,
        dimension=dimension,
        table=table,
        unexpected_sql=unexpected_sql,
        assessed_sql=assessed_sql,
        sentence=sentence,
        built_in=built_in,
        identity=identity,
    )


def _registry_has_rows() -> Check:
    return gate_check(
        1,
        "registry_has_rows",
        Dimension.COMPLETENESS,
        "The indicator registry is empty.",
        "select 'at least one indicator' as expected, 'none' as observed "
        "where (select count(*) from {batch}) = 0",
        table="marts.indicator",
        built_in=("ExpectTableRowCountToBeBetween", {"min_value": 1}),
    )


def _one_row_per_key() -> Check:
    return gate_check(
        2,
        "one_row_per_force_indicator_period",
        Dimension.UNIQUENESS,
        "{force}: {indicator} for {period} has {observed} rows; there must be one.",
        "select force_code, indicator, period, 1 as expected, count(*) as observed "
        "from {batch} group by force_code, indicator, period having count(*) > 1",
    )


def _key_is_filled(column: str) -> Check:
    return gate_check(
        3,
        f"{column}_is_filled",
        Dimension.COMPLETENESS,
        f"A row of the comparison has no {column} (indicator {{indicator}}, period {{period}}).",
        f"select force_code, indicator, period from {{batch}} where {column} is null",
        built_in=("ExpectColumnValuesToNotBeNull", {"column": column}),
    )


def _status_is_known() -> Check:
    listed = ", ".join(f"'{status}'" for status in STATUSES)
    return gate_check(
        4,
        "status_is_known",
        Dimension.VALIDITY,
        "{force}: {indicator} for {period} has the status {observed}, which is none of "
        f"{', '.join(STATUSES)}.",
        f"select force_code, indicator, period, status as observed from {{batch}} "
        f"where status not in ({listed}) or status is null",
        built_in=("ExpectColumnValuesToBeInSet", {"column": "status", "value_set": [*STATUSES]}),
    )


def _published_has_a_value() -> Check:
    return gate_check(
        5,
        "published_has_a_value",
        Dimension.COMPLETENESS,
        "{force}: {indicator} for {period} is published without a value.",
        "select force_code, indicator, period, 'a value' as expected, 'none' as observed "
        "from {batch} where status = 'published' and value is null",
        assessed_sql="select count(*) from {batch} where status = 'published'",
    )


def _nothing_invented() -> Check:
    return gate_check(
        6,
        "missing_has_no_value",
        Dimension.ACCURACY,
        "{force}: {indicator} for {period} is {status} and yet shows {observed}.",
        "select force_code, indicator, period, status, 'no value' as expected, value as observed "
        "from {batch} where status in ('missing', 'not_applicable', 'suppressed') "
        "and value is not null",
        assessed_sql="select count(*) from {batch} "
        "where status in ('missing', 'not_applicable', 'suppressed')",
    )


def _numbers_are_finite() -> Check:
    """What is no number sorts above every number, and would put whatever it meets out of limits."""
    none = {name: f"not isfinite(cast({name} as double))" for name in NUMBERS}
    told = ", ".join(
        f"case when {none[name]} then '{words} ' || cast({name} as varchar) end"
        for name, words in NUMBERS.items()
    )
    return gate_check(
        7,
        "numbers_are_finite",
        Dimension.VALIDITY,
        "{force}: {indicator} for {period} has {observed}, which is no number.",
        f"select force_code, indicator, period, concat_ws(', ', {told}) as observed "
        f"from {{batch}} where {' or '.join(none.values())}",
        assessed_sql="select count(value) from {batch}",
    )


def _interval_holds_value() -> Check:
    tolerance = "1e-9 * greatest(1, abs(value))"
    return gate_check(
        8,
        "interval_holds_value",
        Dimension.CONSISTENCY,
        "{force}: {indicator} for {period} is {observed}, outside its own interval {expected}.",
        "select force_code, indicator, period, value as observed, "
        "'from ' || lower || ' to ' || upper as expected from {batch} "
        f"where lower > value + {tolerance} or upper < value - {tolerance}",
        assessed_sql="select count(lower) from {batch}",
    )


def _every_force_present() -> Check:
    """Absent forces are rows with the status missing: a gap in the rows is a gap in the answer."""
    expected = """
        with shown as (
            select indicator, period, any_value(period_start) as period_start,
                any_value(period_end) as period_end
            from (select * from {batch}) as figure group by indicator, period
        ),
        expected as (
            select known.force_code, known.official_name, shown.indicator, shown.period
            from shown join marts."force" as known
                on coalesce(known.active_from <= shown.period_start, true)
                and coalesce(known.active_to >= shown.period_end, true)
        )"""
    return gate_check(
        9,
        "every_force_present",
        Dimension.COMPLETENESS,
        "{force}: there is no row of {indicator} for {period}, not even to say that it is missing.",
        f"""{expected}
        select force_code, indicator, period, 'a row' as expected, 'none' as observed
        from expected anti join (select * from {{batch}}) as figure
            using (force_code, indicator, period)""",
        assessed_sql=f"{expected} select count(*) from expected",
    )


def _officers_add_up() -> Check:
    """The forces' officers in the comparison are those that the forces sent, to the hundredth.

    A force that left an officer's FTE blank has no sum on either side.
    """
    common = f"""
        with sent as (
            select cast(snapshot_date as varchar) as period, force_code,
                cast({complete_sum("fte", "fte_status")} as double) as fte
            from raw.workforce__stock where worker_type = 'POLICE_OFFICER' group by all
        ),
        shown as (
            select period, force_code, cast(value as double) as fte
            from (select * from {{batch}}) as figure
            where indicator = 'officer_fte' and value is not null
        ),
        assessed as (
            select coalesce(sent.period, shown.period) as period,
                sum(coalesce(sent.fte, 0)) as expected, sum(coalesce(shown.fte, 0)) as observed
            from sent full join shown
                on shown.period = sent.period and shown.force_code = sent.force_code
            group by 1
        )"""
    return gate_check(
        10,
        "officers_add_up",
        Dimension.CONSISTENCY,
        "England and Wales, {period}: the forces sent {expected} officer FTE and the comparison "
        "holds {observed}.",
        f"""{common}
        select period, 'officer_fte' as indicator, expected, observed,
            observed - expected as difference
        from assessed where abs(observed - expected) > 0.005""",
        assessed_sql=f"{common} select count(*) from assessed",
    )


def _submissions_in_coverage() -> Check:
    return gate_check(
        11,
        "live_submission_in_coverage",
        Dimension.COMPLETENESS,
        "{force}: the accepted {return_slug} return for {period} is not in the coverage table.",
        """select force_code, period, return_slug, submission_id
        from (select * from {batch}) as sent
        where is_live and not exists (
            select 1 from marts.coverage as coverage
            where coverage.submission_id = sent.submission_id
                and coverage.state in ('signed_off', 'nil')
        )""",
        table="raw.submissions",
        assessed_sql="select count(*) from {batch} where is_live",
        identity=("return_slug", "submission_id"),
    )


def _submissions_traceable() -> Check:
    """Accepted is never lost: a live submission is behind a figure, or a reason says why not.

    A return without indicators is context: the figures that it goes into lead back to it. A force
    has no figures of before it begins in the list of forces, or after it ends: that is said.
    """
    return gate_check(
        12,
        "live_submission_traceable",
        Dimension.COMPLETENESS,
        "{force}: no figure leads back to the accepted {return_slug} return for {period}, and no "
        "reason is given.{listed}",
        """select sent.force_code, sent.period, return_slug, submission_id,
            case
                when known.active_from > ends.period_end
                    then ' In the list of forces it begins on '
                        || strftime(known.active_from, '%-d %B %Y') || ', after that.'
                when known.active_to < ends.period_end
                    then ' In the list of forces it ends on '
                        || strftime(known.active_to, '%-d %B %Y') || ', before that.'
                else ''
            end as listed
        from (select * from {batch}) as sent
        left join marts."force" as known on known.force_code = sent.force_code
        left join (
            select period, max(period_end) as period_end from marts.comparison group by period
        ) as ends on ends.period = sent.period
        where is_live and not is_nil
            and return_slug in (select return_slug from marts.indicator)
            and not exists (
                select 1 from marts.lineage as lineage
                where lineage.submission_id = sent.submission_id
            )
            and not exists (
                select 1 from marts.comparison as figure
                join marts.indicator as registry on registry.indicator = figure.indicator
                where figure.force_code = sent.force_code and figure.period = sent.period
                    and registry.return_slug = sent.return_slug
                    and figure.status_reason is not null
            )""",
        table="raw.submissions",
        assessed_sql="select count(*) from {batch} where is_live and not is_nil",
        identity=("return_slug", "submission_id"),
    )
