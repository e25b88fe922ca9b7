with deployments as (
    select * from {{ ref('stg_facial_recognition__deployments') }}
),

governance as (
    select * from {{ ref('stg_facial_recognition__governance') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'facial_recognition' and is_live
),

forces as (
    select * from {{ ref('int_forces') }}
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

-- What the Court of Appeal found wanting in 2020: too much discretion over who and where, the data
-- protection impact assessment, and the equality duty. Null: nothing was declared.
checked as (
    select
        deployments.*,
        submissions.period,
        submissions.period_end,
        submissions.demonstration,
        declared.who_criteria_published as who_is_published,
        declared.where_criteria_published as where_is_published,
        case when declared.place is not null then declared.dpia_ref is not null end
            as impact_is_assessed,
        case when declared.place is not null then declared.eia_ref is not null end
            as equality_is_assessed,
        declared.dpia_ref,
        declared.eia_ref,
        declared.declared_compliant
    from deployments
    inner join submissions on deployments.submission_id = submissions.submission_id
    left join declared
        on
            submissions.force_code = declared.force_code
            and {{ quarter_text('submissions.period_end') }} = declared.quarter
            and deployments.fr_type = declared.fr_type
            and declared.place = 1
),

final as (
    select
        checked.force_code,
        forces.short_name as force_name,
        checked.period,
        checked.period_end,
        checked.deployment_id,
        checked.fr_type,
        checked.started_at,
        checked.who_is_published and checked.where_is_published as discretion_is_limited,
        checked.who_is_published,
        checked.where_is_published,
        checked.impact_is_assessed,
        checked.equality_is_assessed,
        checked.dpia_ref,
        checked.eia_ref,
        checked.declared_compliant,
        case
            when checked.who_is_published is null then 'nothing declared'
            when
                checked.who_is_published
                and checked.where_is_published
                and checked.impact_is_assessed
                and checked.equality_is_assessed
                then 'all three answered'
            else 'a deficiency remains'
        end as answer,
        checked.faces_scanned,
        checked.alerts,
        checked.alerts_false,
        checked.arrests,
        checked.submission_id,
        checked.demonstration
    from checked
    inner join forces on checked.force_code = forces.force_code
)

select * from final
