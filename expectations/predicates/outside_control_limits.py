"""A figure outside the limits of its own force's ordinary variation."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import quoted


def outside_control_limits(rule: Rule, contract: Contract) -> Check:
    """Flag a published value outside the XmR limits of its phase; no limits, not assessed."""
    indicator = quoted(str(rule.arguments["indicator"]))
    assessed = f"""
        from (select * from {{batch}}) as figure
        where figure.indicator = {indicator} and figure.status = 'published'
            and figure.xmr_upper is not null"""
    return check_of(
        rule,
        table="marts.comparison",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"select count(*) {assessed}",
        unexpected_sql=f"""
        select figure.force_code, figure.period, figure.indicator, registry.title,
            figure.xmr_lower as lowest, figure.xmr_upper as highest, figure.xmr_mean as expected,
            figure.value as observed, figure.value - figure.xmr_mean as difference
        from (select * from {{batch}}) as figure
        join marts.indicator as registry on registry.indicator = figure.indicator
        where figure.indicator = {indicator} and figure.status = 'published'
            and (figure.value > figure.xmr_upper or figure.value < figure.xmr_lower)""",
        sentence="{force}: {title} for {period} is {observed}, outside the force's own limits "
        "of {lowest} to {highest}.",
    )
