{{ made_by('indicator') }}
with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
    where status = 'published'
),

intervals as (
    select * from {{ ref('int_intervals') }}
    {{ where_changed('indicator') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

final as (
    select
        indicator_values.*,
        forces.region,
        intervals.value
    from indicator_values
    inner join intervals
        on
            indicator_values.force_code = intervals.force_code
            and indicator_values.indicator = intervals.indicator
            and indicator_values.period = intervals.period
    inner join forces on indicator_values.force_code = forces.force_code
)

select * from final
{{ where_changed('indicator') }}
