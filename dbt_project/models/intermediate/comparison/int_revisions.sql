with submissions as (
    select * from {{ ref('stg_submissions') }}
),

reasons as (
    select * from {{ ref('code_lists') }}
    where codelist = 'revision_reason'
),

replaced as (
    {{ replaced_versions('submissions') }}
),

revised as (
    select
        replaced.submission_id,
        replaced.force_code,
        'Revised: '
        || case
            when replaced.before_version > replaced.version
                then
                    'version ' || cast(replaced.before_version as varchar) || ' of the return of '
                    || replaced.period || ', signed off on ' || replaced.before_day
                    || ', was taken back, and version ' || cast(replaced.version as varchar)
                    || ' stands again.'
            else
                'version ' || cast(replaced.version as varchar) || ' of the return of '
                || replaced.period || ' stands'
                || coalesce(' (' || lower(reasons.label) || ')', '') || '; before it, version '
                || cast(replaced.before_version as varchar) || ', signed off on '
                || replaced.before_day || ', did.'
        end as note
    from replaced
    left join reasons on replaced.revision_reason = reasons.code
),

final as (
    {{ noted_figures('revised') }}
)

select * from final
