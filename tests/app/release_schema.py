"""The columns of the marts that the pages read, as one small release needs them."""

from __future__ import annotations

COMPARISON = """
force_code VARCHAR, force_name VARCHAR, region VARCHAR, indicator VARCHAR, period VARCHAR,
period_start DATE, period_end DATE, numerator DOUBLE, denominator DOUBLE, value DOUBLE,
lower DOUBLE, upper DOUBLE, lower_998 DOUBLE, upper_998 DOUBLE, status VARCHAR,
status_reason VARCHAR, region_weighted DOUBLE, region_simple DOUBLE, all_weighted DOUBLE,
all_simple DOUBLE, all_ex_london_weighted DOUBLE, all_ex_london_simple DOUBLE,
peer_weighted DOUBLE, peer_simple DOUBLE, peer_basis VARCHAR, median DOUBLE,
lower_quartile DOUBLE, upper_quartile DOUBLE, position VARCHAR, target DOUBLE,
limit_95_lower DOUBLE, limit_95_upper DOUBLE, limit_998_lower DOUBLE, limit_998_upper DOUBLE,
z_adjusted DOUBLE, phi DOUBLE, tau2 DOUBLE, xmr_mean DOUBLE, xmr_lower DOUBLE, xmr_upper DOUBLE,
xmr_signal VARCHAR, xmr_known VARCHAR, xmr_known_rules VARCHAR, xmr_phase INTEGER,
series_break VARCHAR,
coverage_n INTEGER, coverage_of INTEGER, excluded_forces VARCHAR, all_label VARCHAR,
all_ex_london_label VARCHAR, region_label VARCHAR, peer_label VARCHAR, denominator_year INTEGER,
denominator_note VARCHAR, rounding_base INTEGER,
data_status VARCHAR, final_on DATE, marks VARCHAR, caveats VARCHAR, demonstration BOOLEAN
"""

