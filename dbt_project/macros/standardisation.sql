{#- Both ways take a relation with one row per force, indicator, period and stratum: observed and
    base, both counted in that stratum. The reference is the rate of all forces of the period. -#}

{#- Expected: what the force would have with its own mix and the reference's rates (Breslow and Day
    1987; PHEindicatormethods calls it the indirect ratio). A stratum that is not known makes the
    whole unknown. -#}
{% macro indirectly_standardised(strata) %}
    select
        own.force_code,
        own.indicator,
        own.period,
        own.period_start,
        own.period_end,
        case when count(*) = count(own.observed + own.base) then sum(own.observed) end
            as numerator,
        case
            when count(*) = count(own.observed + own.base)
                -- Of nothing, nothing is expected, also where no force has any of it.
                then sum(case when own.base = 0 then 0 else own.base * reference.rate end)
        end as denominator,
        max(own.submission_id) as submission_id,
        'A kind of work in the mix has no figure.' as gap_reason,
        {{ any_true('own.has_doubtful_values') }} as has_doubtful_values
    from {{ strata }} as own
    left join (
        {{ reference_rates(strata) }}
    ) as reference
        on
            own.indicator = reference.indicator
            and own.period = reference.period
            and own.stratum = reference.stratum
    group by own.force_code, own.indicator, own.period, own.period_start, own.period_end
{% endmacro %}

{#- The force's own rates with the reference's mix, given as a rate over the force's own base. Only
    where the force has every stratum of the reference and enough events in each. -#}
{% macro directly_standardised(strata) %}
    select
        own.force_code,
        own.indicator,
        own.period,
        own.period_start,
        own.period_end,
        case
            when
                count(case when own.base > 0 then 1 end) = max(mix.strata)
                and max(mix.strata) = count(
                    case
                        when own.base > 0 and own.observed >= {{ var('direct_minimum_cell') }} then 1
                    end
                )
                then sum(reference.share * own.observed / nullif(own.base, 0)) * sum(own.base)
        end as numerator,
        sum(own.base) as denominator,
        max(own.submission_id) as submission_id,
        'Too few events in a stratum to weight it: ' || cast({{ var('direct_minimum_cell') }} as varchar)
        || ' are needed in each.' as gap_reason,
        {{ any_true('own.has_doubtful_values') }} as has_doubtful_values
    from {{ strata }} as own
    inner join (
        {{ reference_rates(strata) }}
    ) as reference
        on
            own.indicator = reference.indicator
            and own.period = reference.period
            and own.stratum = reference.stratum
    -- Where nobody has any of it there is no mix, and nothing to divide by.
    left join (
        select
            indicator,
            period,
            count(distinct stratum) as strata
        from {{ strata }}
        where base > 0
        group by indicator, period
    ) as mix
        on
            own.indicator = mix.indicator
            and own.period = mix.period
    group by own.force_code, own.indicator, own.period, own.period_start, own.period_end
{% endmacro %}

{#- Rate and share of the base of every stratum, over the forces that give both numbers. -#}
{% macro reference_rates(strata) %}
        select
            indicator,
            period,
            stratum,
            sum(observed) / nullif(sum(base), 0) as rate,
            sum(base) / nullif(sum(sum(base)) over (partition by indicator, period), 0) as share
        from {{ strata }}
        where observed is not null and base is not null
        group by indicator, period, stratum
{% endmacro %}

{#- A limit of a rate from the limit of its count. Directly standardised: the rate moves with the
    count's distance from its limit, by the ratio of their standard errors (Dobson and others, Stat
    Med 1991;10:457-462; the method of PHEindicatormethods). A sum of two forces' standardised
    figures has no count of its own, and no limit. -#}
{% macro rate_limit(limit) %}
    case
        when events is not null
            then (numerator / denominator + scale * ({{ limit }} - events)) * multiplier
        when not is_direct then {{ limit }} / denominator * multiplier
    end
{% endmacro %}
