-- Generated from the contracts by contracts/render/: do not edit.
{{ made_by('indicator') }}
with final as (
    select * from {{ ref('int_measures__workforce') }}
    union all
    select * from {{ ref('int_measures__availability_demand') }}
    union all
    select * from {{ ref('int_measures__incidents_response') }}
    union all
    select * from {{ ref('int_measures__crime_management') }}
    union all
    select * from {{ ref('int_measures__system_reliability') }}
    union all
    select * from {{ ref('int_measures__digital_evidence') }}
    union all
    select * from {{ ref('int_measures__body_worn_video') }}
    union all
    select * from {{ ref('int_measures__facial_recognition') }}
    union all
    select * from {{ ref('int_measures__collisions') }}
    union all
    select * from {{ ref('int_measures__offender_management') }}
    union all
    select * from {{ ref('int_measures__mobile_devices') }}
    union all
    select * from {{ ref('int_measures__domestic_abuse') }}
    union all
    select * from {{ ref('int_measures__public_contact') }}
    union all
    select * from {{ ref('int_measures__standardised') }}
)

select * from final
{{ where_changed('indicator') }}
