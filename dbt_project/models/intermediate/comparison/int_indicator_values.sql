{{ made_by('indicator') }}
with judgements as (
    select * from {{ ref('int_indicator_judgements') }}
),

suppressions as (
    select * from {{ ref('int_suppressions') }}
),

disclosure as (
    select * from {{ ref('indicator_disclosure') }}
),

decided as (
    select
        judgements.*,
        disclosure.rounding_base,
        case
            when suppressions.basis is not null then suppressions.basis
            -- A share of what is rounded to nothing is a share of too few.
            when
                judgements.status = 'published'
                and judgements.method = 'proportion'
                and {{ rounded_to('judgements.denominator', 'disclosure.rounding_base') }} = 0
                then 'few'
        end as basis
    from judgements
    left join suppressions
        on
            judgements.force_code = suppressions.force_code
            and judgements.indicator = suppressions.indicator
            and judgements.period = suppressions.period
    left join disclosure on judgements.indicator = disclosure.indicator
),

marked as (
    select
        *,
        basis is not null as is_hidden
    from decided
),

-- What is suppressed leaves no trace here: neither the count nor the base it could be worked from.
-- The denominator of a proportion is a count of the same kind, and is rounded with it.
final as (
    select
        force_code,
        indicator,
        return_slug,
        period,
        period_start,
        period_end,
        method,
        multiplier,
        case when not is_hidden then {{ rounded_to('numerator', 'rounding_base') }} end
            as numerator,
        case
            when is_hidden then null
            when method = 'proportion' then {{ rounded_to('denominator', 'rounding_base') }}
            else denominator
        end as denominator,
        submission_id,
        case when is_hidden then 'suppressed' else status end as status,
        case
            when basis = 'few' then '[c] Suppressed: it is a share of too few.'
            when is_hidden then {{ suppressed_reason() }}
            else status_reason
        end as status_reason,
        has_doubtful_values,
        demonstration
    from marked
)

select * from final
{{ where_changed('indicator') }}