TABLES = {
    "marts.comparison": COMPARISON,
    "marts.reaggregated": f"{COMPARISON}, summed_forces VARCHAR",
    "marts.force_ancestor": """
        force_code VARCHAR, ancestor_code VARCHAR, ancestor_name VARCHAR, ancestor_from DATE,
        ancestor_to DATE""",
    "marts.change": """
        area_kind VARCHAR, area VARCHAR, label VARCHAR, indicator VARCHAR, period VARCHAR,
        earlier_period VARCHAR, span VARCHAR, basis VARCHAR, earlier_value DOUBLE,
        later_value DOUBLE, earlier_simple DOUBLE, later_simple DOUBLE, forces_n INTEGER,
        forces_of INTEGER, excluded_forces VARCHAR, change DOUBLE, change_pct DOUBLE""",
    "marts.indicator": """
        indicator VARCHAR, title VARCHAR, definition VARCHAR, unit VARCHAR, polarity VARCHAR,
        polarity_decided_by VARCHAR, method VARCHAR, multiplier DOUBLE, numerator_label VARCHAR,
        denominator_label VARCHAR, minimum_count INTEGER, funnel_allowed BOOLEAN,
        return_slug VARCHAR, return_title VARCHAR, period_grain VARCHAR, decimals INTEGER,
        excluded_force_codes VARCHAR, caveats VARCHAR, verified BOOLEAN""",
    "marts.lineage": "force_code VARCHAR, indicator VARCHAR, period VARCHAR, submission_id VARCHAR",
    "marts.coverage": """
        return_slug VARCHAR, period VARCHAR, period_end DATE, force_code VARCHAR,
        expected BOOLEAN, state VARCHAR, submission_id VARCHAR, received_at TIMESTAMP,
        due_at TIMESTAMP, is_late BOOLEAN""",
    "marts.submission_quality": """
        submission_id VARCHAR, return_slug VARCHAR, force_code VARCHAR, period VARCHAR,
        dimension VARCHAR, assessed BIGINT, failed BIGINT, score_pct DOUBLE""",
    "marts.platform_outage": """
        service_outage_id VARCHAR, shared_platform_id VARCHAR, shared_outage_ref VARCHAR,
        started_at TIMESTAMP, restored_at TIMESTAMP, severity VARCHAR, planned BOOLEAN,
        root_cause_domain VARCHAR, attribution VARCHAR, is_proposed BOOLEAN, members INTEGER,
        matched INTEGER, not_affected INTEGER, not_reported INTEGER, coverage_pct DOUBLE,
        agreement_pct DOUBLE, users_affected BIGINT, hours_lost DOUBLE""",
    "marts.force_impact": """
        service_outage_id VARCHAR, shared_platform_id VARCHAR, force_code VARCHAR, state VARCHAR,
        outage_id VARCHAR, own_started_at TIMESTAMP, own_restored_at TIMESTAMP,
        master_started_at TIMESTAMP, master_restored_at TIMESTAMP,
        start_difference_minutes DOUBLE, own_severity VARCHAR, master_severity VARCHAR,
        interval_basis VARCHAR, counted_started_at TIMESTAMP, counted_restored_at TIMESTAMP,
        users_affected BIGINT, degradation_factor DOUBLE, minutes_counted DOUBLE,
        hours_lost DOUBLE, attribution VARCHAR, own_cause_domain VARCHAR, is_disputed BOOLEAN,
        is_member BOOLEAN,
        submission_id VARCHAR""",
    "marts.outage_left_open": """
        force_code VARCHAR, service_id VARCHAR, month VARCHAR, shared_platform_id VARCHAR,
        outage_id VARCHAR, started_at TIMESTAMP, service_outage_id VARCHAR, told_in VARCHAR,
        submission_id VARCHAR""",
    "marts.platform_availability": """
        shared_platform_id VARCHAR, month VARCHAR, members INTEGER, members_reporting INTEGER,
        members_answered INTEGER, agreed_service_minutes BIGINT, any_force_down_pct DOUBLE,
        all_forces_down_pct DOUBLE, user_weighted_pct DOUBLE, user_weighted_unplanned_pct DOUBLE,
        hours_lost DOUBLE, licensed_users BIGINT, hours_lost_per_1000_users DOUBLE,
        service_outages INTEGER, first_90_days BOOLEAN""",
    "marts.service_availability": """
        force_code VARCHAR, service_id VARCHAR, service_category VARCHAR,
        shared_platform_id VARCHAR, month VARCHAR, agreed_service_minutes BIGINT,
        licensed_users BIGINT, downtime_minutes DOUBLE, planned_downtime_minutes DOUBLE,
        unplanned_downtime_minutes DOUBLE, local_downtime_minutes DOUBLE,
        platform_downtime_minutes DOUBLE, disputed_downtime_minutes DOUBLE,
        availability_total_pct DOUBLE,
        availability_unplanned_pct DOUBLE, user_weighted_pct DOUBLE, incidents INTEGER,
        local_incidents INTEGER, mttr_minutes DOUBLE, mtbf_minutes DOUBLE,
        inherent_availability DOUBLE, mtbf_lower95_minutes DOUBLE, hours_lost DOUBLE,
        in_first_90_days BOOLEAN,
        silent_outages INTEGER""",
    "marts.force": """
        force_code VARCHAR, official_name VARCHAR, short_name VARCHAR, region VARCHAR,
        country VARCHAR, welsh_name VARCHAR, gss_code VARCHAR, comparability_flags VARCHAR,
        comparability_note VARCHAR, active_from DATE, active_to DATE, tile_x INTEGER,
        tile_y INTEGER""",
    "marts.series_break": """
        force_code VARCHAR, indicator VARCHAR, return_slug VARCHAR, break_date DATE,
        label VARCHAR, source VARCHAR""",
    "marts.peer_group": """
        force_code VARCHAR, peer_force_code VARCHAR, group_name VARCHAR, group_version VARCHAR,
        source VARCHAR, valid_from DATE, valid_to DATE""",
    "marts.shared_platform_member": """
        shared_platform_id VARCHAR, force_code VARCHAR, live_from DATE, live_to DATE,
        confidence VARCHAR""",
    "marts.calibration": """
        force_code VARCHAR, force_name VARCHAR, return_slug VARCHAR, indicator VARCHAR,
        period VARCHAR, period_end DATE, cohort VARCHAR, band VARCHAR, band_label VARCHAR,
        band_order INTEGER, unit VARCHAR, observed DOUBLE, expected DOUBLE, people DOUBLE,
        predicted_value DOUBLE, observed_value DOUBLE, lower DOUBLE, upper DOUBLE, ratio DOUBLE,
        months BIGINT, status VARCHAR, status_reason VARCHAR""",
    "marts.model_register": """
        force_code VARCHAR, period VARCHAR, model_id VARCHAR, purpose VARCHAR,
        register_ref VARCHAR, live_from DATE, automated_decision BOOLEAN,
        fairness_review_date DATE, months_since_review BIGINT, is_reviewed_in_year BOOLEAN""",
    "marts.fr_deployment_check": """
        force_code VARCHAR, period VARCHAR, deployment_id VARCHAR, fr_type VARCHAR,
        started_at TIMESTAMP, discretion_is_limited BOOLEAN, who_is_published BOOLEAN,
        where_is_published BOOLEAN, impact_is_assessed BOOLEAN, equality_is_assessed BOOLEAN,
        answer VARCHAR, faces_scanned BIGINT, alerts BIGINT, alerts_false BIGINT""",
    "raw.submissions": """
        submission_id VARCHAR, return_slug VARCHAR, contract_version VARCHAR, force_code VARCHAR,
        period VARCHAR, version INTEGER, submission_type VARCHAR, revision_reason VARCHAR,
        state VARCHAR, received_at TIMESTAMP, signed_off_at TIMESTAMP, due_at TIMESTAMP,
        is_late BOOLEAN, is_live BOOLEAN, is_nil BOOLEAN, demonstration BOOLEAN""",
    "raw.submission_files": """
        submission_id VARCHAR, file_name VARCHAR, sha256 VARCHAR, size_bytes BIGINT""",
    "raw.rule_outcomes": """
        submission_id VARCHAR, rule_id VARCHAR, severity VARCHAR, dimension VARCHAR,
        assessed BIGINT, failed BIGINT, not_assessed BIGINT""",
    "raw.explanations": """
        submission_id VARCHAR, rule_id VARCHAR, table_name VARCHAR, column_name VARCHAR,
        key_json VARCHAR, reason_code VARCHAR, sentence VARCHAR, carried_from VARCHAR""",
    "raw.release": "release_id VARCHAR, as_of TIMESTAMP",
    "checks.findings": """
        check_id VARCHAR, rule_id VARCHAR, severity VARCHAR, dimension VARCHAR, suite VARCHAR,
        table_name VARCHAR, force_code VARCHAR, period VARCHAR, indicator VARCHAR,
        message VARCHAR, expected VARCHAR, observed VARCHAR, difference VARCHAR,
        blocks_release BOOLEAN, key_json VARCHAR""",
    "checks.results": """
        suite VARCHAR, expectation VARCHAR, rule_id VARCHAR, table_name VARCHAR, severity VARCHAR,
        evaluated BIGINT, unexpected BIGINT, success BOOLEAN, description VARCHAR""",
}

