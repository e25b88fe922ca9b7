with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'workforce' and is_live
),

stock as (
    select * from {{ ref('int_workforce_stock_totals') }}
),

functions as (
    select * from {{ ref('int_workforce_function_totals') }}
),

hours as (
    select * from {{ ref('int_workforce_hour_totals') }}
),

years as (
    select * from {{ ref('int_workforce_year_totals') }}
),

populations as (
    select * from {{ ref('int_force_populations') }}
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        populations.population,
        stock.officer_fte,
        stock.constable_fte,
        stock.sergeant_fte,
        stock.staff_fte,
        stock.pcso_fte,
        stock.workforce_fte,
        stock.has_no_pcso,
        stock.special_constables,
        functions.function_officer_fte,
        functions.function_fte,
        functions.establishment_fte,
        functions.long_term_absent_fte,
        functions.restricted_duty_fte,
        functions.net_revenue_expenditure,
        coalesce(functions.has_marked_officers, false) as has_marked_officers,
        coalesce(functions.has_marked_posts, false) as has_marked_posts,
        hours.contracted_hours,
        hours.sickness_hours,
        hours.overtime_hours,
        hours.officer_overtime_cost,
        years.year_leavers_fte,
        years.year_resignations_fte,
        years.year_mean_officer_fte,
        coalesce(stock.has_doubtful_values, false) as has_doubtful_values
    from submissions
    left join populations
        on
            submissions.force_code = populations.force_code
            and submissions.period_end = populations.period_end
    left join stock on submissions.submission_id = stock.submission_id
    left join functions on submissions.submission_id = functions.submission_id
    left join hours on submissions.submission_id = hours.submission_id
    left join years on submissions.submission_id = years.submission_id
)

select * from final
