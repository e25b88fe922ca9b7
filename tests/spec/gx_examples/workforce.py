"""Examples of the workforce return."""

from __future__ import annotations

from tests.release_tables import insert
from tests.spec.gx_examples import Example, merged


def stock(date: str, fte: float | None, **columns: object) -> str:
    return insert(
        "raw.workforce__stock",
        **{
            "submission_id": date,
            "snapshot_date": date,
            "force_code": "42",
            "sex": "MALE",
            "rank_code": "CONSTABLE",
            "worker_type": "POLICE_OFFICER",
            "fte": fte,
            **columns,
        },
    )


def flows(joiners: float) -> str:
    return insert(
        "raw.workforce__flows",
        snapshot_date="2022-03-31",
        force_code="42",
        worker_type="POLICE_OFFICER",
        rank_code="CONSTABLE",
        joiners_fte=joiners,
        transfers_in_fte=0,
        leavers_fte=10,
        transfers_out_fte=0,
    )


EXAMPLES = [
    Example(
        "R01-04",
        "stock_flow",
        "raw.workforce__flows",
        [stock("2021-12-31", 1000), stock("2022-03-31", 1020)],
        flows(joiners=32),
        flows(joiners=5),
        says="gives 995; the stock sent is 1,020",
    ),
    Example(
        "R01-04",
        "stock_flow",
        "raw.workforce__flows",
        [stock("2021-12-31", 1000), stock("2022-03-31", 1020), flows(joiners=5)],
        stock("2022-03-31", None, sex="FEMALE", fte_status="x"),
        stock("2022-03-31", None, sex="FEMALE", fte_status="z"),
        says="gives 995; the stock sent is 1,020",
    ),
    Example(
        "R01-04",
        "stock_flow",
        "raw.workforce__flows",
        [stock("2021-12-31", 1000), stock("2022-03-31", 1020), flows(joiners=5)],
        merged("workforce", "2022-03-31"),
        merged("workforce", "2021-12-31"),
        says="gives 995; the stock sent is 1,020",
    ),
]
