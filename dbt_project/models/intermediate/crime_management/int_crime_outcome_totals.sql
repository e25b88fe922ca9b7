with outcomes as (
    select * from {{ ref('stg_crime_management__outcomes') }}
),

final as (
    select
        submission_id,
        sum(outcomes_assigned) as outcomes_assigned,
        {{ complete_sum('outcome_days_median * outcomes_assigned', 'outcomes_assigned > 0') }}
            as outcome_days_weighted,
        {{ none_applies('outcome_days_median_status', 'outcomes_assigned > 0') }}
            as has_no_outcome_days,
        {{ any_true("outcome_days_median_status in ('u', 'e')") }} as has_doubtful_values
    from outcomes
    group by submission_id
)

select * from final
