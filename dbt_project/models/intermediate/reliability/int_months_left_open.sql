with outages as (
    select * from {{ ref('int_outages_left_open') }}
),

-- However many reports one platform outage has, it is one.
named as (
    select distinct
        force_code,
        service_id,
        month,
        coalesce(
            service_outage_id, outage_id || ' ' || {{ timestamp_text('started_at') }}
        ) as counted_as
    from outages
),

final as (
    select
        force_code,
        service_id,
        month,
        count(*) as open_outages
    from named
    group by force_code, service_id, month
)

select * from final
