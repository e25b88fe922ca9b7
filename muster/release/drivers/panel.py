"""The panel that the model is fitted to: one place an array for each force and day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
Codes = NDArray[np.integer[Any]]

FLOATS = (
    "da_crimes", "da_female_victim", "da_alcohol_flag", "rain_mm", "population_16plus",
    "population_16plus_female", "temp_max_c", "temp_mean_c", "temp_max_c_before",
    "temp_mean_c_before", "club_match", "bank_holiday",
)  # fmt: skip
TEXTS = (
    "force_code", "force_name", "country", "date_basis", "day_window", "special_day", "payday",
    "national_team", "match_result", "kickoff_local", "national_team_before", "submission_id",
    "context_submission_id", "level_since",
)  # fmt: skip
MONDAY_1970 = 4  # days from 1 January 1970, a Thursday, to the first Monday


@dataclass(frozen=True, slots=True)
class Words:
    """A text for each row, each different one kept once: row i has `levels[codes[i]]`.

    Levels are in their order; there may be some that no row has.
    """

    codes: Codes
    levels: Sequence[str]

    @staticmethod
    def of(texts: Iterable[str]) -> Words:
        """Texts row by row."""
        rows = list(texts)
        levels = sorted(set(rows))
        place = {level: code for code, level in enumerate(levels)}
        return Words(np.array([place[each] for each in rows], dtype=np.int64), levels)

    def only(self, mask: Flags) -> Words:
        """The rows where the mask is true."""
        return Words(self.codes[mask], self.levels)

    def where(self, told: Callable[[str], bool]) -> Flags:
        """The rows whose text is such."""
        return np.array([told(level) for level in self.levels], dtype=bool)[self.codes]

    def found(self) -> list[str]:
        """The different texts that rows have, in their order."""
        rows = np.bincount(self.codes, minlength=len(self.levels))
        return [level for level, number in zip(self.levels, rows.tolist(), strict=True) if number]


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows of a force and a day: `floats` are NaN and `texts` blank where nothing is given.

    `day` counts days since 1970-01-01.
    """

    day: Whole
    floats: Mapping[str, Floats]
    texts: Mapping[str, Words]

    def __len__(self) -> int:
        return len(self.day)

    def only(self, mask: Flags) -> Panel:
        """The rows where the mask is true."""
        return Panel(
            self.day[mask],
            {name: values[mask] for name, values in self.floats.items()},
            {name: words.only(mask) for name, words in self.texts.items()},
        )

    def is_text(self, name: str, *values: str) -> Flags:
        return self.texts[name].where(lambda text: text in values)

    @property
    def weekday(self) -> Whole:
        """0 for Monday to 6 for Sunday."""
        return (self.day - MONDAY_1970) % 7

    @property
    def month(self) -> Whole:
        """Months since 1970."""
        return self.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)

    @property
    def level(self) -> Whole:
        """A code for each force, and another for it from the day on which it took another in."""
        force, since = self.texts["force_code"], self.texts["level_since"]
        return force.codes.astype(np.int64) * len(since.levels) + since.codes

    @property
    def forces(self) -> list[str]:
        return self.texts["force_code"].found()

    def names(self, mask: Flags) -> list[str]:
        """Short names of the forces that have a row where the mask is true, in their order."""
        return self.texts["force_name"].only(mask).found()


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
    levels = {name: _levels(connection, name) for name in TEXTS}
    columns += [f"{_code(name, levels[name])} as {name}" for name in TEXTS]
    found = connection.execute(
        f"select {', '.join(columns)} from intermediate.{TABLE} order by local_date, force_code"
    ).fetchnumpy()
    return Panel(
        np.asarray(found["day"], dtype=np.int64),
        {name: _floats(found[name]) for name in FLOATS},
        {name: Words(np.asarray(found[name]), levels[name]) for name in TEXTS},
    )


def _text(name: str) -> str:
    return f"coalesce(cast({name} as varchar), '')"


def _levels(connection: DuckDBPyConnection, name: str) -> list[str]:
    """The different texts of a column; one more where it has none, for a list of none is none."""
    rows = connection.execute(
        f"select distinct {_text(name)} as level from intermediate.{TABLE} order by level"
    ).fetchall()
    return [level for (level,) in rows] or [""]


def _code(name: str, levels: Sequence[str]) -> str:
    """The place of a row's text in the levels, in SQL: 13 texts a row are slow to bring over."""
    quoted = ", ".join("'" + level.replace("'", "''") + "'" for level in levels)
    return f"enum_code(cast({_text(name)} as enum({quoted})))"


def _floats(found: Any) -> Floats:
    """A column of numbers; its masked places are gaps."""
    return np.ma.filled(np.ma.asarray(found, dtype=float), np.nan)


def panel_of(found: Mapping[str, Any]) -> Panel:
    """A panel of columns by name: whole numbers, numbers, texts."""
    return Panel(
        np.asarray(found["day"], dtype=np.int64),
        {name: _floats(found[name]) for name in FLOATS},
        {name: Words.of(found[name]) for name in TEXTS},
    )
