with submissions as (
    select * from {{ ref('int_submission_periods') }}
),

collision_bands as (
    select * from {{ ref('int_collision_bands') }}
),

offender_bands as (
    select * from {{ ref('int_offender_bands') }}
),

offender_cells as (
    select * from {{ ref('int_offender_cells') }}
),

-- Cells of fewer than five people are hidden, and a second one beside a single hidden one: else
-- the band's total would give it away. Ties fall the same way on every machine.
hidden_cells as (
    select
        *,
        sum(case when is_small then 1 else 0 end)
            over (partition by submission_id, risk_band) as small_cells,
        row_number() over (
            partition by submission_id, risk_band
            order by is_small, observed = 0, people, cohort
        ) as place
    from offender_cells
),

judged_cells as (
    select
        *,
        is_small or (small_cells = 1 and place = 1 and observed > 0) as is_hidden
    from hidden_cells
),

-- A band whose single small cell has no other beside it to hide behind is hidden whole.
exposed_bands as (
    select
        submission_id,
        risk_band
    from judged_cells
    group by submission_id, risk_band
    having sum(case when is_hidden then 1 else 0 end) = 1
),

-- And then a second band, or the force's total would give the first one away.
judged_bands as (
    select
        offender_bands.*,
        exposed_bands.risk_band is not null
        or offender_bands.people between 1 and 4
        or offender_bands.observed between 1 and 4 as is_exposed
    from offender_bands
    left join exposed_bands
        on
            offender_bands.submission_id = exposed_bands.submission_id
            and offender_bands.risk_band = exposed_bands.risk_band
),

counted_bands as (
    select
        *,
        sum(case when is_exposed then 1 else 0 end) over (partition by submission_id)
            as exposed_bands,
        row_number() over (
            partition by submission_id
            order by is_exposed, observed = 0, people, band_order
        ) as place
    from judged_bands
),

final as (
    select
        submission_id,
        'collisions_observed_to_predicted' as indicator,
        cast(null as varchar) as cohort,
        risk_band as band,
        cast(substr(risk_band, 2) as integer) as band_order,
        cast(observed as double) as observed,
        expected,
        cast(null as double) as people,
        months,
        false as is_hidden
    from collision_bands
    union all
    select
        submission_id,
        'reoffending_observed_to_expected' as indicator,
        cast(null as varchar) as cohort,
        risk_band as band,
        band_order,
        cast(observed as double) as observed,
        expected,
        cast(people as double) as people,
        cast(null as bigint) as months,
        is_exposed or (exposed_bands = 1 and place = 1) as is_hidden
    from counted_bands
    union all
    select
        submission_id,
        'reoffending_observed_to_expected' as indicator,
        cohort,
        risk_band as band,
        band_order,
        cast(observed as double) as observed,
        expected,
        cast(people as double) as people,
        cast(null as bigint) as months,
        is_hidden
    from judged_cells
)

select * from final
