"""Forces that merge, from the register through the door and a whole build to what is shown."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from muster.release import store

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.xdist_group("mergers")]

ROOT = Path(__file__).parents[2]
ROOMS = (
    "app", "contracts", "dbt_project", "expectations", "ledger", "mappings", "muster", "validators",
)  # fmt: skip
BEFORE, AFTER = "2022-03-31", "2022-09-30"
LAST_DAY, FIRST_DAY = "2022-06-30", "2022-07-01"
# New force: its name, and the forces that it was made of. One of two, one of three.
MERGERS = {
    "90": ("South West Peninsula", ("50", "55")),
    "91": ("Severn", ("52", "53", "54")),
}
CONSTABLES = {
    "50": 300, "55": 100, "52": 240, "53": 130, "54": 120, "42": 330, "90": 410, "91": 470,
}  # fmt: skip
SERGEANTS = {
    "50": 60, "55": 20, "52": 40, "53": 20, "54": 40, "42": 60, "90": 80, "91": 100,
}  # fmt: skip
HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)


@dataclass(frozen=True)
class Installation:
    """A copy of Muster whose register of forces has the mergers in it, and its home."""

    root: Path
    home: Path

    def run(self, *command: str) -> str:
        """One command of the command line; fails the test with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root), "MUSTER_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def add_rows(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Append rows to a table of ours, the columns that they do not name left empty."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        columns, known = list(reader.fieldnames or ()), list(reader)
    ended = {part: code for code, (_, parts) in MERGERS.items() for part in parts}
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n", restval="")
        writer.writeheader()
        for row in known:
            code = row.get("force_code")
            if "successor_force_code" in columns and code in ended:
                row |= {"active_to": LAST_DAY, "successor_force_code": ended[code]}
            writer.writerow(row)
        writer.writerows(rows)


def register_mergers(root: Path) -> None:
    """The two new forces in the register and in the code list, and the ends of the old ones."""
    add_rows(
        root / "contracts" / "reference" / "forces.csv",
        [
            {
                "force_code": code, "official_name": name, "short_name": name,
                "region": "South West", "country": "E", "active_from": FIRST_DAY,
            }
            for code, (name, _) in MERGERS.items()
        ],
    )  # fmt: skip
    add_rows(
        root / "contracts" / "codelists" / "force.csv",
        [
            {"code": code, "label": name, "valid_from": FIRST_DAY, "source": "test"}
            for code, (name, _) in MERGERS.items()
        ],
    )
    tiles = {"90": ("0", "9"), "91": ("1", "9")}
    add_rows(
        root / "contracts" / "reference" / "force_tiles.csv",
        [{"force_code": code, "tile_x": x, "tile_y": y} for code, (x, y) in tiles.items()],
    )


def write_stock(folder: Path, force: str, period: str) -> None:
    path = folder / force / period / "stock.csv"
    path.parent.mkdir(parents=True)
    lines = (
        f"{period},{force},MALE,{rank},POLICE_OFFICER,{count},,{count}.00,\n"
        for rank, count in (("CONSTABLE", CONSTABLES[force]), ("SERGEANT", SERGEANTS[force]))
    )
    path.write_text(HEADER + "".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    tmp = tmp_path_factory.mktemp("mergers")
    made = Installation(tmp / "muster", tmp / "home")
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, made.root / room, ignore=shutil.ignore_patterns("__pycache__", "target")
        )
    for folder in ("docs", "tests"):
        (made.root / folder).mkdir()
    register_mergers(made.root)
    made.run("contracts.render")
    old = [part for _, parts in MERGERS.values() for part in parts]
    for period, forces in ((BEFORE, [*old, "42"]), (AFTER, [*MERGERS, "42"])):
        for force in forces:
            write_stock(tmp / "sent", force, period)
    made.run("muster.cli", "submit", str(tmp / "sent"), "--return", "workforce")
    made.run("muster.cli", "build")
    return made


INDICATOR = "constables_per_sergeant"


def figures(installation: Installation, mart: str) -> dict[tuple[str, str], float]:
    """Force and period to the figure, of one mart."""
    with store.connect(store.require_current(installation.home)) as connection:
        found = connection.execute(
            f"select force_code, period, value from marts.{mart} "
            "where indicator = ? and value is not null",
            [INDICATOR],
        ).fetchall()
    return {(force, period): value for force, period, value in found}


def test_old_series_stay_and_new_ones_begin(installation: Installation) -> None:
    assert figures(installation, "comparison") == {
        ("42", BEFORE): 5.5, ("42", AFTER): 5.5,
        ("50", BEFORE): 5.0, ("55", BEFORE): 5.0,
        ("52", BEFORE): 6.0, ("53", BEFORE): 6.5, ("54", BEFORE): 3.0,
        ("90", AFTER): 410 / 80, ("91", AFTER): 4.7,
    }  # fmt: skip


def test_the_series_of_a_merged_force_begins_with_the_sums_of_its_forces(
    installation: Installation,
) -> None:
    assert figures(installation, "reaggregated") == {
        ("90", BEFORE): (300 + 100) / (60 + 20),
        ("91", BEFORE): (240 + 130 + 120) / (40 + 20 + 40),
    }


def test_nothing_is_counted_twice_and_nobody_who_is_gone_is_missing(
    installation: Installation,
) -> None:
    with store.connect(store.require_current(installation.home)) as connection:
        totals = connection.execute(
            "select distinct period, all_weighted from marts.comparison "
            "where indicator = ? order by period",
            [INDICATOR],
        ).fetchall()
        expected = connection.execute(
            "select force_code, period from marts.coverage where return_slug = 'workforce' "
            "and list_contains(['50', '52', '53', '54', '55', '90', '91'], force_code) "
            "and state <> 'not_expected' order by all"
        ).fetchall()
    old = [(part, BEFORE) for _, parts in MERGERS.values() for part in parts]
    assert expected == sorted([*old, ("90", AFTER), ("91", AFTER)])
    for period, total in totals:
        forces = [f for f, sent in [*old, ("90", AFTER), ("91", AFTER)] if sent == period] + ["42"]
        assert total == pytest.approx(
            sum(CONSTABLES[f] for f in forces) / sum(SERGEANTS[f] for f in forces)
        )


def test_a_sum_is_traced_to_what_its_forces_sent(installation: Installation) -> None:
    told = installation.run("muster.cli", "trace", "90", INDICATOR, BEFORE)
    assert "The sum of Devon & Cornwall, Dorset, which have merged since." in told
    assert told.count("Submission ") == 2
    assert told.count("file stock.csv") == 2
