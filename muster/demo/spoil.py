"""How each planted fault is made: a change to the tables of one submission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from muster.demo import spoil_evidence
from muster.demo.draft import Draft, Row, fixed
from muster.demo.window import month_start, zulu

Change = Callable[[Draft], None]


def _first(draft: Draft, table: str, **wanted: str) -> Row:
    """The first row with these values. Raises StopIteration where the story does not hold."""
    rows = draft.tables[table]
    return next(row for row in rows if all(row.get(k, "") == v for k, v in wanted.items()))


def _set(table: str, **values: str) -> Change:
    def change(draft: Draft) -> None:
        draft.tables[table][0].update(values)

    return change


def _rename_column(draft: Draft) -> None:
    draft.renamed["headcount"] = "head_count"


def _month_before(draft: Draft) -> None:
    earlier = month_start(draft.period) - timedelta(days=1)
    draft.tables["services"][-1]["month"] = earlier.strftime("%Y-%m")


def _repeat_row(draft: Draft) -> None:
    draft.tables["stock"].append(dict(draft.tables["stock"][0]))


def _email_as_reference(draft: Draft) -> None:
    draft.tables["deployments"][0]["algorithm_version"] = "desk@example.org"


def _wrong_manifest(draft: Draft) -> None:
    import hashlib

    lines = ["file,row_count,sha256"]
    for name, text in draft.files().items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        rows = len(draft.tables[name.removesuffix(".csv")])
        lines.append(f"{name},{rows + (name == 'stock.csv')},{digest}")
    draft.extra_files["manifest.csv"] = "\n".join(lines) + "\n"


def _local_time(draft: Draft) -> None:
    row = draft.tables["outages"][0]
    row["started_at"] = row["started_at"].removesuffix("Z")


def _swap(draft: Draft) -> None:
    row = _first(draft, "stock", worker_type="POLICE_OFFICER", rank_code="CONSTABLE")
    heads = row["headcount"]
    row["headcount"] = str(int(float(row["fte"])))
    row["fte"] = f"{heads}.00"


def _ranked_staff(draft: Draft) -> None:
    _first(draft, "stock", worker_type="POLICE_STAFF")["rank_code"] = "CONSTABLE"


def _rank_lost(draft: Draft) -> None:
    _first(draft, "stock", rank_code="CHIEF_OFFICER")["rank_code"] = "NOT_STATED"


def _absent_twice(draft: Draft) -> None:
    row = draft.tables["functions"][0]
    row["long_term_absent_fte"] = row["restricted_duty_fte"] = row["fte"]


def _voluntary(draft: Draft) -> None:
    row = draft.tables["flows"][0]
    row["leavers_voluntary_fte"] = fixed(int(float(row["leavers_fte"]) * 100) + 500)


def _backwards(draft: Draft) -> None:
    row = draft.tables["outages"][0]
    row["started_at"], row["restored_at"] = row["restored_at"], row["started_at"]


def _too_many_users(draft: Draft) -> None:
    row = draft.tables["outages"][0]
    service = _first(draft, "services", service_id=row["service_id"])
    row["users_affected"] = str(int(service["licensed_users"]) + 40)


def _no_reference(draft: Draft) -> None:
    rms = _first(draft, "services", service_category="RMS")["service_id"]
    row = draft.tables["outages"][0]
    row["service_id"], row["shared_outage_ref"], row["users_affected"] = rms, "", "5"


def _mild_p1(draft: Draft) -> None:
    draft.tables["outages"][0].update(severity="P1", degradation_factor="0.20")


def _few_minutes(draft: Draft) -> None:
    down = draft.tables["outages"][0]["service_id"]
    _first(draft, "service_months", service_id=down)["agreed_service_minutes"] = "10"


def _three_days(draft: Draft) -> None:
    row = draft.tables["deployments"][0]
    ended_at = datetime.fromisoformat(row["started_at"]) + timedelta(days=3)
    row["ended_at"] = zulu(ended_at)


def _one_alert_more(draft: Draft) -> None:
    row = draft.tables["deployments"][0]
    row["alerts"] = str(int(row["alerts"]) + 1)


def _too_many_arrests(draft: Draft) -> None:
    row = draft.tables["deployments"][0]
    row["arrests"] = str(int(row["alerts"]) + 3)


def _sergeants_as_constables(draft: Draft) -> None:
    """Half the sergeants of each table, so that the tables still agree with each other."""
    for table in ("stock", "functions"):
        for row in draft.tables[table]:
            if row["worker_type"] != "POLICE_OFFICER" or row["rank_code"] != "SERGEANT":
                continue
            half = int(float(row["fte"]) * 100) // 2
            heads = int(row["headcount"]) // 2
            _take(row, half, heads)
            where = {"sex": row["sex"]} if "sex" in row else {}
            if "function_code" in row:
                where = {"function_code": row["function_code"]}
            to = next(
                (r for r in draft.tables[table] if _is_constable(r) and where.items() <= r.items()),
                _first(draft, table, rank_code="CONSTABLE", worker_type="POLICE_OFFICER"),
            )
            _take(to, -half, -heads)


def _is_constable(row: Row) -> bool:
    return (row["worker_type"], row["rank_code"]) == ("POLICE_OFFICER", "CONSTABLE")


def _take(row: Row, hundredths: int, heads: int) -> None:
    row["fte"] = fixed(round(float(row["fte"]) * 100) - hundredths)
    row["headcount"] = str(max(int(row["headcount"]) - heads, -(-round(float(row["fte"])) // 1)))


def _leavers_still_counted(draft: Draft) -> None:
    for row in draft.tables["stock"]:
        if row["worker_type"] == "PCSO":
            row["headcount"] = str(int(row["headcount"]) * 3 // 2)


def _sick_team(draft: Draft) -> None:
    row = _first(draft, "hours", worker_type="PCSO")
    row["sickness_hours"] = f"{int(float(row['contracted_hours'])) * 13 // 100}.0"


def _function_left_out(draft: Draft) -> None:
    draft.tables["functions"].remove(
        _first(draft, "functions", worker_type="POLICE_STAFF", function_code="9D")
    )


def _overlap(draft: Draft) -> None:
    """A second, shorter outage inside the longest one of a service that is the force's own."""
    own = [row for row in draft.tables["outages"] if not row["shared_outage_ref"]]
    row = max(own, key=_minutes)
    started_at = datetime.fromisoformat(row["started_at"])
    draft.tables["outages"].append(
        {
            **row,
            "outage_id": row["outage_id"][:-2] + "95",
            "started_at": zulu(started_at + timedelta(minutes=10)),
            "detected_at": zulu(started_at + timedelta(minutes=12)),
            "restored_at": zulu(started_at + timedelta(minutes=25)),
            "planned": "false",
        }
    )


