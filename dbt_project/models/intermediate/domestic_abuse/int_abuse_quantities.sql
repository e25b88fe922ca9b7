{% set not_counted = [
    ('partner', 'da_intimate_partner'),
    ('alcohol', 'da_alcohol_flag'),
    ('grade1', 'da_grade1'),
    ('injury', 'da_violence_with_injury'),
    ('within_24h', 'recorded_within_24h'),
] %}
with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'domestic_abuse' and is_live
),

days as (
    select * from {{ ref('stg_domestic_abuse__days') }}
),

populations as (
    select * from {{ ref('int_listed_populations') }}
),

residents as (
    select * from {{ ref('int_force_populations') }}
),

totals as (
    select
        submission_id,
        sum(da_incidents) as incidents,
        sum(da_crimes) as crimes,
        sum(da_female_victim) as crimes_female,
        {{ complete_sum('da_intimate_partner', 'true') }} as crimes_partner,
        {{ complete_sum('da_alcohol_flag', 'true') }} as crimes_alcohol,
        {{ complete_sum('da_grade1', 'true') }} as grade1,
        {{ complete_sum('da_violence_with_injury', 'true') }} as crimes_injury,
        {{ complete_sum('recorded_within_24h', 'true') }} as recorded_within_24h,
        {% for name, column in not_counted %}
        {{ none_applies(column ~ '_status') }} as {{ name }}_not_counted,
        {% endfor %}
        {{ any_true("date_basis = 'REPORTED'") }} as by_day_of_report,
        {{ any_true(
            "coalesce(da_intimate_partner_status, '') in ('u', 'e') "
            "or coalesce(da_alcohol_flag_status, '') in ('u', 'e') "
            "or coalesce(da_grade1_status, '') in ('u', 'e') "
            "or coalesce(da_violence_with_injury_status, '') in ('u', 'e') "
            "or coalesce(recorded_within_24h_status, '') in ('u', 'e')"
        ) }} as has_doubtful_values
    from days
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        {{ to_five('totals.crimes') }} as crimes,
        {{ to_five('totals.crimes_female') }} as crimes_female,
        {{ to_five('totals.crimes_partner') }} as crimes_partner,
        {{ to_five('totals.crimes_alcohol') }} as crimes_alcohol,
        {{ to_five('totals.crimes_injury') }} as crimes_injury,
        {{ to_five('totals.recorded_within_24h') }} as recorded_within_24h,
        {{ to_five('totals.grade1') }} as grade1,
        {{ to_five('totals.incidents') }} as incidents,
        {{ to_five('totals.incidents + totals.crimes') }} as incidents_and_crimes,
        {% for name, _ in not_counted -%}
        totals.{{ name }}_not_counted,
        {% endfor -%}
        residents.population as residents,
        populations.population_16plus_female as women_16plus,
        coalesce(totals.by_day_of_report, false) as by_day_of_report,
        coalesce(totals.has_doubtful_values, false) as has_doubtful_values
    from submissions
    left join totals on submissions.submission_id = totals.submission_id
    left join residents
        on
            submissions.force_code = residents.force_code
            and submissions.period_end = residents.period_end
    left join populations
        on
            submissions.force_code = populations.force_code
            and submissions.period_end = populations.period_end
)

select * from final
