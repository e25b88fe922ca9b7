"""Workforce in the demonstration: who sends it, and the faults that are planted in it."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.draft import Draft, Row, fixed
from muster.demo.fault import ACCEPTED, REJECTED, Change, Fault, first_row, nothing, set_first
from muster.demo.model import DemoReturn
from muster.demo.workforce import workforce_drafts

SLUG = "workforce"


def _rename_column(draft: Draft) -> None:
    draft.renamed["headcount"] = "head_count"


def _repeat_row(draft: Draft) -> None:
    draft.tables["stock"].append(dict(draft.tables["stock"][0]))


def _wrong_manifest(draft: Draft) -> None:
    import hashlib

    lines = ["file,row_count,sha256"]
    for name, text in draft.files().items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        rows = len(draft.tables[name.removesuffix(".csv")])
        lines.append(f"{name},{rows + (name == 'stock.csv')},{digest}")
    draft.extra_files["manifest.csv"] = "\n".join(lines) + "\n"


def _swap(draft: Draft) -> None:
    row = first_row(draft, "stock", worker_type="POLICE_OFFICER", rank_code="CONSTABLE")
    heads = row["headcount"]
    row["headcount"] = str(int(float(row["fte"])))
    row["fte"] = f"{heads}.00"


def _ranked_staff(table: str) -> Change:
    def change(draft: Draft) -> None:
        first_row(draft, table, worker_type="POLICE_STAFF")["rank_code"] = "CONSTABLE"

    return change


def _rank_lost(draft: Draft) -> None:
    first_row(draft, "stock", rank_code="CHIEF_OFFICER")["rank_code"] = "NOT_STATED"


def _absent_twice(draft: Draft) -> None:
    row = draft.tables["functions"][0]
    row["long_term_absent_fte"] = row["restricted_duty_fte"] = row["fte"]


def _voluntary(draft: Draft) -> None:
    row = draft.tables["flows"][0]
    row["leavers_voluntary_fte"] = fixed(int(float(row["leavers_fte"]) * 100) + 500)


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
                first_row(draft, table, rank_code="CONSTABLE", worker_type="POLICE_OFFICER"),
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
    row = first_row(draft, "hours", worker_type="PCSO")
    row["sickness_hours"] = f"{int(float(row['contracted_hours'])) * 13 // 100}.0"


def _function_left_out(draft: Draft) -> None:
    draft.tables["functions"].remove(
        first_row(draft, "functions", worker_type="POLICE_STAFF", function_code="9D")
    )


def _posts_without_people(draft: Draft) -> None:
    row = max(draft.tables["functions"], key=lambda row: float(row["fte"] or 0))
    row["headcount"] = str(int(float(row["fte"])) - 1)


FAULTS: Mapping[str, Fault] = {
    "C01": Fault(
        SLUG, "04", 1, REJECTED, "The column headcount is called head_count.", change=_rename_column
    ),
    "C02": Fault(
        SLUG,
        "05",
        1,
        REJECTED,
        "One row carries another force's code.",
        change=set_first("stock", force_code="04"),
    ),
    "C04": Fault(SLUG, "11", 2, REJECTED, "One stock row is there twice.", change=_repeat_row),
    "C06": Fault(
        SLUG,
        "14",
        2,
        REJECTED,
        "One worker type is written POLICE_OFICER.",
        change=set_first("stock", worker_type="POLICE_OFICER"),
    ),
    "C07": Fault(
        SLUG,
        "20",
        3,
        REJECTED,
        "One headcount is negative.",
        change=set_first("stock", headcount="-12"),
    ),
    "C09": Fault(
        SLUG,
        "13",
        4,
        ACCEPTED,
        "Community support officers fall by almost half in one quarter, and stay there.",
        "REAL_CHANGE",
        "The force cut its community support posts in this quarter.",
    ),
    "C11": Fault(SLUG, "21", 3, REJECTED, "A resubmission that gives no reason.", change=nothing),
    "C13": Fault(
        SLUG, "30", 4, REJECTED, "The manifest counts one row too many.", change=_wrong_manifest
    ),
    "C15": Fault(SLUG, "10", 0, ACCEPTED, "Few chief officers, by sex."),
    "C16": Fault(
        SLUG,
        "41",
        5,
        REJECTED,
        "One headcount is written n/a.",
        change=set_first("stock", headcount="n/a"),
    ),
    "R01-01": Fault(
        SLUG, "43", 5, REJECTED, "Headcount and FTE of one row are swapped.", change=_swap
    ),
    "R01-02": Fault(
        SLUG,
        "44",
        6,
        REJECTED,
        "Police staff of one row hold a rank.",
        change=_ranked_staff("stock"),
    ),
    "R01-03": Fault(
        SLUG, "45", 6, REJECTED, "More people are absent than there are.", change=_absent_twice
    ),
    "R01-04": Fault(
        SLUG,
        "55",
        5,
        ACCEPTED,
        "Designated officers become police staff without a movement: a series break.",
        "DEFINITION_CHANGE",
        "Designated officers are counted as police staff from this quarter on.",
    ),
    "R01-05": Fault(
        SLUG,
        "32",
        4,
        ACCEPTED,
        "Half the sergeants are recorded as constables; corrected by a resubmission later.",
        "KNOWN_ERROR",
        "Acting sergeants were recorded in their former rank; a resubmission will follow.",
        change=_sergeants_as_constables,
    ),
    "R01-06": Fault(
        SLUG,
        "63",
        2,
        ACCEPTED,
        "Headcount of community support officers still holds people who left.",
        "LATE_RECORDS",
        "Leavers of the quarter are closed in the personnel system after the snapshot.",
        change=_leavers_still_counted,
    ),
    "R01-07": Fault(
        SLUG, "47", 7, REJECTED, "More voluntary leavers than leavers.", change=_voluntary
    ),
    "R01-08": Fault(
        SLUG,
        "17",
        3,
        ACCEPTED,
        "Sickness of community support officers is 13% of contracted hours.",
        "REAL_CHANGE",
        "A winter illness went through a small team.",
        change=_sick_team,
    ),
    "R01-09": Fault(SLUG, "36", 0, ACCEPTED, "Norfolk has no community support officers."),
    "R01-10": Fault(
        SLUG,
        "46",
        6,
        ACCEPTED,
        "One function of the police staff is left out.",
        "LATE_RECORDS",
        "A reorganisation was not yet in the personnel system.",
        change=_function_left_out,
    ),
    "R01-11": Fault(
        SLUG,
        "53",
        8,
        ACCEPTED,
        "The rank of some chief officers was lost when the personnel system moved.",
        "SYSTEM_CHANGE",
        "The personnel system was replaced in the quarter, and some ranks were not carried over.",
        change=_rank_lost,
    ),
    "R01-12": Fault(
        SLUG,
        "22",
        6,
        REJECTED,
        "One function has more full-time posts than people.",
        change=_posts_without_people,
    ),
    "R01-13": Fault(
        SLUG,
        "23",
        5,
        REJECTED,
        "Police staff of one function hold a rank.",
        change=_ranked_staff("functions"),
    ),
    "R01-14": Fault(
        SLUG,
        "31",
        5,
        REJECTED,
        "Police staff who joined or left hold a rank.",
        change=_ranked_staff("flows"),
    ),
}

RETURN = DemoReturn(slug=SLUG, drafts=workforce_drafts, faults=FAULTS, days_to_send=(9, 24))
