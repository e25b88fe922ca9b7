with members as (
    select * from {{ ref('int_platform_members') }}
),

final as (
    select
        shared_platform_id,
        force_code,
        live_from,
        live_to,
        live_from_precision,
        confidence,
        source
    from members
)

select * from final
