with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'crime_management' and is_live
),

cohorts as (
    select * from {{ ref('stg_crime_management__cohorts') }}
),

aged as (
    select
        submissions.submission_id,
        submissions.period,
        cohorts.offence_group,
        cohorts.crimes_recorded,
        cohorts.crimes_with_outcome,
        cohorts.crimes_charged,
        {{ months_between('cohorts.recorded_month', 'cohorts.month') }} as age_months
    from cohorts
    inner join submissions on cohorts.submission_id = submissions.submission_id
),

-- What all forces together achieve in one offence group, for cohorts of one age in one month.
national as (
    select
        period,
        age_months,
        offence_group,
        sum(crimes_charged) / nullif(cast(sum(crimes_recorded) as double), 0) as charge_rate
    from aged
    group by period, age_months, offence_group
),

final as (
    select
        aged.submission_id,
        aged.age_months,
        sum(aged.crimes_recorded) as crimes_recorded,
        sum(aged.crimes_with_outcome) as crimes_with_outcome,
        sum(aged.crimes_charged) as crimes_charged,
        sum(aged.crimes_recorded * coalesce(national.charge_rate, 0)) as charges_expected
    from aged
    inner join national
        on
            aged.period = national.period
            and aged.age_months = national.age_months
            and aged.offence_group = national.offence_group
    group by aged.submission_id, aged.age_months
)

select * from final
