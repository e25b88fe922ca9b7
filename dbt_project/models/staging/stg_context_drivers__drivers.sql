-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'context_drivers__drivers') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(local_date as date) as local_date,
        cast(force_code as varchar) as force_code,
        cast(temp_max_c as decimal(4, 1)) as temp_max_c,
        cast(temp_max_c_status as varchar) as temp_max_c_status,
        cast(temp_mean_c as decimal(4, 1)) as temp_mean_c,
        cast(rain_mm as decimal(6, 1)) as rain_mm,
        cast(bank_holiday as boolean) as bank_holiday,
        cast(special_day as varchar) as special_day,
        cast(payday as varchar) as payday,
        cast(national_team as varchar) as national_team,
        cast(match_result as varchar) as match_result,
        cast(match_stage as varchar) as match_stage,
        cast(kickoff_local as varchar) as kickoff_local,
        cast(expected_result as decimal(4, 3)) as expected_result,
        cast(club_match as boolean) as club_match
    from source
)

select * from final
