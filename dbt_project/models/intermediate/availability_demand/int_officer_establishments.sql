with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where is_live
),

functions as (
    select * from {{ ref('int_workforce_function_totals') }}
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

-- The posts of the last quarter's end, and of no earlier one: a year without a return is no answer.
final as (
    select
        duty.submission_id,
        workforce.submission_id as establishment_submission_id,
        functions.officer_establishment_fte,
        functions.response_officer_fte,
        functions.has_marked_officer_posts,
        functions.has_marked_response
    from submissions as duty
    inner join submissions as workforce
        on
            duty.force_code = workforce.force_code
            and {{ quarter_end_by('duty.period_end') }} = workforce.period_end
    inner join functions on workforce.submission_id = functions.submission_id
    -- The officers of a force alone are not those of it with another.
    left join taken_in
        on
            duty.force_code = taken_in.taken_in_by
            and workforce.period_end <= taken_in.last_day
            and duty.period_end > taken_in.last_day
    where
        taken_in.force_code is null
        and duty.return_slug in ('availability_demand', 'incidents_response')
        and workforce.return_slug = 'workforce'
        and case
            when duty.return_slug = 'availability_demand' then functions.officer_establishment_fte
            else functions.response_officer_fte
        end is not null
)

select * from final
