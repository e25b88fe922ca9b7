with registered as (
    select * from {{ ref('series_breaks') }}
),

more as (
    {{ more_series_breaks() }}
),

changeovers as (
    select * from {{ ref('int_system_changeovers') }}
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

returns as (
    select * from {{ ref('returns') }}
),

final as (
    select
        force_code,
        return_slug,
        indicators,
        break_date,
        label,
        comparability_flag,
        date_precision,
        source
    from registered
    union all
    select
        force_code,
        return_slug,
        indicators,
        break_date,
        label,
        comparability_flag,
        date_precision,
        source
    from more
    union all
    select
        force_code,
        'crime_management' as return_slug,
        cast(null as varchar) as indicators,
        break_date,
        label,
        cast(null as varchar) as comparability_flag,
        'month' as date_precision,
        'the force''s own returns' as source
    from changeovers
    union all
    select
        taken_in.taken_in_by as force_code,
        returns.return_slug,
        cast(null as varchar) as indicators,
        taken_in.first_day_together as break_date,
        'With ' || taken_in.short_name || ', merged into it' as label,
        cast(null as varchar) as comparability_flag,
        'day' as date_precision,
        'the list of forces' as source
    from taken_in
    cross join returns
)

select * from final
