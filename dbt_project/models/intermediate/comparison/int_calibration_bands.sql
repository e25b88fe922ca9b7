{%- set counts = ['people', 'observed', 'people - observed'] -%}
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

ordered_cells as (
    select
        *,
        row_number() over (
            partition by submission_id, risk_band
            order by is_small, observed = 0, people = observed, people, cohort
        ) as place
    from offender_cells
),

told_cells as (
    select
        submission_id,
        risk_band
    from ordered_cells
    group by submission_id, risk_band
    having {{ is_told('is_small', counts) }}
),

-- Small cells are hidden, and one more beside them where the band's total would give them away.
-- Ties fall the same way on every machine.
marked_cells as (
    select
        ordered_cells.*,
        ordered_cells.is_small
        or (told_cells.risk_band is not null and ordered_cells.place = 1) as is_hidden
    from ordered_cells
    left join told_cells
        on
            ordered_cells.submission_id = told_cells.submission_id
            and ordered_cells.risk_band = told_cells.risk_band
),

-- A band that would give them away all the same is hidden whole.
exposed_bands as (
    select
        submission_id,
        risk_band
    from marked_cells
    group by submission_id, risk_band
    having {{ is_told('is_hidden', counts) }}
),

judged_bands as (
    select
        offender_bands.*,
        exposed_bands.risk_band is not null
        {%- for count in counts %}
        or {{ is_small(count) }}
        {%- endfor %} as is_exposed
    from offender_bands
    left join exposed_bands
        on
            offender_bands.submission_id = exposed_bands.submission_id
            and offender_bands.risk_band = exposed_bands.risk_band
),

-- And then a second band, or the force's own figure would give the first away: those who reoffended
-- and those expected to, who tell the people where the band's probability is known.
told_bands as (
    select submission_id
    from judged_bands
    group by submission_id
    having {{ is_told('is_exposed', counts) }}
),

ordered_bands as (
    select
        *,
        row_number() over (
            partition by submission_id
            order by is_exposed, observed = 0, people = observed, people, band_order
        ) as place
    from judged_bands
),

marked_bands as (
    select
        ordered_bands.*,
        ordered_bands.is_exposed
        or (told_bands.submission_id is not null and ordered_bands.place = 1) as is_hidden
    from ordered_bands
    left join told_bands on ordered_bands.submission_id = told_bands.submission_id
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
        is_hidden
    from marked_bands
    union all
    select
        marked_cells.submission_id,
        'reoffending_observed_to_expected' as indicator,
        marked_cells.cohort,
        marked_cells.risk_band as band,
        marked_cells.band_order,
        cast(marked_cells.observed as double) as observed,
        marked_cells.expected,
        cast(marked_cells.people as double) as people,
        cast(null as bigint) as months,
        -- The cells of a hidden band would add up to it.
        marked_cells.is_hidden or marked_bands.is_hidden as is_hidden
    from marked_cells
    inner join marked_bands
        on
            marked_cells.submission_id = marked_bands.submission_id
            and marked_cells.risk_band = marked_bands.risk_band
)

select * from final