# code, short name, region, tile column, tile row
FORCES = """
01 Metropolitan|London|6|7
03 Cumbria|North West|3|1
04 Lancashire|North West|3|2
05 Merseyside|North West|2|3
06 Greater Manchester|North West|3|3
07 Cheshire|North West|3|4
10 Northumbria|North East|4|0
11 Durham|North East|4|1
12 North Yorkshire|Yorkshire and the Humber|4|2
13 West Yorkshire|Yorkshire and the Humber|4|3
14 South Yorkshire|Yorkshire and the Humber|5|3
16 Humberside|Yorkshire and the Humber|5|2
17 Cleveland|North East|5|1
20 West Midlands|West Midlands|4|5
21 Staffordshire|West Midlands|4|4
22 West Mercia|West Midlands|3|5
23 Warwickshire|West Midlands|4|6
30 Derbyshire|East Midlands|5|4
31 Nottinghamshire|East Midlands|6|4
32 Lincolnshire|East Midlands|7|4
33 Leicestershire|East Midlands|5|5
34 Northamptonshire|East Midlands|5|6
35 Cambridgeshire|East of England|6|5
36 Norfolk|East of England|7|5
37 Suffolk|East of England|8|5
40 Bedfordshire|East of England|6|6
41 Hertfordshire|East of England|7|6
42 Essex|East of England|8|6
43 Thames Valley|South East|5|7
44 Hampshire & IoW|South East|4|8
45 Surrey|South East|5|8
46 Kent|South East|7|8
47 Sussex|South East|6|8
48 City of London|London|7|7
50 Devon & Cornwall|South West|2|8
52 Avon & Somerset|South West|3|7
53 Gloucestershire|South West|3|6
54 Wiltshire|South West|4|7
55 Dorset|South West|3|8
60 North Wales|Wales|2|4
61 Gwent|Wales|2|6
62 South Wales|Wales|1|6
63 Dyfed-Powys|Wales|1|5
"""

WELSH = {
    "60": "Heddlu Gogledd Cymru",
    "61": "Heddlu Gwent",
    "62": "Heddlu De Cymru",
    "63": "Heddlu Dyfed-Powys",
}


def forces() -> list[dict[str, object]]:
    """The 43 forces as `marts.force` has them."""
    found: list[dict[str, object]] = []
    for line in FORCES.strip().splitlines():
        named, region, x, y = line.split("|")
        code, short = named.split(" ", 1)
        found.append(
            {
                "force_code": code,
                "official_name": f"{short} Police",
                "short_name": short,
                "region": region,
                "country": "W" if region == "Wales" else "E",
                "welsh_name": WELSH.get(code),
                "comparability_flags": "NATIONAL_FUNCTION;LONDON_COST" if code == "01" else None,
                "comparability_note": "National functions." if code == "01" else None,
                "gss_code": f"W150000{len(found) - 38:02}"
                if region == "Wales"
                else f"E230000{len(found) + 1:02}",
                "tile_x": int(x),
                "tile_y": int(y),
            }
        )
    return found
