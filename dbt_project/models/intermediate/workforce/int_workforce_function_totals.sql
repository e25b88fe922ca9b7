{% set officer = "worker_type = 'POLICE_OFFICER'" %}
{% set with_fte = "worker_type not in ('SPECIAL_CONSTABLE', 'POLICE_SUPPORT_VOLUNTEER')" %}

with functions as (
    select * from {{ ref('stg_workforce__functions') }}
),

-- Expenditure is stated once for a function, so a blank on another of its rows is no gap; a
-- function without any leaves the force's spend unknown.
spend as (
    select
        submission_id,
        function_code,
        sum(net_revenue_expenditure) as net_revenue_expenditure
    from functions
    group by submission_id, function_code
),

spend_totals as (
    select
        submission_id,
        {{ complete_sum('net_revenue_expenditure', 'true') }} as net_revenue_expenditure
    from spend
    group by submission_id
),

totals as (
    select
        submission_id,
        {{ complete_sum('fte', officer, 'fte_status') }} as function_officer_fte,
        {{ complete_sum(
            'fte', with_fte ~ ' and ' ~ applies('establishment_fte_status'), 'fte_status'
        ) }} as function_fte,
        {{ complete_sum(
            'establishment_fte', with_fte ~ ' and ' ~ applies('fte_status'), 'establishment_fte_status'
        ) }} as establishment_fte,
        {{ complete_sum('establishment_fte', officer, 'establishment_fte_status') }}
            as officer_establishment_fte,
        {{ complete_sum('fte', officer ~ " and function_code = '1B'", 'fte_status') }}
            as response_officer_fte,
        {{ complete_sum('long_term_absent_fte', officer ~ ' and ' ~ applies('fte_status')) }}
            as long_term_absent_fte,
        {{ complete_sum('restricted_duty_fte', officer ~ ' and ' ~ applies('fte_status')) }}
            as restricted_duty_fte,
        {{ is_marked(['fte'], officer) }} as has_marked_officers,
        {{ is_marked(['fte'], officer ~ " and function_code = '1B'") }} as has_marked_response,
        {{ is_marked(['establishment_fte'], officer) }} as has_marked_officer_posts,
        {{ is_marked(['fte', 'establishment_fte'], with_fte) }} as has_marked_posts
    from functions
    group by submission_id
),

final as (
    select
        totals.*,
        spend_totals.net_revenue_expenditure
    from totals
    inner join spend_totals on totals.submission_id = spend_totals.submission_id
)

select * from final
