with submissions as (
    select * from {{ ref('stg_submissions') }}
),

reasons as (
    select * from {{ ref('code_lists') }}
    where codelist = 'revision_reason'
),

-- What was signed off has been published, or might have been.
ranked as (
    select
        live.submission_id,
        live.force_code,
        live.period,
        live.version,
        live.revision_reason,
        earlier.version as before_version,
        cast(cast(earlier.signed_off_at as date) as varchar) as before_day,
        row_number() over (
            partition by live.submission_id
            order by earlier.signed_off_at desc, earlier.version desc
        ) as place
    from submissions as live
    inner join submissions as earlier
        on
            live.return_slug = earlier.return_slug
            and live.force_code = earlier.force_code
            and live.period = earlier.period
            and live.submission_id != earlier.submission_id
    where live.is_live and earlier.signed_off_at is not null
),

revised as (
    select
        ranked.submission_id,
        ranked.force_code,
        'Revised: '
        || case
            when ranked.before_version > ranked.version
                then
                    'version ' || cast(ranked.before_version as varchar) || ' of the return of '
                    || ranked.period || ', signed off on ' || ranked.before_day
                    || ', was taken back, and version ' || cast(ranked.version as varchar)
                    || ' stands again.'
            else
                'version ' || cast(ranked.version as varchar) || ' of the return of '
                || ranked.period || ' stands'
                || coalesce(' (' || lower(reasons.label) || ')', '') || '; before it, version '
                || cast(ranked.before_version as varchar) || ', signed off on '
                || ranked.before_day || ', did.'
        end as note
    from ranked
    left join reasons on ranked.revision_reason = reasons.code
    where ranked.place = 1
),

final as (
    {{ noted_figures('revised') }}
)

select * from final
