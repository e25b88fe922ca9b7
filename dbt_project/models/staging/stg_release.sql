-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'release') }}
),

final as (
    select
        cast(release_id as varchar) as release_id,
        cast(as_of as timestamp) as as_of
    from source
)

select * from final
