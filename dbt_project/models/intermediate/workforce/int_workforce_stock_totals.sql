{% set officer = "worker_type = 'POLICE_OFFICER'" %}

with stock as (
    select * from {{ ref('stg_workforce__stock') }}
),

final as (
    select
        submission_id,
        {{ complete_sum('fte', officer, 'fte_status') }} as officer_fte,
        {{ complete_sum('fte', officer ~ " and rank_code = 'CONSTABLE'", 'fte_status') }}
            as constable_fte,
        {{ complete_sum('fte', officer ~ " and rank_code = 'SERGEANT'", 'fte_status') }}
            as sergeant_fte,
        {{ complete_sum('fte', "worker_type = 'POLICE_STAFF'", 'fte_status') }} as staff_fte,
        {{ complete_sum('fte', "worker_type = 'PCSO'", 'fte_status') }} as pcso_fte,
        {{ complete_sum('fte', "worker_type = 'DESIGNATED_OFFICER'", 'fte_status') }}
            as designated_fte,
        {{ complete_sum('headcount', "worker_type = 'SPECIAL_CONSTABLE'", 'headcount_status') }}
            as special_constables,
        {{ any_true("fte_status in ('u', 'e') or headcount_status in ('u', 'e')") }}
            as has_doubtful_values
    from stock
    group by submission_id
)

select * from final
