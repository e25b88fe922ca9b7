{{ made_by('indicator') }}
with spine as (
    select * from {{ ref('int_force_indicator_periods') }}
    {{ where_changed('indicator') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

measures as (
    select * from {{ ref('int_measures') }}
    {{ where_changed('indicator') }}
),

return_states as (
    select * from {{ ref('int_return_states') }}
),

exclusions as (
    select * from {{ ref('int_indicator_exclusions') }}
),

-- What stands in a sum of counts, as the whole or as a part, is a count of the same kind.
counted_labels as (
    select
        return_slug,
        total_label as label
    from {{ ref('quantity_sums') }}
    union
    select
        return_slug,
        part_label as label
    from {{ ref('quantity_sums') }}
),

excluded as (
    select
        spine.force_code,
        spine.indicator,
        spine.period,
        min(exclusions.reason) as reason
    from spine
    inner join exclusions
        on
            spine.force_code = exclusions.force_code
            and spine.indicator = exclusions.indicator
            and coalesce(exclusions.valid_from, spine.period_end) <= spine.period_end
            and coalesce(exclusions.valid_to, spine.period_end) >= spine.period_end
    group by spine.force_code, spine.indicator, spine.period
),

joined as (
    select
        spine.*,
        indicators.method,
        indicators.multiplier,
        indicators.minimum_count,
        indicators.denominator_label,
        -- What another month told of the whole quarter holds in a nil month, too.
        return_states.state = 'nil'
        and not indicators.nil_means_zero
        and (measures.numerator is null or coalesce(measures.denominator, 0) = 0) as is_of_nothing,
        measures.numerator,
        measures.denominator,
        measures.submission_id,
        measures.gap_reason,
        coalesce(measures.has_doubtful_values, false) as has_doubtful_values,
        return_states.state as return_state,
        excluded.reason as excluded_reason,
        indicators.method = 'proportion' or counted_labels.label is not null
            as is_denominator_counted
    from spine
    inner join indicators on spine.indicator = indicators.indicator
    left join measures
        on
            spine.force_code = measures.force_code
            and spine.indicator = measures.indicator
            and spine.period = measures.period
    left join return_states
        on
            spine.return_slug = return_states.return_slug
            and spine.force_code = return_states.force_code
            and spine.period = return_states.period
    left join excluded
        on
            spine.force_code = excluded.force_code
            and spine.indicator = excluded.indicator
            and spine.period = excluded.period
    left join counted_labels
        on
            spine.return_slug = counted_labels.return_slug
            and indicators.denominator_label = counted_labels.label
),

judged as (
    select
        *,
        case
            when return_state is null or return_state not in ('signed_off', 'nil') then 'missing'
            when is_of_nothing then 'not_applicable'
            -- Before anything that leaves the count standing beside its reason.
            when numerator > 0 and numerator < minimum_count then 'suppressed'
            when is_denominator_counted and denominator > 0 and denominator < minimum_count
                then 'suppressed'
            when excluded_reason is not null then 'not_comparable'
            -- A mean of nothing has no numerator, and nothing that was not sent.
            when method != 'count' and denominator = 0 then 'not_applicable'
            when numerator is null and gap_reason = {{ does_not_apply() }} then 'not_applicable'
            when numerator is null then 'missing'
            when method != 'count' and denominator is null then 'missing'
            else 'published'
        end as status
    from joined
),

reasoned as (
    select
        *,
        case
            when status = 'published' then null
            when status = 'suppressed'
                then {{ suppressed_reason() }}
            when return_state is null then 'No return was received for this period.'
            when return_state = 'rejected' then 'The return for this period was rejected.'
            when return_state = 'withdrawn' then 'The return for this period was withdrawn.'
            when return_state = 'needs_explanation'
                then 'The return for this period waits for the force''s explanations.'
            when return_state = 'ready'
                then 'The return for this period is checked and not yet signed off.'
            when return_state = 'received'
                then 'The return for this period is received and not yet checked.'
            when is_of_nothing then 'A nil return: there is nothing to measure.'
            when excluded_reason is not null then excluded_reason
            when denominator = 0
                then 'Nothing to divide by: ' || lower(denominator_label) || ' is zero.'
            -- No return is asked for them.
            when denominator_label = 'Residents' and numerator is not null
                then 'How many people live in the force area is not known here.'
            else coalesce(gap_reason, 'The return does not hold it.')
        end as status_reason
    from judged
),

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
        numerator,
        denominator,
        submission_id,
        status,
        status_reason,
        has_doubtful_values,
        demonstration
    from reasoned
)

select * from final
{{ where_changed('indicator') }}
