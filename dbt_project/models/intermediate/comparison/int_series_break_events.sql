with registered as (
    select * from {{ ref('series_breaks') }}
),

more as (
    {{ more_series_breaks() }}
),

changeovers as (
    select * from {{ ref('int_system_changeovers') }}
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
)

select * from final
