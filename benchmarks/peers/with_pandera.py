"""pandera as its manual shows it: polars reads the whole file, one schema with coercion, lazy."""

import json
import resource
import sys
import time
from datetime import timedelta

import pandera.polars as pa
import polars as pl

path, facts = sys.argv[1], json.loads(sys.argv[2])


def not_after(first, second):
    return lambda data: data.lazyframe.select(pl.col(first) <= pl.col(second))


def within_a_day(data):
    return data.lazyframe.select(pl.col("ended_at") - pl.col("started_at") <= timedelta(hours=24))


utc = pl.Datetime("us", "UTC")
schema = pa.DataFrameSchema(
    {
        "snapshot_date": pa.Column(pl.Date),
        "force_code": pa.Column(str, pa.Check.isin(facts["forces"])),
        "event_id": pa.Column(
            str, pa.Check.str_matches(facts["patterns"]["event_id"]), unique=True
        ),
        "service_id": pa.Column(str, pa.Check.str_matches(facts["patterns"]["service_id"])),
        "function_code": pa.Column(str, pa.Check.isin(facts["functions"])),
        "started_at": pa.Column(utc),
        "ended_at": pa.Column(utc),
        "headcount": pa.Column(int, pa.Check.ge(0)),
        "fte": pa.Column(float, pa.Check.ge(0)),
        "cost": pa.Column(float, pa.Check.ge(0)),
    },
    checks=[
        pa.Check(not_after("fte", "headcount")),
        pa.Check(not_after("started_at", "ended_at")),
        pa.Check(within_a_day),
    ],
    coerce=True,
)

started = time.perf_counter()
frame = pl.read_csv(
    path, try_parse_dates=True, schema_overrides={"force_code": pl.String}, infer_schema_length=None
)
said, rows = set(), []
try:
    schema.validate(frame, lazy=True)
    findings = 0
except pa.errors.SchemaErrors as errors:
    findings = errors.failure_cases.height
    rows = errors.failure_cases["index"].drop_nulls().to_list()
    said = set(errors.failure_cases["check"].to_list())
seconds = time.perf_counter() - started
print(
    json.dumps(
        {
            "seconds": seconds,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "findings": findings,
            "rows": rows,
            "checks": sorted(map(str, said)),
            "note": "no typed output; one bad cell fails its column's type, and hides the rest",
        }
    )
)
