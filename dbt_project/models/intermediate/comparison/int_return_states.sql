with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where state not in ('superseded', 'withdrawn')
),

-- What is live speaks for the force; failing that, whatever has come furthest.
ranked as (
    select
        *,
        case
            when is_live then 1
            when state = 'ready' then 2
            when state = 'needs_explanation' then 3
            when state = 'rejected' then 4
            else 5
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
        return_slug,
        force_code,
        period,
        submission_id,
        is_live,
        case
            when is_live and is_nil then 'nil'
            when is_live then 'signed_off'
            when state in ('ready', 'needs_explanation', 'rejected') then state
            else 'received'
        end as state,
        received_at,
        due_at,
        is_late,
        demonstration
    from numbered
    where place = 1
)

select * from final
