"""The panel that the model is fitted to: one place an array for each force and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.str_]
Whole = NDArray[np.int64]

FLOATS = (
    "da_crimes", "da_female_victim", "da_alcohol_flag", "rain_mm", "population_16plus",
    "population_16plus_female", "temp_max_c", "temp_mean_c", "temp_max_c_before",
    "temp_mean_c_before", "club_match", "bank_holiday",
)  # fmt: skip
TEXTS = (
    "force_code", "force_name", "country", "date_basis", "day_window", "special_day", "payday",
    "national_team", "match_result", "kickoff_local", "national_team_before", "submission_id",
    "context_submission_id",
)  # fmt: skip
MONDAY_1970 = 4  # days from 1 January 1970, a Thursday, to the first Monday


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows of a force and a day: `floats` are NaN and `texts` blank where nothing is given.

    `day` counts days since 1970-01-01.
    """

    day: Whole
    floats: Mapping[str, Floats]
    texts: Mapping[str, Texts]

    def __len__(self) -> int:
        return len(self.day)

    def only(self, mask: Flags) -> Panel:
        """The rows where the mask is true."""
        return Panel(
            self.day[mask],
            {name: values[mask] for name, values in self.floats.items()},
            {name: values[mask] for name, values in self.texts.items()},
        )

    def is_text(self, name: str, *values: str) -> Flags:
        return np.isin(self.texts[name], values)

    @property
    def weekday(self) -> Whole:
        """0 for Monday to 6 for Sunday."""
        return (self.day - MONDAY_1970) % 7

    @property
    def month(self) -> Whole:
        """Months since 1970."""
        return self.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)

    @property
    def forces(self) -> list[str]:
        return sorted(set(self.texts["force_code"].tolist()))

    def names(self, mask: Flags) -> list[str]:
        """Short names of the forces that have a row where the mask is true, in their order."""
        return sorted(set(self.texts["force_name"][mask].tolist()))


TABLE = "int_driver_days"


def read_panel(connection: DuckDBPyConnection) -> Panel:
    """The panel of a warehouse whose models have been built; empty where it has none."""
    held = connection.execute(
        "select count(*) from information_schema.tables where table_name = ?", [TABLE]
    ).fetchone()
    if not held or not held[0]:
        return panel_of({"day": [], **{name: [] for name in (*FLOATS, *TEXTS)}})
    columns = ["epoch_us(cast(local_date as timestamp)) // 86400000000 as day"]
    columns += [f"cast({name} as double) as {name}" for name in FLOATS]
    columns += [f"coalesce(cast({name} as varchar), '') as {name}" for name in TEXTS]
    found = connection.execute(
        f"select {', '.join(columns)} from intermediate.{TABLE} order by local_date, force_code"
    ).fetchnumpy()
    return panel_of(found)


def panel_of(found: Mapping[str, Any]) -> Panel:
    """A panel of columns by name; masked places of a column are gaps."""
    return Panel(
        np.asarray(found["day"], dtype=np.int64),
        {name: np.ma.filled(np.ma.asarray(found[name], dtype=float), np.nan) for name in FLOATS},
        {name: np.asarray(found[name], dtype=str) for name in TEXTS},
    )
