"""A share of serious casualties is published from adjusted figures, or not at all."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import quoted


def adjusted_severity(rule: Rule, contract: Contract) -> Check:
    """Flag a published share whose numerator is not the sum of the adjusted casualties sent, or
    one of whose rows gives none and does not say that they do not apply.
    """
    of, indicator = str(rule.arguments["of"]), str(rule.arguments["indicator"])
    common = f"""
        with sent as (
            select force_code, month as period, cast(sum("{of}") as double) as adjusted,
                count(*) filter (
                    where "{of}" is null and coalesce({of}_status, '') <> 'z'
                ) as lacking
            from raw.{contract.slug}__{rule.table} group by force_code, month
        ),
        assessed as (
            select figure.force_code, figure.period, figure.indicator, figure.numerator,
                sent.adjusted, coalesce(sent.lacking, 0) as lacking
            from (select * from {{batch}}) as figure
            left join sent
                on sent.force_code = figure.force_code and sent.period = figure.period
            where figure.indicator = {quoted(indicator)} and figure.status = 'published'
        )"""
    return check_of(
        rule,
        table="marts.comparison",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, indicator, adjusted as expected, numerator as observed,
            numerator - adjusted as difference
        from assessed
        where adjusted is null or lacking > 0 or abs(numerator - adjusted) > 0.005""",
        sentence="{force}: the share of serious casualties for {period} is published from "
        "{observed} casualties; adjusted, there are {expected}.",
    )
