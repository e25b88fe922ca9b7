with submissions as (
    select * from {{ ref('stg_submissions') }}
    where recheck in ('fails', 'not_asked')
),

notes as (
    select
        submission_id,
        force_code,
        'The return of ' || period || ' was accepted under contract ' || contract_version
        || '; under ' || recheck_version
        || case
            when recheck = 'not_asked'
                then ' it could not be checked, because its received bytes are lost.'
            else
                ' it breaks ' || coalesce(recheck_rules, 'the structure')
                || '. It stands as it was accepted.'
        end as note
    from submissions
),

final as (
    {{ noted_figures('notes') }}
)

select * from final
