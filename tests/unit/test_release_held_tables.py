"""Reference tables put into a home by hand: what the models would pass over stops the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.errors import BuildError
from muster.release.held import REFERENCE
from muster.release.reference import require_sound

PEERS, BREAKS = "official_peer_groups_csv", "more_series_breaks_csv"
COLLISIONS, ABUSE = "official_collisions_csv", "published_domestic_abuse_csv"
HEADERS = {
    PEERS: "force_code,peer_force_code,group_version,source,valid_from,valid_to",
    BREAKS: "force_code,return_slug,indicator,break_date,label,source",
    COLLISIONS: "force_code,month,collisions,source",
    ABUSE: "force_code,quarter,da_crimes,source",
}


def written(folder: Path, variable: str, *rows: str, header: str = "") -> dict[str, str]:
    path = folder / REFERENCE[variable]
    lines = [header or HEADERS[variable], *rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {variable: str(path)}


@pytest.mark.parametrize(
    ("variable", "rows"),
    [
        (PEERS, ()),
        # Not symmetric, of another version later, and an old one that ended the day before.
        (PEERS, (
            "54,21,2018,a file,,2021-03-31", "54,32,2018,a file,,2021-03-31",
            "54,21,2021,a file,2021-04-01,", "54,30,2021,a file,2021-04-01,",
        )),
        (BREAKS, (
            "22,system_reliability,,2024-04-01,New records system,a file",
            ",workforce,staff_mix;staff_per_1000,2024-04-01,A new definition,a file",
        )),
        (COLLISIONS, ("42,2024-03,412,a file", "42,2024-04,0,a file")),
        (ABUSE, ("42,2024-Q1,4000,a file", "43,2024-Q1,4000,a file")),
    ],
)  # fmt: skip
def test_a_sound_table_is_taken_in(tmp_path: Path, variable: str, rows: tuple[str, ...]) -> None:
    require_sound(written(tmp_path, variable, *rows))


@pytest.mark.parametrize(
    ("variable", "rows", "says"),
    [
        (PEERS, ("1,21,2021,a file,,",), "row 2, column force_code: '1' is not a code of a force"),
        (PEERS, ("54,2,2021,a file,,",), "row 2, column peer_force_code: '2' is not a code of"),
        (PEERS, ("54,21,2021,a file,01/04/2021,",), "'01/04/2021' is not a day, as 2024-03-31, or"),
        (PEERS, ("54,21,2021,a file,20210401,",), "'20210401' is not a day"),
        (PEERS, ("54,21,,a file,,",), "column group_version: '' is not filled"),
        (PEERS, ("54,21,2021,a file,2021-04-01,2021-03-01",), "it ends on 2021-03-01, before it"),
        (PEERS, ("54,21,2018,a file,,", "54,21,2021,a file,2021-04-01,"),
            "row 3: on some day force 54 has version 2018 of row 2 as well"),
        (PEERS, ("54,21,2021,a file,,", "54,21,2021,a file,,"),
            "row 3: on some day force 54 has the same peer of row 2 as well"),
        (PEERS, ("54,21,2021,a file",), "row 2: it has not as many cells as the header"),
        (BREAKS, ("42,reliability,,2024-04-01,New,a file",), "'reliability' is not a return: "),
        (BREAKS, ("42,workforce,staff_mixx,2024-04-01,New,a file",), "'staff_mixx' is not an indi"),
        (BREAKS, ("42,workforce,,April 2024,New,a file",), "'April 2024' is not a day"),
        (COLLISIONS, ('42,2024-03,"1,204",a file',), "'1,204' is not a whole number"),
        (COLLISIONS, ("42,2024-3,4,a file",), "'2024-3' is not a month, as 2024-03"),
        (ABUSE, ("42,2024-Q1,5,a file", "42,2024-Q1,6,a file"), "42 2024-Q1 stands in row 2 al"),
    ],
)  # fmt: skip
def test_what_the_models_would_pass_over_is_told(
    tmp_path: Path, variable: str, rows: tuple[str, ...], says: str
) -> None:
    with pytest.raises(BuildError) as told:
        require_sound(written(tmp_path, variable, *rows))

    assert f"{REFERENCE[variable]}, row" in str(told.value)
    assert says in str(told.value)


def test_a_column_that_is_named_otherwise_is_told(tmp_path: Path) -> None:
    held = written(tmp_path, PEERS, header="force,peer_force_code,group_version,source")

    with pytest.raises(BuildError, match=r"groups\.csv has no column force_code, valid_from, val"):
        require_sound(held)


def test_of_many_rows_ten_are_told_and_the_others_counted(tmp_path: Path) -> None:
    held = written(tmp_path, ABUSE, *(f"{n},2024-Q1,5,a file" for n in range(700, 725)))

    with pytest.raises(BuildError, match=r"row 11, .+ And 15 more\."):
        require_sound(held)
