{#- A view in a release: as a table it was a third of its file, for what is quickly made. -#}
{{ config(
    materialized='view' if (target | default({})).type == 'duckdb' else 'table',
    unique_key='submission_id',
) }}
{#- The work of an hour is covered while it takes no more than this share of the minutes there. -#}
{% set covered = 'available * 60 * ' ~ var('target_utilisation') %}
with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'availability_demand' and is_live
),

hours as (
    select * from {{ ref('stg_availability_demand__hours') }}
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        hours.area_code,
        hours.resource_type,
        hours.hour_start,
        hours.local_date,
        {{ iso_weekday('hours.local_date') }} as weekday,
        -- Local: the hour that comes twice in October is 1 both times, and in March there is none.
        {{ london_hour('hours.hour_start') }} as hour_of_day,
        hours.planned_on_duty,
        hours.actual_on_duty,
        hours.available,
        hours.committed_minutes,
        hours.workload_minutes_arriving,
        hours.arrivals_grade1,
        hours.arrivals_grade2,
        hours.arrivals_other,
        hours.unresourced_grade1_2,
        hours.objective_code,
        hours.objective_minutes,
        greatest(0, hours.workload_minutes_arriving - {{ covered }}) as gap_minutes
    from hours
    inner join submissions on hours.submission_id = submissions.submission_id
)

select * from final
