"""Mobile devices in the demonstration: who sends them, and the faults that are planted in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from muster.demo.devices import QUARTERS_SENT, device_drafts
from muster.demo.draft import Draft
from muster.demo.fault import ACCEPTED, REJECTED, Fault, first_row, set_first
from muster.demo.model import DemoReturn
from muster.demo.window import quarter_end

SLUG = "mobile_devices"


def _more_issued(draft: Draft) -> None:
    row = draft.tables["devices"][0]
    row["users_issued"] = str(int(row["eligible_users"]) + 15)


def _in_cupboards(draft: Draft) -> None:
    row = first_row(draft, "devices", role_group="NEIGHBOURHOOD", device_type="TABLET")
    row["devices_active_30d"] = str(int(row["devices_total"]) * 55 // 100)


def _out_of_support(draft: Draft) -> None:
    row = first_row(draft, "devices", role_group="RESPONSE", device_type="HYBRID_LAPTOP")
    row["os_in_support"] = str(int(row["devices_total"]) * 71 // 100)


def _three_times_the_unit(draft: Draft) -> None:
    """Everybody who was ever on the unit still counts."""
    row = first_row(draft, "devices", role_group="ROADS", device_type="SMARTPHONE")
    for column in (
        "eligible_users",
        "users_issued",
        "devices_active_30d",
        "devices_total",
        "os_in_support",
    ):
        row[column] = str(int(row[column]) * 6)


def _manifest_of_another_quarter(draft: Draft) -> None:
    """Right about its file, and made for the quarter before."""
    text = draft.files()["devices.csv"]
    columns = {
        "file": "devices.csv",
        "row_count": str(len(draft.tables["devices"])),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "return_code": "R11",
        "force_code": draft.force_code,
        "period_end": (quarter_end(draft.period) - timedelta(days=91)).isoformat(),
        "sign_off_role": "HEAD_OF_ICT",
    }
    lines = (",".join(columns), ",".join(columns.values()))
    draft.extra_files["manifest.csv"] = "\n".join(lines) + "\n"


FAULTS: Mapping[str, Fault] = {
    "C17": Fault(
        SLUG,
        "07",
        0,
        REJECTED,
        "The manifest is of another quarter.",
        change=_manifest_of_another_quarter,
    ),
    "R11-01": Fault(
        SLUG, "12", 1, REJECTED, "More people have a device than should.", change=_more_issued
    ),
    "R11-02": Fault(
        SLUG,
        "50",
        0,
        ACCEPTED,
        "Almost half of the tablets of neighbourhood teams lie unused.",
        "SYSTEM_CHANGE",
        "The tablets are being replaced by telephones and are still on the register.",
        change=_in_cupboards,
    ),
    "R11-03": Fault(
        SLUG,
        "31",
        1,
        ACCEPTED,
        "Three in ten laptops of response teams are out of support.",
        "SYSTEM_CHANGE",
        "The last of the old laptops are replaced by the end of the next quarter.",
        change=_out_of_support,
    ),
    "R11-04": Fault(
        SLUG,
        "37",
        2,
        REJECTED,
        "Minutes out of the station without a method.",
        change=set_first("devices", minutes_out_of_station_per_shift="290.0", time_method=""),
    ),
    "R11-05": Fault(
        SLUG,
        "34",
        0,
        ACCEPTED,
        "More telephones in roads policing than people in its functions.",
        "KNOWN_ERROR",
        "People who left the unit are still on its list of users; it is being put right.",
        change=_three_times_the_unit,
    ),
}

RETURN = DemoReturn(
    slug=SLUG,
    drafts=device_drafts,
    faults=FAULTS,
    days_to_send=(8, 22),
    periods_sent=QUARTERS_SENT,
)
