{#- Everything that is counted by stratum to be standardised: a new return adds two lines here. -#}
with final as (
    select * from {{ ref('int_strata__digital_evidence') }}
    union all
    select * from {{ ref('int_strata__workforce') }}
    union all
    select * from {{ ref('int_strata__collisions') }}
)

select * from final
