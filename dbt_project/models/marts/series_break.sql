with breaks as (
    select * from {{ ref('series_breaks') }}
),

final as (
    select
        force_code,
        return_slug,
        indicators as indicator,
        break_date,
        label,
        comparability_flag,
        date_precision,
        source
    from breaks
)

select * from final