def _minutes(row: Row) -> float:
    span = datetime.fromisoformat(row["restored_at"]) - datetime.fromisoformat(row["started_at"])
    return span.total_seconds()


def _daytime_maintenance(draft: Draft) -> None:
    service = _first(draft, "services", service_category="HR")
    started_at = month_start(draft.period) + timedelta(days=25, hours=11)
    template = draft.tables["outages"][0]
    draft.tables["outages"].append(
        {
            **template,
            "outage_id": template["outage_id"][:-2] + "96",
            "service_id": service["service_id"],
            "shared_outage_ref": "",
            "detected_at": zulu(started_at),
            "started_at": zulu(started_at),
            "restored_at": zulu(started_at + timedelta(hours=2)),
            "planned": "true",
            "severity": "P3",
            "impact_type": "UNAVAILABLE",
            "degradation_factor": "1.00",
            "users_affected": str(int(service["licensed_users"]) // 2),
            "users_method": "LICENSED",
            "root_cause_domain": "LOCAL_ICT",
            "custody_affected": "false",
            "records_backlogged": "",
            "not_affected_flag": "",
        }
    )


def _blurred_camera(draft: Draft) -> None:
    row = draft.tables["deployments"][0]
    row.update(faces_scanned="7400", alerts_false="9", false_alerts_stopped="4")
    parts = ("alerts_true", "alerts_false", "alerts_undetermined")
    row["alerts"] = str(sum(int(row[part]) for part in parts))
    total = sum(int(each["alerts_false"]) for each in draft.tables["deployments"])
    groups = draft.tables["false_alerts_by_group"]
    known = sum(int(group["alerts_false"]) for group in groups)
    groups[-1]["alerts_false"] = str(int(groups[-1]["alerts_false"]) + total - known)


def _small_watchlist(draft: Draft) -> None:
    """The second deployment with the same purpose, so that there is one to compare with."""
    seen: set[str] = set()
    for row in draft.tables["deployments"]:
        if row["purpose_code"] in seen:
            row["watchlist_size"] = str(int(row["watchlist_size"]) // 8)
            return
        seen.add(row["purpose_code"])


# Changes that the check refuses; the submission is sent again without them.
SPOIL: Mapping[str, Change] = {
    "C01": _rename_column,
    "C02": _set("stock", force_code="04"),
    "C03": _month_before,
    "C04": _repeat_row,
    "C05": _set("outages", severity=""),
    "C06": _set("stock", worker_type="POLICE_OFICER"),
    "C07": _set("stock", headcount="-12"),
    "C08": _email_as_reference,
    "C11": lambda _: None,
    "C13": _wrong_manifest,
    "C14": _local_time,
    "C16": _set("stock", headcount="n/a"),
    "R01-01": _swap,
    "R01-02": _ranked_staff,
    "R01-03": _absent_twice,
    "R01-07": _voluntary,
    "R05-01": _backwards,
    "R05-02": _too_many_users,
    "R05-03": _no_reference,
    "R05-05": _mild_p1,
    "R05-09": _few_minutes,
    "R08-01": _one_alert_more,
    "R08-02": _too_many_arrests,
    "R08-03": _three_days,
    "R08-04": _set("governance", eia_ref=""),
    **spoil_evidence.SPOIL,
}
# Changes that stay in the figures, with an explanation.
BEND: Mapping[str, Change] = {
    "R01-05": _sergeants_as_constables,
    "R01-06": _leavers_still_counted,
    "R01-08": _sick_team,
    "R01-10": _function_left_out,
    "R01-11": _rank_lost,
    "R05-04": _overlap,
    "R05-06": _daytime_maintenance,
    "R08-05": _blurred_camera,
    "R08-06": _small_watchlist,
    **spoil_evidence.BEND,
}
