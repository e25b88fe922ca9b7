"""What a model predicted against what came, over the months that a force has sent."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number, whole


def calibration_drifted(rule: Rule, contract: Contract) -> Check:
    """Flag observed over predicted outside its bounds over the up to `months` months to a force's
    latest; with fewer than `minimum_months` it is not assessed.

    Only rows with a prediction count, on both sides. One finding a force, not one a month.
    """
    observed, predicted = str(rule.arguments["observed"]), str(rule.arguments["predicted"])
    low, high = number(rule, "minimum"), number(rule, "maximum")
    common = f"""
        with given as (
            select force_code, month, "{observed}" as observed, "{predicted}" as predicted
            from (select * from {{batch}}) as sent where "{predicted}" is not null
        ),
        latest as (select force_code, max(month) as period from given group by force_code),
        totals as (
            select given.force_code, any_value(latest.period) as period,
                count(distinct given.month) as months, sum(given.observed) as observed,
                cast(sum(given.predicted) as double) as predicted
            from given join latest on latest.force_code = given.force_code
            where cast(given.month || '-01' as date)
                > cast(latest.period || '-01' as date) - interval {whole(rule, "months")} month
            group by given.force_code
        ),
        assessed as (
            select *, observed / predicted as ratio from totals
            where months >= {whole(rule, "minimum_months")} and predicted > 0
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, months, predicted as expected, observed,
            observed - predicted as difference, round(ratio, 2) as ratio
        from assessed where ratio not between {low} and {high}""",
        sentence=f"{{force}}: over the {{months}} months to {{period}} there were {{observed}} "
        f"{observed} where the model predicted {{expected}}: {{ratio}} times as many, and "
        f"{low:g} to {high:g} is allowed.",
    )
