-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'explanations') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(rule_id as varchar) as rule_id,
        cast(table_name as varchar) as table_name,
        cast(column_name as varchar) as column_name,
        cast(key_json as varchar) as key_json,
        cast(reason_code as varchar) as reason_code,
        cast(sentence as varchar) as sentence,
        cast(carried_from as varchar) as carried_from
    from source
)

select * from final
