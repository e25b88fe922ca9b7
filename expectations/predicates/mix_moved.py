"""How a whole splits into codes, against the same force's own recent past."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number, whole
from .moved_from_history import PERIODS_BACK
from .registered_breaks import break_between


def mix_moved(rule: Rule, contract: Contract) -> Check:
    """Flag a code whose share moved over `points` from the median of up to 12 earlier returns.

    Shares are of `of` by the codes of `where`. Of a return only the code that moved furthest is
    told. Once a break is registered for the month, the mix is not held to what was before it.
    Returns whose total is below `minimum_total`, and those with fewer than `minimum_periods`
    earlier ones, are not assessed.
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
        returns as (
            select force_code, period, first_day, sum(part) as whole from totals group by all
            having sum(part) >= {whole(rule, "minimum_total")}
        ),
        shares as (
            select returns.*, codes.code, 100.0 * coalesce(totals.part, 0) / returns.whole as share
            from returns cross join (select distinct code from totals) as codes
            left join totals on totals.force_code = returns.force_code
                and totals.period = returns.period and totals.code = codes.code
        ),
        with_history as (
            select *, list(share) over (
                partition by force_code, code order by period
                rows between {PERIODS_BACK} preceding and 1 preceding
            ) as earlier
            from shares
        ),
        moved as (
            select force_code, period, first_day, max(abs(share - list_median(earlier))) as most,
                arg_max(code, abs(share - list_median(earlier))) as code,
                arg_max(share, abs(share - list_median(earlier))) as share,
                arg_max(list_median(earlier), abs(share - list_median(earlier))) as usual
            from with_history where len(earlier) >= {whole(rule, "minimum_periods")} group by all
        )"""
    registered = break_between(
        contract.slug,
        "moved.force_code",
        f"moved.first_day - interval {PERIODS_BACK} month",
        "last_day(moved.first_day)",
    )
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from moved",
        unexpected_sql=f"""{common}
        select force_code, period, code, round(usual, 1) as expected, round(share, 1) as observed,
            round(share - usual, 1) as difference
        from moved where most > {number(rule, "points")} and not {registered}""",
        sentence=f"{{force}}: {{observed}}% of {of} in {{period}} has {where} {{code}}, where the "
        "force's own recent median is {expected}%: {difference} points. Give the date of a change "
        "of policy as a series break.",
        identity=("code",),
    )
