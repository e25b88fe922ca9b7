"""Examples of the mobile devices return."""

from __future__ import annotations

from tests.release_tables import insert
from tests.spec.gx_examples import Example

TABLE = "raw.mobile_devices__devices"


def devices(issued: int, device_type: str = "SMARTPHONE", role_group: str = "RESPONSE") -> str:
    return insert(
        TABLE,
        force_code="42",
        quarter="2022-Q1",
        device_type=device_type,
        role_group=role_group,
        users_issued=issued,
    )


def function(code: str, headcount: int, date: str = "2022-03-31") -> str:
    return insert(
        "raw.workforce__functions",
        force_code="42",
        snapshot_date=date,
        function_code=code,
        headcount=headcount,
    )


EXAMPLES = [
    Example(
        "R11-05",
        "issued_over_headcount",
        TABLE,
        # Two kinds of device are no two people; another quarter and another function do not count.
        [
            function("1B", 400),
            function("1B", 200),
            function("1B", 9000, "2022-06-30"),
            function("11F", 9000),
            devices(550, "HYBRID_LAPTOP"),
            devices(9000, role_group="OTHER"),
        ],
        devices(600),
        devices(601),
        period="2022-Q1",
        says="RESPONSE has 601 people with one kind of device in January to March 2022 "
        "(Q4 of 2021-22), and the workforce return "
        "counts 600 people",
    ),
]
