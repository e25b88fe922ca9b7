"""A service that matters most, without a single outage in a year."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import quoted, whole


def no_outage_in_year(rule: Rule, contract: Contract) -> Check:
    """Flag a service of the tier that was registered in each of the last `months` months, and
    for which no outage was reported in any of them.

    Only a force's latest months are looked at: one finding a service, not one a month.
    """
    months = whole(rule, "months")
    tier = quoted(str(whole(rule, "tier")))
    common = f"""
        with registered as (
            select register.*, cast(register.month || '-01' as date) as first_day
            from (select * from {{batch}}) as register
        ),
        latest as (
            select force_code, max(first_day) as last_month from registered group by force_code
        ),
        assessed as (
            select registered.force_code, registered.service_id,
                any_value(registered.service_category) as service_category,
                max(registered.month) as period,
                any_value(latest.last_month) as last_month
            from registered join latest on latest.force_code = registered.force_code
            where registered.first_day > latest.last_month - interval {months} month
            group by registered.force_code, registered.service_id
            having count(distinct registered.month) = {months}
                and bool_and(cast(registered.criticality_tier as varchar) = {tier})
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, service_id, service_category,
            'an outage, or the word that there was none' as expected, 0 as observed
        from assessed
        where not exists (
            select 1 from raw.{contract.slug}__outages as outage
            where outage.force_code = assessed.force_code
                and outage.service_id = assessed.service_id
                and not coalesce(outage.not_affected_flag, false)
                and (outage.restored_at is null
                    or outage.restored_at > assessed.last_month - interval {months - 1} month)
        )""",
        sentence=f"{{force}}: no outage of {{service_id}} ({{service_category}}) was reported in "
        f"the {months} months to {{period}}.",
        identity=("service_id",),
    )
