"""dataframely as its manual shows it: a schema class, a cast, and filter for the failures."""

import json
import resource
import sys
import time

import dataframely as dy
import polars as pl

path, facts = sys.argv[1], json.loads(sys.argv[2])
FORCES, FUNCTIONS, PATTERNS = facts["forces"], facts["functions"], facts["patterns"]


class Events(dy.Schema):
    snapshot_date = dy.Date(nullable=False)
    force_code = dy.Enum(FORCES, nullable=False, primary_key=True)
    event_id = dy.String(nullable=False, primary_key=True, regex=PATTERNS["event_id"])
    service_id = dy.String(nullable=False, regex=PATTERNS["service_id"], max_length=40)
    function_code = dy.Enum(FUNCTIONS, nullable=False)
    started_at = dy.Datetime(nullable=False, time_zone="UTC")
    ended_at = dy.Datetime(nullable=False, time_zone="UTC")
    headcount = dy.Int64(nullable=False, min=0)
    fte = dy.Float64(nullable=False, min=0)
    cost = dy.Float64(nullable=False, min=0)

    @dy.rule()
    def fte_within_headcount(cls) -> pl.Expr:  # noqa: N805 - a rule is a class method there
        return pl.col("fte") <= pl.col("headcount")

    @dy.rule()
    def ends_within_a_day(cls) -> pl.Expr:  # noqa: N805
        lasts = pl.col("ended_at") - pl.col("started_at")
        return (lasts > pl.duration()) & (lasts <= pl.duration(hours=24))


started = time.perf_counter()
# Its casts of text to dates and times need a format, which only polars can be given.
text = pl.read_csv(path, infer_schema=False).with_columns(
    pl.col("snapshot_date").str.to_date("%Y-%m-%d", strict=False),
    pl.col("started_at", "ended_at").str.to_datetime(
        "%Y-%m-%dT%H:%M:%SZ", strict=False, time_zone="UTC"
    ),
)
_, failure = Events.filter(text, cast=True)
findings = sum(failure.counts().values())
seconds = time.perf_counter() - started
print(
    json.dumps(
        {
            "seconds": seconds,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "findings": findings,
            "rows": [int(name[6:]) for name in failure.invalid()["event_id"]],
            "note": "a cell that cannot be cast is said to be so, and is lost",
        }
    )
)
