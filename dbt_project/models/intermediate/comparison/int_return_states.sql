with every_submission as (
    select * from {{ ref('int_submission_periods') }}
),

submissions as (
    select * from every_submission
    where state != 'superseded'
),

-- A resubmission long after the due date does not make a return late that came in time.
first_receipts as (
    select
        return_slug,
        force_code,
        period,
        min(received_at) as first_received_at
    from every_submission
    where state != 'rejected'
    group by return_slug, force_code, period
),

-- What is live speaks for the force; failing that, whatever has come furthest. What was refused and
-- what was withdrawn are as far: the later of them is what the force did last.
ranked as (
    select
        *,
        case
            when is_live then 1
            when state = 'ready' then 2
            when state = 'needs_explanation' then 3
            when state in ('rejected', 'withdrawn') then 5
            else 4
        end as standing
    from submissions
),

numbered as (
    select
        *,
        row_number() over (
            partition by return_slug, force_code, period
            order by standing asc, version desc, received_at desc
        ) as place
    from ranked
),

final as (
    select
        numbered.return_slug,
        numbered.force_code,
        numbered.period,
        numbered.submission_id,
        numbered.is_live,
        case
            when numbered.is_live and numbered.is_nil then 'nil'
            when numbered.is_live then 'signed_off'
            when numbered.state = 'checked' then 'received'
            else numbered.state
        end as state,
        numbered.received_at,
        numbered.due_at,
        coalesce(first_receipts.first_received_at, numbered.received_at)
        > numbered.due_at as is_late,
        numbered.demonstration
    from numbered
    left join first_receipts
        on
            numbered.return_slug = first_receipts.return_slug
            and numbered.force_code = first_receipts.force_code
            and numbered.period = first_receipts.period
    where numbered.place = 1
)

select * from final
