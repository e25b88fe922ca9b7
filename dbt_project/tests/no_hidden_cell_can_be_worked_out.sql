-- Sums of published figures in which one cell alone is hidden: whoever subtracts has it.
with figures as (
    select * from {{ ref('comparison') }}
),

registry as (
    select * from {{ ref('indicator') }}
),

cells as (
    select
        figures.force_code,
        figures.period,
        figures.status,
        coalesce(registry.adds_to, registry.indicator) as total
    from figures
    inner join registry on figures.indicator = registry.indicator
    where
        registry.adds_to is not null
        or registry.indicator in (select adds_to from registry)
)

select
    force_code,
    period,
    total
from cells
group by force_code, period, total
having
    count(case when status = 'suppressed' then 1 end) = 1
    and count(case when status not in ('published', 'suppressed') then 1 end) = 0
