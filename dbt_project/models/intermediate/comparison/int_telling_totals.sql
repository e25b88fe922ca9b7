-- A total that no group or area is left to be hidden beside is hidden itself.
with bands as (
    select * from {{ ref('int_calibration_bands') }}
    where cohort is null
),

areas as (
    select * from {{ ref('int_flagged_areas') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where is_live
),

final as (
    select
        submissions.force_code,
        submissions.period,
        bands.indicator
    from bands
    inner join submissions on bands.submission_id = submissions.submission_id
    group by submissions.force_code, submissions.period, bands.indicator
    having {{ is_told(
        'bands.is_hidden', ['bands.people', 'bands.observed', 'bands.people - bands.observed']
    ) }}
    union all
    select distinct
        force_code,
        period,
        'domestic_abuse_share' as indicator
    from areas
    where is_told_by_total
)

select * from final
