"""What was there, and came, and went, must give what is there."""

from __future__ import annotations

from contracts.model import Contract, Rule, Table
from expectations.model import Check, check_of

from .arguments import complete_sum, names, number
from .registered_breaks import taken_in_between


def stock_flow(rule: Rule, contract: Contract) -> Check:
    """Flag stock(now) away from stock(a quarter ago) + plus - minus by more than the tolerance.

    Allowed is the greater of `tolerance_pct` percent of the stock and `tolerance_fte`. Assessed
    where both snapshots and the movements between them were sent, no stock is blank in part, and
    the force took no other in between them.
    """
    by = names(rule, "by")
    value = names(rule, "stock")[0]
    stock = _stock_table(contract, rule, value, by)
    status = stock.field(value).status_field
    total = complete_sum(value, status) if status else f"sum({value})"
    date = next(field.name for field in stock.fields if field.period)
    grouped = ", ".join(("force_code", date, *by))
    same = " and ".join(f"{{0}}.{name} = {{1}}.{name}" for name in ("force_code", *by))
    moved = " + ".join(names(rule, "plus")) + "".join(f" - {n}" for n in names(rule, "minus"))
    merged = taken_in_between(
        contract.slug, "movements.force_code", f"before.{date}", f"movements.{date}"
    )
    common = f"""
        with movements as (
            select {grouped}, sum({moved}) as moved
            from (select * from {{batch}}) as sent group by {grouped}
        ),
        stock as (
            select {grouped}, {total} as stock
            from raw.{contract.slug}__{stock.name} group by {grouped}
        ),
        assessed as (
            select movements.force_code, movements.{date} as snapshot,
                concat_ws(', ', {", ".join(f"movements.{name}" for name in by)}) as part,
                before.stock as previous, movements.moved,
                before.stock + movements.moved as expected, now.stock as observed
            from movements
            join stock as now
                on {same.format("now", "movements")} and now.{date} = movements.{date}
            join stock as before on {same.format("before", "movements")}
                and before.{date} = last_day(cast(movements.{date} - interval 3 month as date))
            where before.stock is not null and now.stock is not null and not {merged}
        )"""
    allowed = (
        f"greatest({number(rule, 'tolerance_fte')}, "
        f"{number(rule, 'tolerance_pct') / 100} * abs(observed))"
    )
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, cast(snapshot as varchar) as period, part, previous, moved,
            expected, observed, observed - expected as difference
        from assessed where abs(observed - expected) > {allowed}""",
        sentence="{force}: {part} at {period} was {previous} a quarter earlier and moved by "
        "{moved}, which gives {expected}; the stock sent is {observed}.",
        identity=("part",),
    )


def _stock_table(contract: Contract, rule: Rule, value: str, by: tuple[str, ...]) -> Table:
    """The first other table of the return that holds the value and the groups."""
    wanted = {value, *by}
    for table in contract.tables:
        if table.name != rule.table and wanted <= set(table.column_names):
            return table
    raise ValueError(f"{rule.id}: no table of {contract.slug} holds {', '.join(sorted(wanted))}.")
