with flows as (
    select * from {{ ref('stg_workforce__flows') }}
),

final as (
    select
        submission_id,
        {{ complete_sum('leavers_fte', "worker_type = 'POLICE_OFFICER'") }} as officer_leavers_fte,
        {{ complete_sum('leavers_voluntary_fte', "worker_type = 'POLICE_OFFICER'") }}
            as officer_resignations_fte
    from flows
    group by submission_id
)

select * from final
