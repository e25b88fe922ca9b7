"""Soda: its checks language on DuckDB, over the CSV as its types."""

import json
import logging
import resource
import sys
import time

import duckdb
from soda.scan import Scan

path, facts = sys.argv[1], json.loads(sys.argv[2])
logging.disable(logging.CRITICAL)


def listed(codes):
    return ", ".join(f"'{code}'" for code in codes)


started = time.perf_counter()
connection = duckdb.connect()
connection.execute(
    "create table events as select *, try_cast(headcount as bigint) as headcount_number, "
    "try_cast(fte as double) as fte_number, try_cast(cost as double) as cost_number, "
    "try_strptime(started_at, '%Y-%m-%dT%H:%M:%SZ') as start_time, "
    "try_strptime(ended_at, '%Y-%m-%dT%H:%M:%SZ') as end_time "
    f"from read_csv('{path}', all_varchar = true)"
)
required = [*facts["columns"], "headcount_number", "fte_number", "cost_number", "start_time"]
checks = "\n".join(
    ["checks for events:"]
    + [f"  - missing_count({column}) = 0" for column in required if column != "headcount"]
    + ["  - duplicate_count(force_code, event_id) = 0"]
    + [
        f"  - invalid_count({column}) = 0:\n      valid regex: '{pattern}'"
        for column, pattern in facts["patterns"].items()
    ]
    + [
        f"  - invalid_count({column}) = 0:\n      valid values: [{listed(facts[codes])}]"
        for column, codes in (("force_code", "forces"), ("function_code", "functions"))
    ]
    + [
        f"  - invalid_count({column}) = 0:\n      valid min: 0"
        for column in ("headcount_number", "fte_number", "cost_number")
    ]
    + [
        "  - failed rows:\n      name: fte\n      samples limit: 1000000\n"
        "      fail condition: fte_number > headcount_number",
        "  - failed rows:\n      name: times\n      samples limit: 1000000\n"
        "      fail condition: end_time <= start_time or end_time > start_time + interval 1 day",
    ]
)
scan = Scan()
scan.set_data_source_name("duckdb")
scan.add_duckdb_connection(connection)
scan.disable_telemetry()
scan.add_sodacl_yaml_str(checks)
scan.execute()
results = scan.get_scan_results()
seconds = time.perf_counter() - started
counts = [
    (check.get("diagnostics") or {}).get("value") or 0
    for check in results["checks"]
    if check["outcome"] == "fail"
]
print(
    json.dumps(
        {
            "seconds": seconds,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "findings": int(sum(counts)),
            "note": "counts for each check and no places; no typed output; the casts are ours",
        }
    )
)
