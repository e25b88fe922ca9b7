-- Where a return moved, a few indicators of another stand on it as well: the register of sources
-- names them, and they alone were made again. Every other figure of that other return, measured
-- anew, has to be what it was; where one is not, the register lacks it. (Sums of fractions may differ
-- in their last digits.)
{% set returns = changed_values('beside') or [] %}
{% set made = ref('int_measures') %}
with registry as (
    select * from {{ ref('indicators') }}
),

before as (
    select made.*
    from {{ made }} as made
    inner join registry on made.indicator = registry.indicator
    where {{ is_among_changed('registry.return_slug', returns) }}
),

anew as (
    {% for slug in returns %}
    select * from {{ api.Relation.create(
        database=made.database, schema=made.schema, identifier='int_measures__' ~ slug
    ) }}
    {% if not loop.last %}union all{% endif %}
    {% else %}
    select * from before
    {% endfor %}
)

select
    coalesce(anew.indicator, before.indicator) as indicator,
    coalesce(anew.force_code, before.force_code) as force_code,
    coalesce(anew.period, before.period) as period
from anew
full outer join before
    on
        anew.indicator = before.indicator
        and anew.force_code = before.force_code
        and anew.period = before.period
where
    anew.indicator is null
    or before.indicator is null
    or (anew.numerator is null) != (before.numerator is null)
    or (anew.denominator is null) != (before.denominator is null)
    or abs(anew.numerator - before.numerator) > 1e-9 * greatest(abs(before.numerator), 1)
    or abs(anew.denominator - before.denominator) > 1e-9 * greatest(abs(before.denominator), 1)
