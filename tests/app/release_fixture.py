"""A small release, made whole: 43 forces, three indicators, one platform outage in all states.

Deterministic, with one force missing, one not comparable, one cell suppressed and one series break,
so that every page has something of each kind to show.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean, median, quantiles

import duckdb
import polars as pl
from declared_fixture import bands, deployments
from driver_fixture import drivers
from indicator_fixture import INDICATORS
from outage_fixture import availability, impacts, outages, services
from release_beside_fixture import changes, explanations, received_file, series_break
from release_checks_fixture import findings, quality, results
from release_schema import TABLES, forces

Rows = Sequence[Mapping[str, object]]

AS_OF = datetime(2024, 4, 30, 9, 0)
MONTHS = [f"{2022 + (3 + n) // 12}-{(3 + n) % 12 + 1:02d}" for n in range(24)]
SNAPSHOTS = ["2022-03-31", "2022-09-30", "2023-03-31", "2023-09-30", "2024-03-31"]
RETURNS = {
    "workforce": SNAPSHOTS,
    "system_reliability": MONTHS,
    "facial_recognition": MONTHS,
}


def period_end(period: str) -> date:
    """The last day of a month or the snapshot date itself."""
    if len(period) == 10:
        return date.fromisoformat(period)
    year, month = int(period[:4]), int(period[5:])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def measured(indicator: str, code: str, period: str, source: random.Random) -> dict[str, object]:
    """Numerator, denominator and value of one cell, or why there is none."""
    if code == "14":
        return {"status": "missing", "status_reason": "No return was received."}
    if code == "48" and indicator == "officers_per_1000":
        reason = "Very few residents: not comparable per resident."
        return {"status": "not_comparable", "status_reason": reason}
    if code == "63" and indicator == "false_alerts_pct":
        return {"status": "suppressed", "status_reason": "Fewer than 5 false alerts."}
    if indicator == "officers_per_1000":
        population = 400_000 + 55_000 * int(code)
        rate = 1.55 + (int(code) * 7 % 23) / 20 + source.random() / 10
        numerator, denominator = rate * population / 1000, float(population)
        value = rate
    elif indicator == "availability_unplanned_pct":
        denominator = 43_200.0
        numerator = denominator - source.random() * 300
        value = 100 * numerator / denominator
    else:
        denominator = float(40 + int(code) * 5)
        share = 0.32 if code == "42" and period == MONTHS[-1] else 0.05 + source.random() / 20
        numerator = float(round(share * denominator))
        value = 100 * numerator / denominator
    spread = value * 0.04
    return {
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        "lower": value - spread,
        "upper": value + spread,
        "lower_998": value - spread * 1.5,
        "upper_998": value + spread * 1.5,
        "status": "published",
    }


def with_comparators(indicator: str, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows of one indicator and period, each with what it is compared to."""
    found = [row for row in rows if row["status"] == "published"]
    values = [float(str(row["value"])) for row in found]
    outside = [float(str(row["value"])) for row in found if row["region"] != "London"]
    lower, _, upper = quantiles(values, n=4)
    for row in rows:
        region = [float(str(r["value"])) for r in found if r["region"] == row["region"]]
        row |= {
            "region_weighted": mean(region) if region else None,
            "region_simple": mean(region) if region else None,
            "all_weighted": mean(values),
            "all_simple": mean(values),
            "all_ex_london_weighted": mean(outside),
            "all_ex_london_simple": mean(outside),
            "median": median(values),
            "lower_quartile": lower,
            "upper_quartile": upper,
            "coverage_n": len(found),
            "coverage_of": 43,
            "all_label": "England and Wales excluding South Yorkshire",
            "marks": signs(row),
            "data_status": "provisional" if is_provisional(row) else "final",
            "final_on": final_on(row),
            "excluded_forces": "City of London" if indicator == "officers_per_1000" else None,
            "demonstration": True,
        }
        if indicator == "false_alerts_pct" and row["status"] == "published":
            denominator, value = float(str(row["denominator"])), float(str(row["value"]))
            wide = 100 * (0.07 * 0.93 / denominator) ** 0.5
            row |= {
                "target": 7.0,
                "limit_95_lower": max(0.0, 7 - 1.96 * wide),
                "limit_95_upper": 7 + 1.96 * wide,
                "limit_998_lower": max(0.0, 7 - 3.09 * wide),
                "limit_998_upper": 7 + 3.09 * wide,
                "phi": 1.2,
                "z_adjusted": (value - 7) / wide,
                "tau2": 0.0,
                "position": "above 99.8%" if value > 7 + 3.09 * wide else "within limits",
            }
    return rows


