with sums as (
    select * from {{ ref('quantity_sums') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

shown_labels as (
    select
        return_slug,
        numerator_label as label
    from indicators
    union
    select
        return_slug,
        denominator_label as label
    from indicators
),

final as (
    select
        sums.*,
        shown_labels.label is not null as is_rest_shown
    from sums
    left join shown_labels
        on
            sums.return_slug = shown_labels.return_slug
            and sums.rest_label = shown_labels.label
)

select * from final
