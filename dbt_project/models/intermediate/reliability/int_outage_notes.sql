with silences as (
    select
        force_code,
        month,
        sum(silent_outages) as outages
    from {{ ref('int_silent_months') }}
    group by force_code, month
),

named as (
    select distinct
        force_code,
        month,
        coalesce(
            service_outage_id, outage_id || ' ' || {{ timestamp_text('started_at') }}
        ) as counted_as
    from {{ ref('int_outages_left_open') }}
),

left_open as (
    select
        force_code,
        month,
        count(*) as outages
    from named
    group by force_code, month
),

disputed as (
    select distinct
        force_code,
        month,
        service_id,
        outage_id,
        outage_started_at
    from {{ ref('int_outage_segments') }}
    where is_disputed
),

disputes as (
    select
        force_code,
        month,
        count(*) as outages
    from disputed
    group by force_code, month
),

noted as (
    select
        force_code,
        month
    from silences
    union
    select
        force_code,
        month
    from left_open
    union
    select
        force_code,
        month
    from disputes
),

final as (
    select
        noted.force_code,
        noted.month,
        nullif(
            concat_ws(
                ' ',
                'Outages of a shared platform that the force says nothing about, and that are not '
                || 'in this figure: ' || cast(silences.outages as varchar) || '.',
                'Outages that an earlier return left open, and of which no later one says whether '
                || 'they went on, and that are not in this figure: '
                || cast(left_open.outages as varchar) || '.'
            ), ''
        ) as silent_note,
        'Outages charged to the force that it puts down to a shared platform, whose owner has no '
        || 'such outage: ' || cast(disputes.outages as varchar) || '.' as disputed_note
    from noted
    left join silences
        on noted.force_code = silences.force_code and noted.month = silences.month
    left join left_open
        on noted.force_code = left_open.force_code and noted.month = left_open.month
    left join disputes
        on noted.force_code = disputes.force_code and noted.month = disputes.month
)

select * from final
