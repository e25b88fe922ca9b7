-- Generated from the contracts by contracts/render/: do not edit.
with final as (
    select * from {{ ref('int_measures__workforce') }}
    union all
    select * from {{ ref('int_measures__crime_management') }}
    union all
    select * from {{ ref('int_measures__system_reliability') }}
    union all
    select * from {{ ref('int_measures__digital_evidence') }}
    union all
    select * from {{ ref('int_measures__facial_recognition') }}
    union all
    select * from {{ ref('int_measures__domestic_abuse') }}
)

select * from final
