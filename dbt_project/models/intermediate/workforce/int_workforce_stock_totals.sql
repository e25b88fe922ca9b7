{% set officer = "worker_type = 'POLICE_OFFICER'" %}
{% set with_fte %}
    worker_type in ('POLICE_OFFICER', 'POLICE_STAFF', 'PCSO', 'DESIGNATED_OFFICER')
{% endset %}

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
        -- A kind that the return says the force does not have is none of it; one of which it says
        -- nothing leaves the whole unknown.
        case
            when count(distinct case when {{ with_fte }} then worker_type end) = 4
                then {{ complete_sum('fte', with_fte, 'fte_status') }}
        end as workforce_fte,
        {{ none_applies('fte_status', "worker_type = 'PCSO'") }} as has_no_pcso,
        {{ complete_sum('headcount', "worker_type = 'SPECIAL_CONSTABLE'", 'headcount_status') }}
            as special_constables,
        {{ any_true("fte_status in ('u', 'e') or headcount_status in ('u', 'e')") }}
            as has_doubtful_values
    from stock
    group by submission_id
)

select * from final
