with governance as (
    select * from {{ ref('stg_facial_recognition__governance') }}
),

checks as (
    select
        submission_id,
        case when dpia_ref is not null then 1 else 0 end
        + case when appropriate_policy_ref is not null then 1 else 0 end
        + case when eia_ref is not null then 1 else 0 end
        + case when who_criteria_published then 1 else 0 end
        + case when where_criteria_published then 1 else 0 end
        + case when public_notice_given then 1 else 0 end
        + case when declared_compliant then 1 else 0 end as met
    from governance
),

final as (
    select
        submission_id,
        sum(met) as checks_met,
        7 * count(*) as checks_made
    from checks
    group by submission_id
)

select * from final
