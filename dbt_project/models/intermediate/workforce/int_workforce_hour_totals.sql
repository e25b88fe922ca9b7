with hours as (
    select * from {{ ref('stg_workforce__hours') }}
),

final as (
    select
        submission_id,
        sum(contracted_hours) as contracted_hours,
        sum(sickness_hours) as sickness_hours,
        sum(overtime_hours) as overtime_hours,
        {{ complete_sum('overtime_cost', "worker_type = 'POLICE_OFFICER'") }}
            as officer_overtime_cost
    from hours
    group by submission_id
)

select * from final
