"""What goes all the way through a build: a finding about a return, and loaded reference tables.

The whole of it takes a real build, and so minutes; the parts are tested where they are made.
"""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from contracts.load import load_contract
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.demo.abuse import abuse_drafts
from muster.demo.draft import Draft
from muster.demo.facts import forces
from muster.demo.window import Window
from muster.release import found, store
from muster.release.build import build
from muster.release.reference import examine, keep
from muster.release.trace import render_trace, trace
from muster.submitting import submit
from tests.app import shown
from validators.pool import Pool

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("release-whole")]

FORCE, MONTHS, QUARTER = "17", ("2026-01", "2026-02", "2026-03"), "2026-Q1"
RECEIVED = datetime(2026, 4, 20, 9, tzinfo=UTC)
INDICATOR = "da_crimes_per_1000"
CONTRACTS = Path(__file__).parents[2] / "contracts"
RESIDENTS = 612_345
SCRIPT = Path(__file__).parents[2] / "app" / "streamlit_app.py"


def drafts() -> list[Draft]:
    [force] = [one for one in forces() if one.code == FORCE]
    return [one for one in abuse_drafts(force, Window(), 2026) if one.period in MONTHS]


def days(folder: Path, draft: Draft) -> Path:
    folder.mkdir(parents=True)
    path = folder / "days.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        [table] = load_contract("domestic_abuse").tables
        writer = csv.DictWriter(handle, [field.name for field in table.fields], restval="")
        writer.writeheader()
        writer.writerows(draft.tables["days"])
    return path


def populations(folder: Path) -> Path:
    """Residents of mid-2025 of every force, as an office would send them."""
    path = folder / "residents.csv"
    rows = [f"{force.code},2025,{RESIDENTS},made up" for force in forces()]
    path.write_text("\n".join(["force_code,year,population,source", *rows]) + "\n")
    return path


def boundaries(folder: Path) -> Path:
    """A square for every force, in degrees."""
    path = folder / "squares.geojson"
    with (CONTRACTS / "reference" / "forces.csv").open(encoding="utf-8") as handle:
        codes = sorted({row["gss_code"] for row in csv.DictReader(handle)})
    features: list[object] = []
    for number, code in enumerate(codes):
        x, y = -4.0 + 0.3 * (number % 7), 51.0 + 0.3 * (number // 7)
        ring = [[x, y], [x + 0.2, y], [x + 0.2, y + 0.2], [x, y + 0.2], [x, y]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"PFA22CD": code}, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, warm_pool: Pool) -> Path:
    """Three months of one force, loaded reference tables, and a release of all of it."""
    folder = tmp_path_factory.mktemp("whole")
    home, total = folder / "home", 0
    with open_ledger(home) as ledger:
        for draft in drafts():
            total += sum(int(row["da_crimes"]) for row in draft.tables["days"])
            sent = submit(
                ledger, [days(folder / draft.period, draft)], "domestic_abuse", FORCE,
                draft.period, actor=local_administrator(), received_at=RECEIVED, pool=warm_pool,
            )  # fmt: skip
            assert sent.submission.is_live
    for path in (populations(folder), boundaries(folder)):
        keep(home, examine(path), RECEIVED)
    (home / "reference" / "published_domestic_abuse.csv").write_text(
        f"force_code,quarter,da_crimes,source\n{FORCE},{QUARTER},{total * 11 // 10},a table\n"
    )
    build(home, as_of=datetime(2026, 5, 1, tzinfo=UTC))
    return home


def test_a_quarter_that_differs_from_the_published_one_says_so_beside_its_figure(
    home: Path,
) -> None:
    with store.connect(store.require_current(home)) as connection:
        [(code, sentence)] = found.beside(connection, INDICATOR, MONTHS[-1])
        assert found.beside(connection, INDICATOR, MONTHS[0]) == []
    assert code == FORCE
    assert sentence.startswith("Release check R12-06 on its return: ")
    assert (
        "domestic abuse crimes in January to March 2026 (Q4 of 2025-26), where a table has"
        in sentence
    )
    traced = render_trace(trace(home, FORCE, INDICATOR, MONTHS[-1]), "text")
    assert "Release check R12-06" in traced


def test_a_figure_is_divided_by_loaded_residents_and_its_trace_names_them(home: Path) -> None:
    with store.connect(store.require_current(home)) as connection:
        found_rows = connection.execute(
            "select denominator, denominator_year from marts.comparison "
            "where force_code = ? and indicator = ? and period = ?",
            [FORCE, INDICATOR, MONTHS[-1]],
        ).fetchall()
    assert found_rows == [(RESIDENTS, 2025)]
    lines = render_trace(trace(home, FORCE, INDICATOR, MONTHS[-1]), "text").splitlines()
    sent = home.parent
    for kept, file in (
        ("populations.csv", "residents.csv"),
        ("boundaries_2022.geojson", "squares.geojson"),
    ):
        place = lines.index(f"Reference {kept} sha256 {sha256(home / 'reference' / kept)}")
        loaded = f"  from {file} sha256 {sha256(sent / file)}, loaded 2026-04-20T09:00:00Z"
        assert lines[place + 1] == loaded


def test_the_map_is_drawn_on_loaded_boundaries_and_names_them(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_HOME", str(home))
    at = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    at.switch_page("views/compare.py")
    for name, value in {"indicator": INDICATOR, "period": MONTHS[-1], "map": "areas"}.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    told = shown.words(at)
    mark = sha256(home / "reference" / "boundaries_2022.geojson")[:12]
    assert f"Boundaries: boundaries_2022.geojson, sha256 {mark}." in told
    assert "Release check R12-06 on its return" in told
