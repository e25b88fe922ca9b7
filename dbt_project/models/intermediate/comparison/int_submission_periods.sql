with submissions as (
    select * from {{ ref('stg_submissions') }}
),

returns as (
    select * from {{ ref('returns') }}
),

final as (
    select
        submissions.submission_id,
        submissions.return_slug,
        submissions.force_code,
        submissions.period,
        {{ period_start('submissions.period', 'returns.period_grain') }} as period_start,
        {{ period_end('submissions.period', 'returns.period_grain') }} as period_end,
        submissions.version,
        submissions.state,
        submissions.received_at,
        submissions.due_at,
        submissions.is_late,
        submissions.is_live,
        submissions.is_nil,
        submissions.demonstration
    from submissions
    inner join returns on submissions.return_slug = returns.return_slug
)

select * from final
