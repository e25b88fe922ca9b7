with caseload as (
    select * from {{ ref('stg_offender_management__caseload') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'offender_management' and is_live
),

bands as (
    select
        code as risk_band,
        case code
            when 'VERY_LOW' then 1 when 'LOW' then 2 when 'MEDIUM' then 3 when 'HIGH' then 4
            when 'VERY_HIGH' then 5
        end as band_order
    from {{ ref('code_lists') }}
    where codelist = 'risk_band_5'
),

scored as (
    select
        caseload.*,
        bands.band_order
    from caseload
    inner join submissions on caseload.submission_id = submissions.submission_id
    inner join bands on caseload.risk_band = bands.risk_band
    where
        caseload.scored_12m_ago is not null
        and caseload.observed_reoffended_12m is not null
        and caseload.mean_predicted_probability is not null
        and bands.band_order is not null
),

-- Fewer than five people, of whom fewer than five reoffended, or fewer than five did not: none of
-- the three counts is shown, for any two tell the third.
final as (
    select
        submission_id,
        cohort,
        risk_band,
        band_order,
        scored_12m_ago as people,
        observed_reoffended_12m as observed,
        cast(mean_predicted_probability as double) * scored_12m_ago as expected,
        {{ is_small('scored_12m_ago') }}
        or {{ is_small('observed_reoffended_12m') }}
        or {{ is_small('scored_12m_ago - observed_reoffended_12m') }} as is_small
    from scored
    where scored_12m_ago > 0
)

select * from final
