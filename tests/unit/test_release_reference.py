"""Official populations and boundaries: what is wrong with a file, what is kept of a good one."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import UsageError
from ledger import points
from muster.release.reference import altered, boundaries_of, examine, keep, loads
from muster.release.reference.examine import force_of_gss_code
from tests.tampered_home import unreadable

SHARED = Path(__file__).parents[3] / "shared" / "data"
POPULATION = SHARED / "population" / "pfa_population_2001_2021.csv"
BOUNDARIES = SHARED / "boundaries" / "police_force_areas_2022_simplified.geojson"
AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SQUARE = [[[0.0, 51.0], [0.1, 51.0], [0.1, 51.1], [0.0, 51.0]]]


def table(folder: Path, *lines: str, header: str = "PFA22CD,year,population") -> Path:
    path = folder / "population.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "rule", "says"),
    [
        ("E23000082,2020,1", "REF-03", "Did you mean E230000"),
        ("99,2020,1", "REF-03", "'99' is the code of no force"),
        ("E23000028,20,1", "REF-04", "'20' is no year"),
        ("E23000028,2020,1.5", "REF-05", "'1.5' is no number of residents"),
        ("E23000028,2020,0", "REF-05", "'0' is no number of residents"),
        ("E23000028,2020,", "REF-05", "'' is no number of residents"),
        ("E23000028,2019,5", "REF-06", "Force 42 has more than one population for 2019"),
    ],
)
def test_a_wrong_row_is_a_finding_with_its_place(
    tmp_path: Path, line: str, rule: str, says: str
) -> None:
    examined = examine(table(tmp_path, "E23000028,2019,1860000", line))
    [found] = [one for one in examined.findings if one.severity == "error"]
    assert (found.rule_id, found.row) == (rule, 3)
    assert says in found.message
    assert not examined.passed


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("42,2019,1000000", "42,2020,1100000"), "+10.0% in one year"),
        (("42,2019,1860000",), "2019 lacks 01, 03"),
        (
            ("42,2019,1860000", "K04000001,2019,59439840", "E12000006,2019,6236072"),
            "2 rows of E12000006, K04000001 are of a country or a region and of no one force",
        ),
        (("42,2020,5",), "1 forces have another population than the one that Muster ships"),
    ],
)
def test_a_doubt_is_told_and_stops_nothing(
    tmp_path: Path, lines: tuple[str, ...], says: str
) -> None:
    examined = examine(table(tmp_path, *lines, header="force_code,year,population"))
    assert examined.passed
    assert any(says in found.message for found in examined.findings)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("p.csv", b"\xff\xfe\x00", "is not text in UTF-8"),
        ("p.csv", b"area,year\n1,2\n", "has no column for code, population"),
        (
            "p.csv.gz",
            b"\x1f\x8b\x08",
            "save the table as CSV in UTF-8; an archive has to be unpacked",
        ),
        ("p.csv", b'PFA22CD,year,population\n"' + b"x" * 140_000, "cannot be read as CSV"),
        ("p.csv", b"", "has no column for code, year, population"),
        (
            "p.csv",
            b"PFA21CD,PFA22CD,year,population\nE23000028,E23000028,2019,1860000\n",
            "has PFA21CD and PFA22CD, and either may be meant: keep one of them.",
        ),
        ("p.csv", b"PFA22CD,year,population,Population [p]\n", "population and Population [p]"),
        (
            "p.csv",
            b"PFA22CD,year,population\nE23000028,2019,1,860,000\n",
            "The row has more cells than the header",
        ),
        ("b.geojson", b"{", "is not GeoJSON"),
        ("b.geojson", b"[" * 100_000, "is not GeoJSON"),
        ("b.json", b"{}", "is not a GeoJSON FeatureCollection"),
    ],
)
def test_another_file_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    examined = examine(path)
    assert not examined.passed
    assert says in examined.findings[0].message
    with pytest.raises(UsageError, match="nothing of it is kept"):
        keep(tmp_path / "home", examined)


NAMED = [
    ("E23000028,Essex,2019,1860000", ""),
    ("E23000028,Essex Police [note 1],2019,1860000", ""),
    ("E23000028,,2019,1860000", ""),
    ("E23000028,Kent,2019,1860000", "1 row has the code of one force and the name of another"),
]


@pytest.mark.parametrize(("line", "says"), NAMED)
def test_a_name_that_is_not_the_code_s_is_told(tmp_path: Path, line: str, says: str) -> None:
    examined = examine(table(tmp_path, line, header="PFA22CD,PFA22NM,year,population"))
    told = [found.message for found in examined.findings if found.rule_id == "REF-17"]
    assert [says in message for message in told] == [True] * bool(says)
    assert examined.passed


def test_a_population_with_notes_in_its_header_is_read(tmp_path: Path) -> None:
    header = "PFA23CD,Year [note 1],Population [note 2][p]"
    examined = examine(table(tmp_path, 'E23000028,2023,"1,900,000"', header=header))
    assert [(row.force_code, row.year, row.population) for row in examined.rows] == [
        ("42", 2023, 1_900_000)
    ]


def areas(folder: Path, name: str = "areas_2023.geojson", **changes: Any) -> Path:
    """A square for every force, but for what `changes` say by GSS code; None leaves it out."""
    features = [
        {
            "type": "Feature",
            "properties": {"id": code},
            "geometry": changes.get(code, {"type": "Polygon", "coordinates": SQUARE}),
        }
        for code in force_of_gss_code()
        if changes.get(code, 1) is not None
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        (None, "There is no area for E23000028"),
        ({"type": "Point", "coordinates": [0, 51]}, "is a Point, not a Polygon"),
        ({"type": "Polygon", "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 52]]]}, "not closed"),
        ({"type": "Polygon", "coordinates": [[[9, 40], [9, 41], [8, 41], [9, 40]]]}, "outside"),
        ({"type": "Polygon", "coordinates": [[["x", 1]]]}, "is not a Polygon or MultiPolygon"),
        ({"coordinates": SQUARE}, "is not a Polygon or MultiPolygon"),
    ],
)
def test_a_shape_that_cannot_be_drawn_is_named(tmp_path: Path, shape: Any, says: str) -> None:
    examined = examine(areas(tmp_path, E23000028=shape))
    assert not examined.passed
    assert any(says in found.message for found in examined.findings)


def test_boundaries_without_a_year_are_not_kept(tmp_path: Path) -> None:
    examined = examine(areas(tmp_path, "areas.geojson"))
    assert [found.rule_id for found in examined.findings] == ["REF-15"]


@pytest.mark.parametrize(
    ("year", "name"),
    [(None, "2023"), (2020, "2021"), (2021, "2021"), (2022, "2021"), (2030, "2023")],
)
def test_the_boundaries_of_a_time_are_those_in_force(
    tmp_path: Path, year: int | None, name: str
) -> None:
    for edition in ("2023", "2021"):
        keep(tmp_path / "home", examine(areas(tmp_path, f"pfa_{edition}.geojson")), AT)
    found = boundaries_of(tmp_path / "home", year)
    assert found is not None
    assert found.name == f"boundaries_{name}.geojson"


def test_without_boundaries_there_are_none(tmp_path: Path) -> None:
    assert boundaries_of(tmp_path) is None
    assert loads(tmp_path) == []


def test_a_newer_load_wins_for_its_years_and_leaves_the_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    header = "force_code,year,population,source"
    keep(home, examine(table(tmp_path, "42,2019,100,a", "42,2020,100,a", header=header)), AT)
    keep(home, examine(table(tmp_path, "42,2020,101,b", "42,2021,102,b", header=header)), AT)
    assert (home / "reference" / "populations.csv").read_text().splitlines() == [
        "force_code,population_year,population,source",
        "42,2019,100,a",
        "42,2020,101,b",
        "42,2021,102,b",
    ]
    assert [one["loaded_at"] for one in loads(home)] == ["2026-01-02T03:04:00Z"] * 2
    assert len(list((home / "reference" / "received").iterdir())) == 2


HEADER = "force_code,year,population,source"


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """A home with two years of populations from two files, and boundaries."""
    home = tmp_path / "home"
    for line in ("42,2019,100,a", "42,2020,101,b"):
        keep(home, examine(table(tmp_path, line, header=HEADER)), AT)
    keep(home, examine(areas(tmp_path, "pfa_2023.geojson")), AT)
    assert list(altered(home)) == []
    return home


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda place: rewrite(place / "populations.csv", b"101", b"11"), "not as it was loaded"),
        (lambda place: (place / "populations.csv").unlink(), "populations.csv is gone"),
        (
            lambda place: rewrite(place / "populations.csv", b"42,2019,100,a\n", b""),
            "not as it was",
        ),
        (lambda place: rewrite(place / "boundaries_2023.geojson", b"51.0", b"51.3"), "not as it"),
        (lambda place: unreadable(place / "populations.csv"), "is not as it was loaded"),
        (lambda place: rewrite(place / "loads.jsonl", b'"warnings', b"warnings"), "cannot be read"),
        (
            lambda place: rewrite(sorted((place / "received").glob("*.csv"))[0], b"42", b"43"),
            "What came of population.csv is altered",
        ),
        (
            lambda place: sorted((place / "received").glob("*.csv"))[0].unlink(),
            "what came of it is gone",
        ),
    ],
)
def test_a_table_that_is_not_as_it_was_loaded_is_named(
    loaded: Path, harm: Callable[[Path], object], says: str
) -> None:
    harm(loaded / "reference")
    [said] = altered(loaded)
    assert says in said
    assert "/home" not in said


def rewrite(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


@pytest.mark.parametrize("content", ["", "42,2019,100,a", "force_code\n42\n", "\xff"])
def test_nothing_joins_a_table_that_was_altered(loaded: Path, tmp_path: Path, content: str) -> None:
    held = loaded / "reference" / "populations.csv"
    held.write_bytes(content.encode("latin-1"))
    with pytest.raises(UsageError, match=r"not as it was loaded.*Nothing was loaded"):
        keep(loaded, examine(table(tmp_path, "42,2021,102,b", header=HEADER)), AT)
    assert held.read_bytes() == content.encode("latin-1")
    assert len(loads(loaded)) == 3


@pytest.mark.parametrize("line", [b"42,2019,many,a\n", b"42\n", b"\xff\xfe\n"])
def test_what_cannot_be_read_of_a_table_put_there_by_hand_is_a_sentence(
    tmp_path: Path, line: bytes
) -> None:
    held = tmp_path / "reference" / "populations.csv"
    held.parent.mkdir()
    held.write_bytes(b"force_code,population_year,population,source\n42,2018,99,a\n" + line)
    assert list(altered(tmp_path)) == []
    with pytest.raises(UsageError, match=r"populations\.csv cannot be read"):
        keep(tmp_path, examine(table(tmp_path, "42,2021,102,b", header=HEADER)), AT)


def test_a_load_that_was_cut_short_is_told_and_done_again(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(point: str) -> None:
        raise KeyboardInterrupt(point)

    more = examine(table(tmp_path, "42,2021,102,b", header=HEADER))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt, match="load noted"):
        patched.setattr(points, "observer", die)
        keep(loaded, more, AT)
    [said] = altered(loaded)
    assert said.endswith("populations.csv was cut short: load it again.")
    keep(loaded, more, AT)
    assert list(altered(loaded)) == []
    assert "42,2021,102,b" in (loaded / "reference" / "populations.csv").read_text()


def test_tables_loaded_at_once_are_all_held(tmp_path: Path) -> None:
    files = []
    for year in range(2001, 2013):
        (tmp_path / str(year)).mkdir()
        files.append(table(tmp_path / str(year), f"42,{year},{year},a", header=HEADER))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda path: keep(tmp_path, examine(path), AT), files))
    assert len((tmp_path / "reference" / "populations.csv").read_text().splitlines()) == 13
    assert len(loads(tmp_path)) == 12
    assert list(altered(tmp_path)) == []


def test_what_was_loaded_before_it_was_noted_how_it_was_held_cannot_be_told(loaded: Path) -> None:
    told = loaded / "reference" / "loads.jsonl"
    old = [
        {name: value for name, value in one.items() if not name.startswith("held_")}
        for one in loads(loaded)
    ]
    told.write_text("".join(f"{json.dumps(one)}\n" for one in old))
    rewrite(loaded / "reference" / "populations.csv", b"101", b"11")
    assert list(altered(loaded)) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published files are not beside this checkout")
def test_the_published_files_pass_and_say_what_is_doubtful(tmp_path: Path) -> None:
    people, shapes = examine(POPULATION), examine(BOUNDARIES)
    assert (len(people.rows), people.passed, shapes.passed, shapes.edition) == (
        903,
        True,
        True,
        2022,
    )
    told = [found.message for found in people.findings]
    assert any("2021: Census 2021" in one for one in told), "a census is no mid-year estimate"
    assert any("Force 48: 10,938 in 2020 and 8,584 in 2021, -21.5%" in one for one in told)
    assert shapes.findings == []
    keep(tmp_path, shapes, AT)
    held = boundaries_of(tmp_path)
    assert held is not None
    assert held.read_bytes() == BOUNDARIES.read_bytes()
