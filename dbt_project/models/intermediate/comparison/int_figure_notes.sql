{{ made_by('indicator') }}
{% set of_women = "'Women aged 16 and over'" %}
{#- Of outages charged to the force: what it disputes stands beside these. -#}
{% set charged_to_the_force %}
    (
        'availability_local',
        'hours_lost_local_per_1000_users',
        'outages_per_1000_service_days',
        'time_to_restore_minutes'
    )
{% endset %}
{% set denominator_note %}
    case
        when indicators.denominator_label = 'Residents'
            then
                'The denominator is the resident population of mid-'
                || cast(populations.population_year as varchar) || '.'
        when indicators.denominator_label = {{ of_women }}
            then
                'The denominator is of the list of areas sent for ' || listed.listed_period
                || '; the year of its population is not in the return.'
    end
{% endset %}
with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
    {{ where_changed('indicator') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

breaks as (
    select * from {{ ref('int_series_breaks') }}
    {{ where_changed('indicator') }}
),

populations as (
    select * from {{ ref('int_force_populations') }}
),

listed as (
    select * from {{ ref('int_listed_populations') }}
),

disclosure as (
    select * from {{ ref('indicator_disclosure') }}
),

outage_notes as (
    select * from {{ ref('int_outage_notes') }}
),

older_contracts as (
    select * from {{ ref('int_older_contracts') }}
),

revisions as (
    select * from {{ ref('int_revisions') }}
),

-- A release made after a quarter has turned is made whole: which figures are final turns with it.
release as (
    select cast(as_of as date) as day from {{ ref('stg_release') }}
),

final as (
    select
        v.force_code,
        v.indicator,
        v.period,
        case
            when indicators.denominator_label = 'Residents' then populations.population_year
        end as denominator_year,
        {{ denominator_note }} as denominator_note,
        disclosure.rounding_base,
        {{ data_status('v.period_end') }} as data_status,
        {{ final_on('v.period_end') }} as final_on,
        -- What is marked beside the figure wherever it is drawn.
        nullif(
            concat_ws(
                ' ',
                case when breaks.series_break is not null then '[b]' end,
                case when v.has_doubtful_values then '[e]' end,
                case
                    when
                        {{ holds_code('indicators.indicator_group', "'PER_RESIDENT'") }}
                        and {{ holds_code('forces.comparability_flags', "'NATIONAL_FUNCTION'") }}
                        then '[f]'
                end,
                case
                    when
                        indicators.denominator_label = 'Residents'
                        and {{ mid_year('populations.population_year') }} > v.period_end
                        then '[d]'
                    when indicators.denominator_label = {{ of_women }} and listed.is_later
                        then '[d]'
                end,
                case when revisions.note is not null then '[r]' end,
                case when {{ is_provisional('v.period_end') }} then '[p]' end
            ), ''
        ) as marks,
        concat_ws(
            ' ',
            indicators.caveats,
            case
                when
                    {{ holds_code('indicators.indicator_group', "'PER_RESIDENT'") }}
                    and {{ holds_code('forces.comparability_flags', "'NATIONAL_FUNCTION'") }}
                    then forces.comparability_note
            end,
            case
                when
                    indicators.method = 'proportion'
                    and v.status = 'published'
                    and not v.numerator between 0 and v.denominator
                    then
                        'More is counted in its numerator than in its denominator: it has no '
                        || 'interval and is not compared with control limits.'
            end,
            case
                when outage_notes.silent_note is not null then outage_notes.silent_note
                when v.has_doubtful_values
                    then 'Some of the values are estimated or of low reliability.'
            end,
            case
                when v.indicator in {{ charged_to_the_force }} then outage_notes.disputed_note
            end,
            {{ denominator_note }},
            case
                when disclosure.rounding_base > 0
                    then
                        'Counts are rounded to the nearest '
                        || cast(disclosure.rounding_base as varchar)
                        || ', and the value is worked from the rounded counts.'
            end,
            case when not indicators.verified then 'The definition is unverified.' end,
            case
                when {{ is_provisional('v.period_end') }}
                    then
                        'Provisional until ' || cast({{ final_on('v.period_end') }} as varchar)
                        || '.'
            end,
            revisions.note,
            older_contracts.note
        ) as caveats
    from indicator_values as v
    inner join indicators on v.indicator = indicators.indicator
    inner join forces on v.force_code = forces.force_code
    left join release on true
    left join populations
        on
            v.force_code = populations.force_code
            and v.period_end = populations.period_end
    left join listed
        on
            v.force_code = listed.force_code
            and v.period_end = listed.period_end
    left join disclosure on v.indicator = disclosure.indicator
    left join breaks
        on
            v.force_code = breaks.force_code
            and v.indicator = breaks.indicator
            and v.period = breaks.period
    left join outage_notes
        on
            v.return_slug = 'system_reliability'
            and v.force_code = outage_notes.force_code
            and v.period = outage_notes.month
    left join older_contracts
        on
            v.force_code = older_contracts.force_code
            and v.indicator = older_contracts.indicator
            and v.period = older_contracts.period
    left join revisions
        on
            v.force_code = revisions.force_code
            and v.indicator = revisions.indicator
            and v.period = revisions.period
)

select * from final
{{ where_changed('indicator') }}
