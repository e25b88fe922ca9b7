"""Great Expectations on a pandas frame: one suite, every unexpected row asked for."""

import json
import os
import resource
import sys
import time

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

path, facts = sys.argv[1], json.loads(sys.argv[2])

started = time.perf_counter()
frame = pd.read_csv(path, dtype=str)
# Its comparisons need numbers and times: cast leniently first, or one n/a ends the run.
for column in ("headcount", "fte", "cost"):
    frame[column + "_number"] = pd.to_numeric(frame[column], errors="coerce")
for column in ("started_at", "ended_at"):
    frame[column + "_time"] = pd.to_datetime(frame[column], errors="coerce", utc=True)
frame["minutes"] = (frame["ended_at_time"] - frame["started_at_time"]).dt.total_seconds() / 60

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
batch = context.data_sources.add_pandas("events").add_dataframe_asset("events")
definition = batch.add_batch_definition_whole_dataframe("all")
suite = gx.ExpectationSuite(name="events")
for column in facts["columns"]:
    suite.add_expectation(gxe.ExpectColumnValuesToNotBeNull(column=column))
for column in ("headcount_number", "fte_number", "cost_number"):
    suite.add_expectation(gxe.ExpectColumnValuesToNotBeNull(column=column))
    suite.add_expectation(gxe.ExpectColumnValuesToBeBetween(column=column, min_value=0))
for column, codes in (("force_code", "forces"), ("function_code", "functions")):
    suite.add_expectation(gxe.ExpectColumnValuesToBeInSet(column=column, value_set=facts[codes]))
for column, pattern in facts["patterns"].items():
    suite.add_expectation(gxe.ExpectColumnValuesToMatchRegex(column=column, regex=pattern))
suite.add_expectation(gxe.ExpectColumnValuesToBeUnique(column="event_id"))
suite.add_expectation(
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="headcount_number",
        column_B="fte_number",
        or_equal=True,
        ignore_row_if="either_value_is_missing",
    )
)
suite.add_expectation(
    gxe.ExpectColumnValuesToBeBetween(column="minutes", min_value=0.01, max_value=1440)
)
result = definition.get_batch({"dataframe": frame}).validate(suite, result_format="COMPLETE")
seconds = time.perf_counter() - started
findings = sum(each.result.get("unexpected_count", 0) for each in result.results)
rows = [
    row["index"] if isinstance(row, dict) and "index" in row else row
    for each in result.results
    for row in each.result.get("unexpected_index_list") or ()
]
rows = [row for row in rows if isinstance(row, int)]
print(
    json.dumps(
        {
            "seconds": seconds,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "findings": findings,
            "rows": rows,
            "note": "no typed output; the casts are ours",
        }
    )
)
