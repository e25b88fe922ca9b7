{{ made_by('indicator') }}
with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
    where submission_id is not null
),

reaggregated as (
    select * from {{ ref('int_reaggregated_values') }}
),

ancestors as (
    select * from {{ ref('int_force_ancestors') }}
),

sources as (
    select * from {{ ref('indicator_sources') }}
),

year_members as (
    select * from {{ ref('int_workforce_year_members') }}
),

governance as (
    select * from {{ ref('stg_facial_recognition__governance') }}
),

own as (
    select
        force_code,
        indicator,
        period,
        submission_id
    from indicator_values
),

-- A figure of twelve months stands on the submissions of all its quarters.
earlier_quarters as (
    select
        indicator_values.force_code,
        indicator_values.indicator,
        indicator_values.period,
        year_members.quarter_submission_id as submission_id
    from indicator_values
    inner join year_members on indicator_values.submission_id = year_members.submission_id
    where indicator_values.indicator in ('attrition_rate', 'voluntary_attrition_rate')
),

-- Governance is declared once a quarter, in the return of any of its months.
declarations as (
    select
        indicator_values.force_code,
        indicator_values.indicator,
        indicator_values.period,
        governance.submission_id
    from indicator_values
    inner join governance
        on
            indicator_values.force_code = governance.force_code
            and {{ quarter_text('indicator_values.period_end') }} = governance.quarter
    where indicator_values.indicator = 'governance_checks_met'
),

-- A merged force's figure of before the merger stands on the submissions of its forces.
of_ancestors as (
    select
        reaggregated.force_code,
        reaggregated.indicator,
        reaggregated.period,
        indicator_values.submission_id
    from reaggregated
    inner join ancestors on reaggregated.force_code = ancestors.force_code
    inner join indicator_values
        on
            ancestors.ancestor_code = indicator_values.force_code
            and reaggregated.indicator = indicator_values.indicator
            and reaggregated.period = indicator_values.period
),

areas as (
    select * from {{ ref('int_listed_populations') }}
),

-- Women of an area come from the inspectorate's context.
denominators as (
    select
        indicator_values.force_code,
        indicator_values.indicator,
        indicator_values.period,
        areas.submission_id
    from indicator_values
    inner join areas
        on
            indicator_values.force_code = areas.force_code
            and indicator_values.period_end = areas.period_end
    where
        indicator_values.indicator in (
            select indicator from sources
            where return_slug = 'context_drivers'
        )
),

establishments as (
    select * from {{ ref('int_officer_establishments') }}
),

-- Posts and response officers come from the workforce return.
posts as (
    select
        indicator_values.force_code,
        indicator_values.indicator,
        indicator_values.period,
        establishments.establishment_submission_id as submission_id
    from indicator_values
    inner join establishments on indicator_values.submission_id = establishments.submission_id
    where
        indicator_values.indicator in (
            select indicator from sources
            where return_slug = 'workforce'
        )
),

impacts as (
    select * from {{ ref('int_force_impacts') }}
    where outage_id is not null
),

outages as (
    select
        outages.force_code,
        outages.submission_id,
        impacts.service_outage_id,
        coalesce(impacts.counted_started_at, outages.started_at) as started_at,
        coalesce(impacts.counted_restored_at, outages.ended_at) as ended_at
    from {{ ref('int_outages') }} as outages
    left join impacts
        on
            outages.force_code = impacts.force_code
            and outages.outage_id = impacts.outage_id
            and outages.started_at = impacts.own_started_at
    where not outages.is_not_affected
),

-- An outage that lasts over a month's end is in the return that told it last; who is charged with
-- it, and often how long it was, is in the record of the platform's owner.
told_outages as (
    select
        force_code,
        started_at,
        ended_at,
        submission_id
    from outages
    union
    select
        outages.force_code,
        outages.started_at,
        outages.ended_at,
        masters.submission_id
    from outages
    inner join {{ ref('int_platform_masters') }} as masters
        on outages.service_outage_id = masters.service_outage_id
),

of_outages as (
    select
        indicator_values.force_code,
        indicator_values.indicator,
        indicator_values.period,
        told_outages.submission_id
    from indicator_values
    inner join told_outages
        on
            indicator_values.force_code = told_outages.force_code
            and {{ day_begins('indicator_values.period_start') }} < told_outages.ended_at
            and {{ day_begins(add_days('cast(indicator_values.period_end as timestamp)', 1)) }}
            > told_outages.started_at
    where indicator_values.return_slug = 'system_reliability'
),

final as (
    select * from own
    union
    select * from of_outages
    union
    select * from posts
    union
    select * from of_ancestors
    union
    select * from earlier_quarters
    union
    select * from declarations
    union
    select * from denominators
)

select * from final
{{ where_changed('indicator') }}
