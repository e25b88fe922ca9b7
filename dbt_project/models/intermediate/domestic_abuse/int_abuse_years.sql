-- Windows of twelve months overlap: the difference of two neighbours is that of two months. So a
-- year is the sum of what is shown of its months, and there is none where one is hidden.
with quantities as (
    select * from {{ ref('int_abuse_quantities') }}
),

shown as (
    select * from {{ ref('int_indicator_values') }}
    where indicator = 'da_crimes_per_1000'
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

months as (
    select
        quantities.force_code,
        quantities.period,
        quantities.period_end,
        shown.numerator,
        shown.status = 'suppressed' as is_hidden
    from quantities
    inner join shown
        on
            quantities.force_code = shown.force_code
            and quantities.period = shown.period
),

ends as (
    select
        forces.force_code,
        periods.period,
        periods.period_end
    from (select distinct force_code from months) as forces
    cross join (
        select distinct
            period,
            period_end
        from months
    ) as periods
),

final as (
    select
        ends.force_code,
        ends.period,
        ends.period_end,
        count(*) as months,
        case
            when {{ any_true('months.is_hidden') }} then 'suppressed'
            when count(months.numerator) < 12 then 'missing'
            else 'published'
        end as status,
        case
            when count(months.numerator) = 12 and not {{ any_true('months.is_hidden') }}
                then sum(months.numerator)
        end as crimes
    from ends
    inner join months
        on
            ends.force_code = months.force_code
            and {{ in_year_to('months.period_end', 'ends.period_end') }}
    -- Months of a force alone and months of it with another make no year.
    left join taken_in
        on
            ends.force_code = taken_in.taken_in_by
            and months.period_end <= taken_in.last_day
            and ends.period_end > taken_in.last_day
    where taken_in.force_code is null
    group by ends.force_code, ends.period, ends.period_end
)

select * from final
