with year_members as (
    select * from {{ ref('int_workforce_year_members') }}
),

stock as (
    select * from {{ ref('int_workforce_stock_totals') }}
),

flows as (
    select * from {{ ref('int_workforce_flow_totals') }}
),

quarters as (
    select
        year_members.submission_id,
        year_members.quarter_end,
        stock.officer_fte,
        flows.officer_leavers_fte,
        flows.officer_resignations_fte
    from year_members
    left join stock on year_members.quarter_submission_id = stock.submission_id
    left join flows on year_members.quarter_submission_id = flows.submission_id
),

final as (
    select
        submission_id,
        count(*) as quarters,
        sum(officer_leavers_fte) as year_leavers_fte,
        sum(officer_resignations_fte) as year_resignations_fte,
        avg(cast(officer_fte as double)) as year_mean_officer_fte
    from quarters
    group by submission_id
    -- A year needs its four quarters, each with stock and flows: nothing is filled in.
    having
        count(officer_leavers_fte) = 4
        and count(officer_resignations_fte) = 4
        and count(officer_fte) = 4
)

select * from final
