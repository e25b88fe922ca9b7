"""pointblank as its manual shows it: one chain of steps on a polars frame, then its extracts."""

import json
import resource
import sys
import time

import pointblank as pb
import polars as pl

path, facts = sys.argv[1], json.loads(sys.argv[2])

started = time.perf_counter()
# Its comparisons need numbers and times: cast leniently first, or one n/a ends the run.
frame = pl.read_csv(path, infer_schema=False).with_columns(
    pl.col("headcount").cast(pl.Int64, strict=False),
    pl.col("fte", "cost").cast(pl.Float64, strict=False),
    pl.col("started_at", "ended_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False),
)
frame = frame.with_columns(
    minutes=(pl.col("ended_at") - pl.col("started_at")).dt.total_seconds() / 60
)
checked = (
    pb.Validate(data=frame)
    .col_vals_not_null(columns=facts["columns"])
    .col_vals_in_set(columns="force_code", set=facts["forces"])
    .col_vals_in_set(columns="function_code", set=facts["functions"])
    .col_vals_regex(columns="event_id", pattern=facts["patterns"]["event_id"], na_pass=True)
    .col_vals_regex(columns="service_id", pattern=facts["patterns"]["service_id"], na_pass=True)
    .col_vals_ge(columns=["headcount", "fte", "cost"], value=0, na_pass=True)
    .col_vals_le(columns="fte", value=pb.col("headcount"), na_pass=True)
    .col_vals_between(columns="minutes", left=0.01, right=1440, na_pass=True)
    .rows_distinct(columns_subset=["force_code", "event_id"])
    .interrogate(get_first_n=frame.height, extract_limit=frame.height)
)
findings = sum(checked.n_failed().values())
extracts = [each for each in checked.get_data_extracts().values() if each is not None]
seconds = time.perf_counter() - started
print(
    json.dumps(
        {
            "seconds": seconds,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "findings": int(findings),
            "rows": [int(name[6:]) for each in extracts if len(each) for name in each["event_id"]],
            "note": "no typed output; the casts are ours",
        }
    )
)
