with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'workforce' and is_live
),

-- PCSOs and designated officers are few in most forces, and one force may have a kind of its own.
hours as (
    select
        *,
        case worker_type
            when 'POLICE_OFFICER' then 'officers'
            when 'POLICE_STAFF' then 'staff'
            else 'others'
        end as kind
    from {{ ref('stg_workforce__hours') }}
),

final as (
    select
        submissions.force_code,
        'sickness_rate_standardised' as indicator,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        hours.kind as stratum,
        cast(sum(hours.sickness_hours) as double) as observed,
        cast(sum(hours.contracted_hours) as double) as base,
        submissions.submission_id,
        false as has_doubtful_values
    from hours
    inner join submissions on hours.submission_id = submissions.submission_id
    group by
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        hours.kind,
        submissions.submission_id
)

select * from final
