{{ made_by('indicator') }}
with lineage as (
    select * from {{ ref('int_lineage') }}
)

select * from lineage
{{ where_changed('indicator') }}
