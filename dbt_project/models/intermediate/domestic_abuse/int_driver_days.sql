{{ made_by('force_code') }}
-- What the model of daily counts is fitted to. A month that a force did not send has no rows here:
-- it is left out, and never zero.
with abuse_submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'domestic_abuse' and is_live
),

abuse as (
    select * from {{ ref('stg_domestic_abuse__days') }}
),

context_submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'context_drivers' and is_live
),

context as (
    select * from {{ ref('stg_context_drivers__drivers') }}
),

populations as (
    select * from {{ ref('int_listed_populations') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

-- A force that took another in has a level of its own from that day.
levels as (
    select
        abuse.submission_id,
        abuse.local_date,
        max(taken_in.first_day_together) as level_since
    from abuse
    inner join taken_in
        on
            abuse.force_code = taken_in.taken_in_by
            and abuse.local_date >= taken_in.first_day_together
    group by abuse.submission_id, abuse.local_date
),

drivers as (
    select context.*
    from context
    inner join context_submissions on context.submission_id = context_submissions.submission_id
),

final as (
    select
        abuse.force_code,
        abuse.local_date,
        forces.short_name as force_name,
        forces.country,
        levels.level_since,
        abuse.date_basis,
        abuse.day_window,
        abuse.da_crimes,
        abuse.da_female_victim,
        abuse.da_alcohol_flag,
        drivers.temp_max_c,
        drivers.temp_mean_c,
        drivers.rain_mm,
        drivers.bank_holiday,
        drivers.special_day,
        drivers.payday,
        drivers.national_team,
        drivers.match_result,
        drivers.kickoff_local,
        drivers.club_match,
        before.temp_max_c as temp_max_c_before,
        before.temp_mean_c as temp_mean_c_before,
        before.national_team as national_team_before,
        populations.population_16plus,
        populations.population_16plus_female,
        abuse.submission_id,
        drivers.submission_id as context_submission_id
    from abuse
    inner join abuse_submissions on abuse.submission_id = abuse_submissions.submission_id
    inner join forces on abuse.force_code = forces.force_code
    left join levels
        on abuse.submission_id = levels.submission_id and abuse.local_date = levels.local_date
    left join drivers
        on abuse.force_code = drivers.force_code and abuse.local_date = drivers.local_date
    left join drivers as before
        on
            abuse.force_code = before.force_code
            and abuse.local_date = cast({{ add_days('before.local_date', 1) }} as date)
    left join populations
        on
            abuse.force_code = populations.force_code
            and abuse_submissions.period_end = populations.period_end
)

select * from final
{{ where_changed('force_code') }}
