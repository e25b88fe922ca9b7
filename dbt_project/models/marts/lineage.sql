with lineage as (
    select * from {{ ref('int_lineage') }}
)

select * from lineage
