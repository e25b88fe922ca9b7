{% set officer = "worker_type = 'POLICE_OFFICER'" %}
{% set with_fte = "worker_type not in ('SPECIAL_CONSTABLE', 'POLICE_SUPPORT_VOLUNTEER')" %}

with functions as (
    select * from {{ ref('stg_workforce__functions') }}
),

final as (
    select
        submission_id,
        {{ complete_sum('fte', officer, 'fte_status') }} as function_officer_fte,
        {{ complete_sum('fte', with_fte, 'fte_status') }} as function_fte,
        {{ complete_sum('establishment_fte', with_fte, 'establishment_fte_status') }}
            as establishment_fte,
        {{ complete_sum('long_term_absent_fte', officer) }} as long_term_absent_fte,
        {{ complete_sum('restricted_duty_fte', officer) }} as restricted_duty_fte,
        -- Expenditure is stated once for a function, so a blank on another row is no gap.
        sum(net_revenue_expenditure) as net_revenue_expenditure
    from functions
    group by submission_id
)

select * from final
