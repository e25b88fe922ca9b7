with lineage as (
    select * from {{ ref('int_lineage') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
    where recheck in ('fails', 'not_asked')
),

told as (
    select distinct
        lineage.force_code,
        lineage.indicator,
        lineage.period,
        'The return of ' || submissions.period || ' was accepted under contract '
        || submissions.contract_version || '; under ' || submissions.recheck_version
        || case
            when submissions.recheck = 'not_asked'
                then ' it could not be checked, because its received bytes are lost.'
            else
                ' it breaks ' || coalesce(submissions.recheck_rules, 'the structure')
                || '. It stands as it was accepted.'
        end as note
    from lineage
    inner join submissions on lineage.submission_id = submissions.submission_id
),

final as (
    select
        force_code,
        indicator,
        period,
        {{ list_text('note', 'note', ' ') }} as note
    from told
    group by force_code, indicator, period
)

select * from final
