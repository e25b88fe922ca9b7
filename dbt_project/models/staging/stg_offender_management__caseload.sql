-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'offender_management__caseload') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(quarter as varchar) as quarter,
        cast(cohort as varchar) as cohort,
        cast(risk_band as varchar) as risk_band,
        cast(nominals as bigint) as nominals,
        cast(actively_managed as bigint) as actively_managed,
        cast(offender_manager_fte as decimal(7, 2)) as offender_manager_fte,
        cast(visits_due as bigint) as visits_due,
        cast(visits_overdue as bigint) as visits_overdue,
        cast(model_id as varchar) as model_id,
        cast(mean_predicted_probability as decimal(5, 4)) as mean_predicted_probability,
        cast(mean_predicted_probability_status as varchar) as mean_predicted_probability_status,
        cast(observed_reoffended_12m as bigint) as observed_reoffended_12m,
        cast(observed_reoffended_12m_status as varchar) as observed_reoffended_12m_status,
        cast(scored_12m_ago as bigint) as scored_12m_ago,
        cast(scored_12m_ago_status as varchar) as scored_12m_ago_status,
        cast(scores_older_than_90d as bigint) as scores_older_than_90d,
        cast(human_overrides as bigint) as human_overrides
    from source
)

select * from final
