-- An area as its force has it now: the newest live return's, and in it the newest bounds.
with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'availability_demand' and is_live
),

areas as (
    select * from {{ ref('stg_availability_demand__areas') }}
),

numbered as (
    select
        areas.*,
        row_number() over (
            partition by areas.force_code, areas.area_code
            order by submissions.period_end desc, areas.valid_from desc
        ) as place
    from areas
    inner join submissions on areas.submission_id = submissions.submission_id
),

final as (
    select
        force_code,
        area_code,
        area_name,
        area_level,
        middle_east_km,
        middle_north_km,
        population
    from numbered
    where place = 1
)

select * from final
