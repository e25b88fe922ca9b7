"""One hand-made warehouse for all tests that ask what the models made of it."""

from __future__ import annotations

from pathlib import Path

from tests.integration.small_counts import small_counts
from tests.integration.small_groups import small_groups
from tests.integration.warehouse_fixture import DbtRun, land, run_dbt, submission
from tests.integration.warehouse_rows import nine_forces, workforce_of_2022

OFFICIAL = "force_code,peer_force_code,group_version,source,valid_from,valid_to\n" + "".join(
    f"54,{peer},test,a file,{valid}\n"
    for peer, valid in (
        ("21", "2020-01-01,"),
        ("32", "2020-01-01,"),
        ("13", "2010-01-01,2019-12-31"),
    )
)

BREAKS = (
    "force_code,return_slug,indicator,break_date,label,source\n"
    "22,system_reliability,,2024-04-01,New records system,a file\n"
)


def _rows() -> dict[str, list[dict[str, object]]]:
    rows = workforce_of_2022()
    for table, more in nine_forces().items():
        rows.setdefault(table, []).extend(more)
    durham = next(r for r in rows["submissions"] if r["submission_id"].startswith("workforce-11"))
    durham.update(is_live=False, state="rejected")
    rows["workforce__stock"] = [r for r in rows["workforce__stock"] if r["force_code"] != "11"]
    rows["submissions"] += [
        submission("facial_recognition", "01", "2024-03"),
        submission("facial_recognition", "62", "2024-03", is_nil=True, submission_type="NIL"),
    ]
    rows["facial_recognition__deployments"] = [
        {
            "submission_id": "facial_recognition-01-2024-03",
            "force_code": "01",
            "deployment_id": "d1",
            "fr_type": "LFR",
            "faces_scanned": 3147436,
            "alerts": 2077,
            "alerts_true": 2067,
            "alerts_false": 10,
            "alerts_undetermined": 0,
            "arrests": 962,
        }
    ]
    for table, more in (*small_counts().items(), *small_groups().items()):
        rows.setdefault(table, []).extend(more)
    return rows


def build_warehouse(out: Path) -> tuple[Path, DbtRun]:
    """The warehouse, with a peer group of Wiltshire and a break from CSV files, and its run."""
    path = land(out / "warehouse.duckdb", _rows())
    peers = out / "peers.csv"
    peers.write_text(OFFICIAL, encoding="utf-8")
    breaks = out / "breaks.csv"
    breaks.write_text(BREAKS, encoding="utf-8")
    files = {"official_peer_groups_csv": str(peers), "more_series_breaks_csv": str(breaks)}
    return path, run_dbt(path, out, "build", variables=files)
