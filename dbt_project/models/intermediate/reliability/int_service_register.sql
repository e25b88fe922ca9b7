with services as (
    select * from {{ ref('stg_system_reliability__services') }}
),

final as (
    select
        force_code,
        service_id,
        month,
        service_category,
        shared_platform_id,
        criticality_tier,
        licensed_users,
        submission_id,
        row_number() over (
            partition by force_code, service_id order by month desc
        ) = 1 as is_latest
    from services
)

select * from final
