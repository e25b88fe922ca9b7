with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'workforce' and is_live
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

-- No year is made of quarters of one force and of quarters of that force with another.
final as (
    select
        ends.submission_id,
        quarters.submission_id as quarter_submission_id,
        quarters.period_end as quarter_end
    from submissions as ends
    inner join submissions as quarters
        on
            ends.force_code = quarters.force_code
            and quarters.period_end <= ends.period_end
            and quarters.period_end > {{ add_months('ends.period_end', -11) }}
    left join taken_in
        on
            ends.force_code = taken_in.taken_in_by
            and quarters.period_end <= taken_in.last_day
            and ends.period_end > taken_in.last_day
    where taken_in.force_code is null
)

select * from final
