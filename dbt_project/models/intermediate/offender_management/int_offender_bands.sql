with cells as (
    select * from {{ ref('int_offender_cells') }}
),

bands as (
    select
        submission_id,
        risk_band,
        band_order,
        sum(people) as people,
        sum(observed) as observed,
        sum(expected) as expected
    from cells
    group by submission_id, risk_band, band_order
),

with_below as (
    select
        submission_id,
        risk_band,
        observed / people as share,
        lag(observed / people) over (partition by submission_id order by band_order) as share_below
    from bands
    -- As rule R10-04: below 50 people chance alone can turn two bands round.
    where people >= 50
),

final as (
    select
        bands.*,
        with_below.share_below is not null as is_judged,
        coalesce(with_below.share < with_below.share_below, false) as is_out_of_order
    from bands
    left join with_below
        on
            bands.submission_id = with_below.submission_id
            and bands.risk_band = with_below.risk_band
)

select * from final
