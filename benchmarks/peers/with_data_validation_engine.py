"""NHS England's data-validation-engine: a dischema, its pipeline on DuckDB, three services."""

import json
import logging
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
from dve.core_engine.backends.implementations.duckdb.auditing import DDBAuditingManager
from dve.pipeline.duckdb_pipeline import DDBDVEPipeline

path, facts = Path(sys.argv[1]), json.loads(sys.argv[2])
logging.disable(logging.CRITICAL)


def listed(codes):
    return ", ".join(f"'{code}'" for code in codes)


def rule(name, expression):
    return {
        "entity": "events",
        "name": name,
        "expression": expression,
        "error_code": name,
        "failure_message": name,
    }


dischema = {
    "contract": {
        "datasets": {
            "events": {
                "fields": {
                    "snapshot_date": "date",
                    "force_code": "str",
                    "event_id": "str",
                    "service_id": "str",
                    "function_code": "str",
                    "started_at": "datetime",
                    "ended_at": "datetime",
                    "headcount": "NonNegativeInt",
                    "fte": "NonNegativeFloat",
                    "cost": "NonNegativeFloat",
                },
                "key_field": "event_id",
                "mandatory_fields": facts["columns"],
                "reader_config": {
                    ".csv": {"reader": "DuckDBCSVReader", "kwargs": {"null_empty_strings": True}}
                },
            }
        }
    },
    "transformations": {
        "parameters": {"entity": "events"},
        "filters": [
            rule("FORCE", f"force_code in ({listed(facts['forces'])})"),
            rule("FUNCTION", f"function_code in ({listed(facts['functions'])})"),
            rule("EVENT", f"regexp_matches(event_id, '{facts['patterns']['event_id']}')"),
            rule("SERVICE", f"regexp_matches(service_id, '{facts['patterns']['service_id']}')"),
            rule("FTE", "fte <= headcount"),
            rule("TIMES", "ended_at > started_at and ended_at <= started_at + interval 1 day"),
        ],
    },
}

with tempfile.TemporaryDirectory() as folder:
    work = Path(folder)
    (work / "in").mkdir()
    (work / "out").mkdir()
    shutil.copy(path, work / "in" / "events.csv")
    (work / "in" / "events.metadata.json").write_text(
        json.dumps(
            {
                "dataset_id": "events",
                "file_name": "events",
                "file_extension": "csv",
                "submission_method": "bench",
                "file_size": path.stat().st_size,
                "datetime_received": datetime(2022, 4, 1, tzinfo=UTC).isoformat(),
            }
        )
    )
    rules = work / "events.dischema.json"
    rules.write_text(json.dumps(dischema))
    connection = duckdb.connect()
    pipeline = DDBDVEPipeline(
        processed_files_path=(work / "out").as_posix(),
        audit_tables=DDBAuditingManager(":memory:", connection=connection),
        connection=connection,
        rules_path=rules.as_posix(),
        submitted_files_path=(work / "in").as_posix(),
    )
    started = time.perf_counter()
    list(pipeline.cluster_pipeline_run(max_workers=2))  # a generator: nothing runs until asked
    seconds = time.perf_counter() - started
    found = [json.loads(line) for file in work.rglob("*.jsonl") for line in file.open()]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "findings": len(found),
                "files": [str(f.relative_to(work)) for f in work.rglob("*") if f.is_file()],
                "polars": pl.__version__,
                "note": "uniqueness of the key not asked",
            }
        )
    )
