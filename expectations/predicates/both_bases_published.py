"""Two rates that mislead when one is shown without the other."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import names, quoted


def both_bases_published(rule: Rule, contract: Contract) -> Check:
    """Flag a force and period that publishes some of the indicators and is silent on another.

    An indicator that has no value and says why (no alerts, so no rate per alert) is not silent.
    """
    indicators = names(rule, "indicators")
    listed = ", ".join(quoted(name) for name in indicators)
    wanted = f"[{listed}]"
    common = f"""
        with answered as (
            select figure.force_code, figure.period,
                count(*) filter (where figure.status = 'published') as published,
                list(distinct figure.indicator) filter (
                    where figure.status = 'published' or figure.status_reason is not null
                ) as answered
            from (select * from {{batch}}) as figure
            where figure.indicator in ({listed})
            group by figure.force_code, figure.period
        ),
        assessed as (select * from answered where published > 0)"""
    return check_of(
        rule,
        table="marts.comparison",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period,
            array_to_string(list_filter({wanted}, lambda x: not list_contains(answered, x)), ', ')
                as indicator,
            array_to_string({wanted}, ' and ') as expected,
            array_to_string(answered, ', ') as observed
        from assessed where array_length(answered) < {len(indicators)}""",
        sentence="{force}: the false-alert rate for {period} has {observed} but not {indicator}; "
        "one basis is never published without the other.",
    )
