with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'collisions' and is_live
),

collisions as (
    select * from {{ ref('stg_collisions__collisions') }}
    where predicted_collisions is not null and risk_band is not null
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

-- A month has too few collisions to judge a band by: each month stands for the year that it ends,
-- or for what there is of it since the force took another in.
final as (
    select
        ends.submission_id,
        collisions.risk_band,
        count(distinct months.submission_id) as months,
        sum(collisions.collisions) as observed,
        cast(sum(collisions.predicted_collisions) as double) as expected
    from submissions as ends
    inner join submissions as months
        on
            ends.force_code = months.force_code
            and {{ in_year_to('months.period_end', 'ends.period_end') }}
    inner join collisions on months.submission_id = collisions.submission_id
    left join taken_in
        on
            ends.force_code = taken_in.taken_in_by
            and months.period_end <= taken_in.last_day
            and ends.period_end > taken_in.last_day
    where taken_in.force_code is null
    group by ends.submission_id, collisions.risk_band
)

select * from final