# Essex sent its last month of facial recognition twice.
REVISED = ("facial_recognition", "42", MONTHS[-1])


def final_on(row: Mapping[str, object]) -> date:
    """The first of the second quarter after that of the row's period."""
    end = date.fromisoformat(str(row["period_end"]))
    month = 3 * ((end.month - 1) // 3) + 7
    return date(end.year + month // 13, month - 12 * (month // 13), 1)


def is_provisional(row: Mapping[str, object]) -> bool:
    return final_on(row) > AS_OF.date()


def is_revised(row: Mapping[str, object]) -> bool:
    slug = INDICATORS[str(row["indicator"])]["return_slug"]
    return (slug, row["force_code"], row["period"]) == REVISED


def signs(row: Mapping[str, object]) -> str | None:
    """The marks beside a figure, as the mart sets them."""
    found = [
        sign
        for sign, holds in (
            ("[b]", row.get("series_break")),
            ("[r]", is_revised(row)),
            ("[p]", is_provisional(row)),
        )
        if holds
    ]
    return " ".join(found) or None


def comparison() -> list[dict[str, object]]:
    source = random.Random(43)
    rows: list[dict[str, object]] = []
    for indicator, registry in INDICATORS.items():
        for period in RETURNS[str(registry["return_slug"])]:
            end = period_end(period)
            cells = [
                {
                    "force_code": force["force_code"],
                    "force_name": force["short_name"],
                    "region": force["region"],
                    "indicator": indicator,
                    "period": period,
                    "period_start": end.replace(day=1) if len(period) == 7 else end,
                    "period_end": end,
                    "caveats": said(
                        registry["caveats"],
                        {"indicator": indicator, "force_code": force["force_code"]}
                        | {"period": period, "period_end": end},
                    ),
                    "series_break": "New recording system, 1 April 2023"
                    if force["force_code"] == "42" and period == "2023-04"
                    else None,
                    "xmr_phase": 2 if period >= "2023-04" else 1,
                }
                | measured(indicator, str(force["force_code"]), period, source)
                for force in forces()
            ]
            rows += with_comparators(indicator, cells)
    return with_limits(rows)


def said(caveat: object, row: Mapping[str, object]) -> str:
    """The caveats of a figure, as the mart words them."""
    told = [str(caveat)] if caveat else []
    told += [f"Provisional until {final_on(row)}."] if is_provisional(row) else []
    told += ["Revised: version 2 stands; before it, version 1 did."] if is_revised(row) else []
    return " ".join(told)


def with_limits(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The XmR limits of each force's series, one set a phase."""
    series: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in rows:
        if row["status"] == "published":
            key = (row["indicator"], row["force_code"], row["xmr_phase"])
            series.setdefault(key, []).append(row)
    for cells in series.values():
        values = [float(str(cell["value"])) for cell in cells]
        if len(values) < 8:
            continue
        moves = [abs(b - a) for a, b in pairwise(values)]
        middle, reach = mean(values), 2.66 * mean(moves)
        for cell, value in zip(cells, values, strict=True):
            cell |= {"xmr_mean": middle, "xmr_lower": middle - reach, "xmr_upper": middle + reach}
            signal = "point outside the limits" if abs(value - middle) > reach else None
            cell |= {"xmr_signal": signal, "xmr_known": signal}
    return rows


def submissions() -> list[dict[str, object]]:
    """One live submission for each return, force and period, but for the planted exceptions."""
    rows: list[dict[str, object]] = []
    for slug, periods in RETURNS.items():
        for period in periods:
            due = datetime.combine(period_end(period) + timedelta(days=20), datetime.min.time())
            for force in forces():
                code = str(force["force_code"])
                if code == "14":
                    continue
                state = "rejected" if (code, period) == ("16", MONTHS[-1]) else "signed_off"
                late = code == "23"
                rows.append(
                    {
                        "submission_id": f"{slug}-{code}-{period}",
                        "return_slug": slug,
                        "contract_version": "1.0.0",
                        "force_code": code,
                        "period": period,
                        "version": 2 if code == "42" else 1,
                        "submission_type": "INITIAL",
                        "state": state,
                        "received_at": due + timedelta(days=3 if late else -4),
                        "signed_off_at": due + timedelta(days=4 if late else -3),
                        "due_at": due,
                        "is_late": late,
                        "is_live": state == "signed_off",
                        "is_nil": code == "63" and slug == "facial_recognition",
                        "demonstration": True,
                    }
                )
                if (slug, code, period) == REVISED:
                    rows[-1] |= {
                        "submission_type": "RESUBMISSION",
                        "revision_reason": "LATE_RECORDS",
                    }
                    first = {"submission_id": f"{slug}-{code}-{period}-1", "version": 1}
                    first |= {"state": "superseded", "is_live": False}
                    first |= {"signed_off_at": due - timedelta(days=9)}
                    rows.insert(-1, rows[-1] | first | {"revision_reason": None})
    return rows


def coverage(received: list[dict[str, object]]) -> list[dict[str, object]]:
    at_hand = {(r["return_slug"], r["period"], r["force_code"]): r for r in received}
    rows: list[dict[str, object]] = []
    for slug, periods in RETURNS.items():
        for period in periods:
            for force in forces():
                found = at_hand.get((slug, period, force["force_code"]))
                state = "missing" if found is None else str(found["state"])
                if found is not None and found["is_nil"]:
                    state = "nil"
                picked = found or {}
                rows.append(
                    {"return_slug": slug, "period": period, "force_code": force["force_code"]}
                    | {"period_end": period_end(period), "expected": True, "state": state}
                    | {
                        name: picked.get(name)
                        for name in ("submission_id", "received_at", "due_at", "is_late")
                    }
                )
    return rows


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]
) -> None:
    """Make a table with its declared columns; columns that a row does not name are null."""
    connection.execute(f"create table {table} ({TABLES[table]})")
    names = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    content = {name: [row.get(name) for row in rows] for name in names}
    if rows:
        frame = pl.DataFrame(content, strict=False, infer_schema_length=None)
        connection.register("fresh", frame)
        connection.execute(f"insert into {table} select * from fresh")
        connection.unregister("fresh")


def lineage(compared: Sequence[Mapping[str, object]], live: set[object]) -> Rows:
    """What each figure of the comparison came from."""
    slug_of = {name: registry["return_slug"] for name, registry in INDICATORS.items()}
    found = [
        {name: row[name] for name in ("force_code", "indicator", "period")}
        | {"submission_id": f"{slug_of[str(row['indicator'])]}-{row['force_code']}-{row['period']}"}
        for row in compared
    ]
    return [row for row in found if row["submission_id"] in live]


def marts(received: Rows, live: set[object]) -> dict[str, Rows]:
    compared = comparison()
    return {
        "comparison": compared,
        "reaggregated": [],
        "force_ancestor": [],
        "change": changes(MONTHS),
        "indicator": [{"indicator": name} | row for name, row in INDICATORS.items()],
        "lineage": lineage(compared, live),
        "coverage": coverage(received),
        "submission_quality": quality(received),
        "platform_outage": outages(),
        "force_impact": impacts(),
        "outage_left_open": [],
        "platform_availability": availability(MONTHS),
        "service_availability": services(MONTHS),
        "force": forces(),
        "series_break": [series_break()],
        "peer_group": [],
        "calibration": bands(MONTHS[-1]),
        "model_register": [],
        "fr_deployment_check": deployments(MONTHS[-1]),
        "shared_platform_member": [
            {"shared_platform_id": r["shared_platform_id"], "force_code": r["force_code"]}
            for r in services(MONTHS[-1:])
        ],
    }


def write_release(home: Path, release_id: str = "20240430T090000Z-0f1x7u8e") -> Path:
    """Write a release and point CURRENT at it; returns the path of the database."""
    folder = home / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{release_id}.duckdb"
    received = submissions()
    live = {r["submission_id"] for r in received if r["is_live"]}
    content: dict[str, dict[str, Rows]] = {
        "marts": marts(received, live),
        "raw": {
            "submissions": received,
            "submission_files": [received_file(each) for each in received],
            "rule_outcomes": [],
            "explanations": explanations(MONTHS[-1]),
            "release": [{"release_id": release_id, "as_of": AS_OF}],
        },
        "checks": {"findings": findings(MONTHS[-1]), "results": results()},
    }
    with duckdb.connect(str(path)) as connection:
        for schema, tables in content.items():
            connection.execute(f"create schema {schema}")
            for table, rows in tables.items():
                insert(connection, f"{schema}.{table}", rows)
        drivers(connection)
    manifest = {
        "release_id": release_id,
        "as_of": AS_OF.isoformat(),
        "created_at": AS_OF.isoformat(),
        "submission_ids": sorted(str(name) for name in live),
        "demonstration": True,
    }
    path.with_suffix(".json").write_text(json.dumps(manifest), encoding="utf-8")
    (home / "CURRENT").write_text(release_id, encoding="utf-8")
    return path
