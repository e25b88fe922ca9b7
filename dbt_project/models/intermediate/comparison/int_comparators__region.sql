with published as (
    select * from {{ ref('int_published') }}
),

final as (
    select
        indicator,
        period,
        region,
        {{ comparator_pair('region') }}
    from published
    group by indicator, period, region
)

select * from final
