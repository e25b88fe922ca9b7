with registered as (
    select * from {{ ref('series_breaks') }}
),

more as (
    {{ more_series_breaks() }}
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
)

select * from final
