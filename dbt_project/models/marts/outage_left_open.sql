with outages as (
    select * from {{ ref('int_outages_left_open') }}
),

final as (
    select
        force_code,
        service_id,
        month,
        shared_platform_id,
        outage_id,
        started_at,
        service_outage_id,
        told_in,
        submission_id
    from outages
)

select * from final
