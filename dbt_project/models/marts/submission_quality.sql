{{ made_by('submission_id') }}
with outcomes as (
    select * from {{ ref('stg_rule_outcomes') }}
),

unscored_rules as (
    select * from {{ ref('unscored_rules') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

final as (
    select
        outcomes.submission_id,
        submissions.return_slug,
        submissions.force_code,
        submissions.period,
        outcomes.dimension,
        sum(outcomes.assessed) as assessed,
        sum(outcomes.failed) as failed,
        sum(outcomes.not_assessed) as not_assessed,
        100 * cast(sum(outcomes.assessed) - sum(outcomes.failed) as double)
        / nullif(sum(outcomes.assessed), 0) as score_pct
    from outcomes
    inner join submissions on outcomes.submission_id = submissions.submission_id
    left join unscored_rules on outcomes.rule_id = unscored_rules.rule_id
    where unscored_rules.rule_id is null
    group by
        outcomes.submission_id,
        submissions.return_slug,
        submissions.force_code,
        submissions.period,
        outcomes.dimension
)

select * from final
{{ where_changed('submission_id') }}
