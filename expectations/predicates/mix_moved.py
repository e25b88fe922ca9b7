"""How a whole splits into codes, against the same force's return before."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number, whole
from .registered_breaks import break_between


def mix_moved(rule: Rule, contract: Contract) -> Check:
    """Flag a code whose share moved over `points` since the force's live return before.

    Shares are of `of` by the codes of `where`. Of a return only the code that moved furthest is
    told. Where a series break is registered between the two, the mix may have moved. Returns whose
    total is below `minimum_total`, and a first one, are not assessed.
    """
    of, where = str(rule.arguments["of"]), str(rule.arguments["where"])
    common = f"""
        with totals as (
            select sent.force_code, sent.period, cast(sent.period || '-01' as date) as first_day,
                returned.{where} as code, sum(returned.{of}) as part
            from (select * from {{batch}}) as returned
            join raw.submissions as sent using (submission_id)
            where sent.is_live group by all
        ),
        wholes as (
            select force_code, period, first_day, sum(part) as whole
            from totals group by all having sum(part) >= {whole(rule, "minimum_total")}
        ),
        returns as (
            select *, lag(period) over own as since,
                last_day(cast(lag(first_day) over own as date)) as last_before
            from wholes window own as (partition by force_code order by period)
        ),
        shares as (
            select returns.*, codes.code, 100.0 * coalesce(totals.part, 0) / returns.whole as share
            from returns cross join (select distinct code from totals) as codes
            left join totals on totals.force_code = returns.force_code
                and totals.period = returns.period and totals.code = codes.code
        ),
        assessed as (
            select now.*, before.share as usual, abs(now.share - before.share) as moved
            from shares as now
            join shares as before on before.force_code = now.force_code
                and before.period = now.since and before.code = now.code
            qualify row_number() over (
                partition by now.force_code, now.period
                order by abs(now.share - before.share) desc, now.code
            ) = 1
        )"""
    registered = break_between(
        contract.slug, "assessed.force_code", "assessed.last_before", "last_day(assessed.first_day)"
    )
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, code, since, round(usual, 1) as expected,
            round(share, 1) as observed, round(share - usual, 1) as difference
        from assessed where moved > {number(rule, "points")} and not {registered}""",
        sentence=f"{{force}}: {{observed}}% of {of} in {{period}} has {where} {{code}}, and in "
        "{since} it was {expected}%: {difference} points. Give the date of a change of policy as "
        "a series break.",
        identity=("code",),
    )
