with governance as (
    select * from {{ ref('stg_facial_recognition__governance') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'facial_recognition' and is_live
),

-- Governance is declared once a quarter, in any of its months; the latest declaration stands.
declared as (
    select
        governance.*,
        row_number() over (
            partition by governance.force_code, governance.quarter, governance.fr_type
            order by submissions.period_end desc
        ) as place
    from governance
    inner join submissions on governance.submission_id = submissions.submission_id
),

checks as (
    select
        force_code,
        quarter,
        case when dpia_ref is not null then 1 else 0 end
        + case when appropriate_policy_ref is not null then 1 else 0 end
        + case when eia_ref is not null then 1 else 0 end
        + case when who_criteria_published then 1 else 0 end
        + case when where_criteria_published then 1 else 0 end
        + case when public_notice_given then 1 else 0 end
        + case when declared_compliant then 1 else 0 end as met
    from declared
    where place = 1
),

final as (
    select
        force_code,
        quarter,
        sum(met) as checks_met,
        7 * count(*) as checks_made
    from checks
    group by force_code, quarter
)

select * from final
