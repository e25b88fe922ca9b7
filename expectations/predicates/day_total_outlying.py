"""A day's total against the same weekdays of the same force's past year."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number, whole
from .moved_from_history import MAD_TO_SD
from .registered_breaks import taken_in_by

WEEKS_BACK = 52


def day_total_outlying(rule: Rule, contract: Contract) -> Check:
    """Flag a day more than `robust_sd` robust standard deviations above the usual of its weekday.

    The usual is the median of up to 52 earlier days of the same weekday, at least `minimum_days`,
    and none from before the force took another in; the deviation is the larger of what the median
    absolute deviation gives and of chance alone (the square root of the median), the former worked
    out only where the latter would flag the day. Both figures are told to the nearest five: R12-07.
    """
    of = str(rule.arguments["of"])
    joined = taken_in_by(contract.slug, "sent.force_code", "counted.local_date")
    common = f"""
        with days as (
            select sent.force_code, sent.period, counted.local_date,
                cast(counted."{of}" as double) as total, count(merged.break_date) as others
            from (select * from {{batch}}) as counted
            join raw.submissions as sent using (submission_id)
            {joined}
            where sent.is_live and counted."{of}" is not null
            group by all
        ),
        with_past as (
            select *, list(total) over (
                partition by force_code, others, dayofweek(local_date) order by local_date
                rows between {WEEKS_BACK} preceding and 1 preceding
            ) as earlier
            from days
        ),
        assessed as (
            select *, list_median(earlier) as usual
            from with_past where array_length(earlier) >= {whole(rule, "minimum_days")}
        ),
        beyond_chance as (
            select *, {number(rule, "robust_sd")} * greatest(sqrt(usual), 1.0) as by_chance
            from assessed
        ),
        doubtful as (
            select *, {number(rule, "robust_sd")} * ({MAD_TO_SD}
                * list_median(list_transform(earlier, lambda x: abs(x - usual)))) as by_spread
            from beyond_chance where total - usual > by_chance
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, cast(local_date as varchar) as day,
            5 * round(usual / 5) as expected, 5 * round(total / 5) as observed
        from doubtful where total - usual > by_spread""",
        sentence="{force}: about {observed} on {day}, where the same weekday has about {expected}. "
        "An event, or records entered in a batch?",
        identity=("day",),
    )
