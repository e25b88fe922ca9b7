{% set tolerance = var('match_tolerance_minutes') %}
{% set before = '-' ~ tolerance %}

with reports as (
    select * from {{ ref('int_outages') }}
    where shared_platform_id is not null
),

masters as (
    select * from {{ ref('int_platform_masters') }}
),

-- Of outages with one reference it is the one that began nearest.
referred as (
    select
        reports.force_code,
        reports.outage_id,
        reports.started_at,
        masters.service_outage_id,
        row_number() over (
            partition by reports.force_code, reports.outage_id, reports.started_at
            order by
                abs({{ minutes_between('masters.started_at', 'reports.started_at') }}) asc,
                masters.service_outage_id asc
        ) as place
    from reports
    inner join masters
        on
            reports.shared_platform_id = masters.shared_platform_id
            and reports.shared_outage_ref = masters.shared_outage_ref
),

by_reference as (
    select
        force_code,
        outage_id,
        started_at,
        service_outage_id,
        'reference' as match_basis
    from referred
    where place = 1
),

without_reference as (
    select reports.*
    from reports
    left join by_reference
        on
            reports.force_code = by_reference.force_code
            and reports.outage_id = by_reference.outage_id
            and reports.started_at = by_reference.started_at
    where
        by_reference.outage_id is null
        and reports.root_cause_domain != 'LOCAL_ICT'
),

candidates as (
    select
        without_reference.force_code,
        without_reference.outage_id,
        without_reference.started_at,
        masters.service_outage_id,
        greatest(
            0.0,
            {{ minutes_between(
                'greatest(without_reference.started_at, masters.started_at)',
                'least(without_reference.ended_at, masters.ended_at)'
            ) }}
        ) / nullif(
            {{ minutes_between(
                'least(without_reference.started_at, masters.started_at)',
                'greatest(without_reference.ended_at, masters.ended_at)'
            ) }},
            0
        ) as overlap_share,
        abs(
            {{ minutes_between('masters.started_at', 'without_reference.started_at') }}
        ) as start_difference_minutes
    from without_reference
    inner join masters
        on
            without_reference.shared_platform_id = masters.shared_platform_id
            and without_reference.started_at <= {{ add_minutes('masters.ended_at', tolerance) }}
            and without_reference.ended_at >= {{ add_minutes('masters.started_at', before) }}
),

-- Greedy: every report goes to the master that it shares most time with. Several reports of one
-- force may belong to one master, so no report has to give way to another.
ranked as (
    select
        *,
        row_number() over (
            partition by force_code, outage_id, started_at
            order by
                coalesce(overlap_share, 0) desc, start_difference_minutes asc, service_outage_id asc
        ) as place
    from candidates
),

by_overlap as (
    select
        force_code,
        outage_id,
        started_at,
        service_outage_id,
        'overlap' as match_basis
    from ranked
    where place = 1
),

unmatched as (
    select without_reference.*
    from without_reference
    left join by_overlap
        on
            without_reference.force_code = by_overlap.force_code
            and without_reference.outage_id = by_overlap.outage_id
            and without_reference.started_at = by_overlap.started_at
    where by_overlap.outage_id is null and not without_reference.is_not_affected
),

-- What a platform's outage is made of is what its members say.
of_members as (
    select * from unmatched
    where {{ was_a_member('unmatched') }}
),

-- A new cluster starts where a report begins after all before it have ended, tolerance included.
flagged as (
    select
        *,
        case
            when
                started_at <= {{ add_minutes(
                    'max(ended_at) over (
                    partition by shared_platform_id
                    order by started_at, ended_at, force_code, outage_id
                    rows between unbounded preceding and 1 preceding
                )', tolerance) }}
                then 0
            else 1
        end as is_first
    from of_members
),

clustered as (
    select
        *,
        sum(is_first) over (
            partition by shared_platform_id
            order by started_at, ended_at, force_code, outage_id
            rows between unbounded preceding and current row
        ) as cluster
    from flagged
),

shared_clusters as (
    select
        shared_platform_id,
        cluster,
        shared_platform_id || ':PROPOSED:' || {{ timestamp_text('min(started_at)') }}
            as service_outage_id,
        min(started_at) as started_at,
        max(ended_at) as ended_at
    from clustered
    group by shared_platform_id, cluster
    having count(distinct force_code) >= 2
),

by_proposal as (
    select
        clustered.force_code,
        clustered.outage_id,
        clustered.started_at,
        shared_clusters.service_outage_id,
        'proposed' as match_basis
    from clustered
    inner join shared_clusters
        on
            clustered.shared_platform_id = shared_clusters.shared_platform_id
            and clustered.cluster = shared_clusters.cluster
),

-- Beside one that its members propose stands what others report at the time, and changes nothing
-- of it.
beside as (
    select
        unmatched.force_code,
        unmatched.outage_id,
        unmatched.started_at,
        min(shared_clusters.service_outage_id) as service_outage_id,
        'overlap' as match_basis
    from unmatched
    inner join shared_clusters
        on
            unmatched.shared_platform_id = shared_clusters.shared_platform_id
            and unmatched.started_at <= {{ add_minutes('shared_clusters.ended_at', tolerance) }}
            and unmatched.ended_at >= {{ add_minutes('shared_clusters.started_at', before) }}
    where not {{ was_a_member('unmatched') }}
    group by unmatched.force_code, unmatched.outage_id, unmatched.started_at
),

final as (
    select * from by_reference
    union all
    select * from by_overlap
    union all
    select * from by_proposal
    union all
    select * from beside
)

select * from final
