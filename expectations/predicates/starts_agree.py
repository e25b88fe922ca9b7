"""A force's start of an outage against the platform owner's."""

from __future__ import annotations

from contracts.calendar import london_month_sql
from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number


def starts_agree(rule: Rule, contract: Contract) -> Check:
    """Flag a start more than `minutes` before or after the one in the owner's record."""
    both = """from (select * from {batch}) as impact
        where impact.own_started_at is not null and impact.master_started_at is not null
            and impact.state not in ('NOT_AFFECTED', 'LOCAL_ONLY', 'PROPOSED')"""
    written = "strftime({}, '%-d %B %Y, %H:%M')"
    return check_of(
        rule,
        table="marts.force_impact",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"select count(*) {both}",
        unexpected_sql=f"""
        select impact.force_code, {london_month_sql("impact.master_started_at")} as period,
            impact.service_outage_id, impact.outage_id, impact.shared_platform_id,
            {written.format("impact.master_started_at")} as expected,
            {written.format("impact.own_started_at")} as observed,
            cast(abs(impact.start_difference_minutes) as double) as difference
        {both} and abs(impact.start_difference_minutes) > {number(rule, "minutes")}""",
        sentence="{force}: outage {outage_id} of {shared_platform_id} began at {observed} UTC by "
        "the force and at {expected} UTC by the owner: {difference} minutes apart.",
        identity=("service_outage_id", "outage_id"),
    )
