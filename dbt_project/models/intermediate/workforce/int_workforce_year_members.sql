with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'workforce' and is_live
),

final as (
    select
        ends.submission_id,
        quarters.submission_id as quarter_submission_id,
        quarters.period_end as quarter_end
    from submissions as ends
    inner join submissions as quarters
        on
            ends.force_code = quarters.force_code
            and quarters.period_end <= ends.period_end
            and quarters.period_end > {{ add_months('ends.period_end', -11) }}
)

select * from final
