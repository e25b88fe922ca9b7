"""A shared platform failed, and one of its forces said nothing."""

from __future__ import annotations

from contracts.calendar import london_month_sql
from contracts.model import Contract, Rule
from expectations.model import Check, check_of


def platform_outage_answered(rule: Rule, contract: Contract) -> Check:
    """Flag every force that neither reported a master outage nor said that it was not affected."""
    known = "from (select * from {batch}) as impact where impact.master_started_at is not null"
    return check_of(
        rule,
        table="marts.force_impact",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"select count(*) {known}",
        unexpected_sql=f"""
        select impact.force_code, {london_month_sql("impact.master_started_at")} as period,
            impact.service_outage_id, impact.shared_platform_id,
            strftime(impact.master_started_at, '%-d %B %Y, %H:%M') as started,
            'the outage, or not affected' as expected, 'nothing' as observed
        {known} and impact.state = 'NOT_REPORTED'""",
        sentence="{force}: {shared_platform_id} failed on {started} UTC, and the force has neither "
        "reported it nor said that it was not affected.",
        identity=("service_outage_id",),
    )
