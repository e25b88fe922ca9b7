with populations as (
    select * from {{ ref('int_area_populations') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'domestic_abuse'
),

lists as (
    select distinct
        submission_id,
        listed_on
    from populations
),

period_ends as (
    select distinct period_end from submissions
    where period_end is not null
),

-- The last list at or before the end of the period; before the first that is held, the first. So a
-- new list moves no figure of a period before its own.
ranked as (
    select
        lists.submission_id,
        period_ends.period_end,
        lists.listed_on > period_ends.period_end as is_later,
        row_number() over (
            partition by period_ends.period_end
            order by
                case when lists.listed_on <= period_ends.period_end then 0 else 1 end asc,
                abs({{ days_between('lists.listed_on', 'period_ends.period_end') }}) asc
        ) as place
    from lists
    cross join period_ends
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

-- A list of before a force took another in is not of both, nor one of after it of the force alone.
final as (
    select
        populations.*,
        ranked.period_end,
        ranked.is_later
    from populations
    inner join ranked
        on populations.submission_id = ranked.submission_id and ranked.place = 1
    left join taken_in
        on
            populations.force_code = taken_in.taken_in_by
            and (populations.listed_on <= taken_in.last_day)
            != (ranked.period_end <= taken_in.last_day)
    where taken_in.force_code is null
)

select * from final
