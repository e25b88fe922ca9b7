"""What the warehouse is generated from: seeds, staging, limits and flags are all accounted for."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import ChainableUndefined, Environment
from scipy.stats import chi2

from contracts.render.dbt_seeds import seeds
from contracts.render.dbt_sources import raw_tables, render

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "dbt_project" / "models"
VECTORS = ROOT.parent / "shared" / "domain" / "test_vectors.json"


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(seeds()[name])))


FORCES = [row["force_code"] for row in table("forces")]


@pytest.mark.parametrize("path", sorted(render()), ids=str)
def test_generated_files_are_current(path: Path) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == render()[path]


def test_every_raw_table_has_its_staging_model_and_nothing_else_has() -> None:
    assert {p.stem for p in (MODELS / "staging").glob("*.sql")} == {
        f"stg_{name}" for name in raw_tables()
    }


@pytest.mark.parametrize("name", ["force_tiles", "force_context"])
def test_every_force_once(name: str) -> None:
    assert sorted(row["force_code"] for row in table(name)) == sorted(FORCES)


def test_no_two_forces_share_a_tile() -> None:
    tiles = {(row["tile_x"], row["tile_y"]) for row in table("force_tiles")}
    assert len(tiles) == len(FORCES)


def test_nine_forces_are_on_athena() -> None:
    members = [r["force_code"] for r in table("shared_platform_members")]
    athena = [
        r["force_code"]
        for r in table("shared_platform_members")
        if r["shared_platform_id"] == "ATHENA"
    ]
    assert athena == ["22", "23", "35", "36", "37", "40", "41", "42", "46"]
    assert set(members) <= set(FORCES)


def test_what_is_from_memory_is_called_unverified() -> None:
    doubtful = {
        r["shared_platform_id"]
        for r in table("shared_platform_members")
        if "memory" in r["source"] or r["confidence"] != "sourced"
    }
    assert doubtful == {"NICHE_TVP_HAMPSHIRE"}
    assert all(
        r["confidence"] == "unverified"
        for r in table("shared_platform_members")
        if r["shared_platform_id"] in doubtful
    )


# What the definition of these rests on was not found in a source: closing codes and the ten seconds
# of a standard, codes of outcomes, headings of expenditure and of functions, road classes, and the
# wording of service management.
FROM_MEMORY = {
    *("administration_share", "calls_999_within_10s", "spend_per_head"),
    *("crimes_per_investigator", "open_crimes_per_investigator"),
    *("outcomes_per_100_crimes", "outcome_days"),
    *("cohort_outcome_rate_3m", "cohort_outcome_rate_6m"),
    *("cohort_charge_rate_6m", "cohort_charge_rate_12m", "cohort_charge_index_6m"),
    *("collisions_per_100m_miles_standardised", "incidents_per_response_officer"),
}


def test_an_indicator_that_rests_on_memory_is_unverified() -> None:
    registry = table("indicators")
    of_reliability = {r["indicator"] for r in registry if r["return_slug"] == "system_reliability"}
    found = {r["indicator"] for r in registry if r["verified"] == "false"}
    assert found == FROM_MEMORY | of_reliability


# Flags that are about a figure beside the series: shown as a caveat, or excluded by the registry.
CAVEATS = {"NATIONAL_FUNCTION", "LONDON_COST", "NO_PCSO", "NO_MSG"}


def test_every_figure_of_outages_says_what_it_makes_of_planned_ones() -> None:
    silent = {
        row["indicator"]
        for row in table("indicators")
        if row["return_slug"] == "system_reliability" and "planned" not in row["definition"]
    }
    assert silent == set()


def test_every_comparability_flag_is_a_break_an_exclusion_or_a_caveat() -> None:
    flags = {f for row in table("forces") for f in row["comparability_flags"].split(";") if f}
    known = {row["comparability_flag"] for row in table("series_breaks")}
    known |= {row["comparability_flag"] for row in table("comparability_exclusions")}
    assert flags - known - CAVEATS == set()


@pytest.mark.parametrize("row", table("poisson_exact_limits"), ids=lambda r: str(r["observed"]))
def test_exact_poisson_limits(row: dict[str, str]) -> None:
    count, tail = int(row["observed"]), (1 - float(row["confidence_level_pct"]) / 100) / 2
    lower = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    assert math.isclose(float(row["lower"]), lower, rel_tol=1e-12)
    assert math.isclose(float(row["upper"]), chi2.isf(tail, 2 * count + 2) / 2, rel_tol=1e-12)


@pytest.mark.parametrize("row", table("indicators"), ids=lambda r: r["indicator"])
def test_the_registry_is_complete(row: dict[str, str]) -> None:
    assert row["definition"].endswith(".")
    assert row["caveats"].endswith(".")
    assert row["numerator_label"]
    assert (row["method"] == "count") == (not row["denominator_label"])
    assert row["funnel_allowed"] == "false" or row["method"] in ("rate", "proportion")
    assert not (row["return_slug"] == "workforce" and row["funnel_allowed"] == "true")


class Quiet(ChainableUndefined):
    """A macro that this test does not need."""

    def __call__(self, *_: object, **__: object) -> str:
        return ""


def measures_of(path: Path) -> set[str]:
    """The indicators that a model makes measures of, its loops run."""
    found: set[str] = set()

    def tidy_measures(_: object, measures: list[list[str]], *__: object) -> str:
        found.update(measure[0] for measure in measures)
        return ""

    jinja = Environment(undefined=Quiet, extensions=["jinja2.ext.do"])
    text = path.read_text(encoding="utf-8")
    jinja.from_string(text).render(tidy_measures=tidy_measures, ref=str, none=None)
    return found | set(re.findall(r"^    \['(\w+)',", text, flags=re.MULTILINE))


def test_every_indicator_has_a_measure_and_every_measure_is_registered() -> None:
    measured = {name for p in MODELS.rglob("int_measures__*.sql") for name in measures_of(p)}
    assert measured == {row["indicator"] for row in table("indicators")}


def numbers(node: object) -> list[float]:
    """Every number inside nested lists and mappings."""
    if node is None or isinstance(node, bool | str | date):
        return []
    if isinstance(node, (int, float)):
        return [float(node)]
    children: list[Any] = list(node.values()) if isinstance(node, dict) else list(node)  # type: ignore[call-overload]
    return [number for child in children for number in numbers(child)]


@pytest.mark.parametrize(
    ("vector", "left_out"),
    [
        ("byar_95", ()),
        ("wilson_95", ()),
        ("funnel_sr_log_winsorised10", ("note",)),
        ("xmr", ("points_outside_screened",)),
        ("reliability", ("raw_intervals", "merged", "wrong_sum_without_merge", "user_hours_lost")),
    ],
)
def test_unit_tests_hold_the_golden_values(vector: str, left_out: tuple[str, ...]) -> None:
    if not VECTORS.is_file():
        pytest.skip("the golden values are not beside this checkout")
    golden = json.loads(VECTORS.read_text(encoding="utf-8"))[vector]
    if isinstance(golden, dict):
        golden = {name: value for name, value in golden.items() if name not in left_out}
    held: list[float] = []
    for path in MODELS.rglob("_unit_tests.yml"):
        held += numbers(yaml.safe_load(path.read_text(encoding="utf-8")))
    missing = [v for v in numbers(golden) if not any(abs(v - h) <= 1e-12 for h in held)]
    assert missing == []


def unit_test(name: str) -> dict[str, Any]:
    """One dbt unit test: what it gives by input, and what it expects."""
    for path in MODELS.rglob("_unit_tests.yml"):
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]:
            if test["name"] == name:
                given = {one["input"]: one.get("rows") or [] for one in test["given"]}
                return {"given": given, "expected": test["expect"]["rows"]}
    raise KeyError(name)


def byar(count: float, sign: int) -> float:
    """Byar's 95% limit of a count, as written in Breslow and Day (1987)."""
    near, z = (count, -1.959963984540054) if sign < 0 else (count + 1, 1.959963984540054)
    return near * (1 - 1 / (9 * near) + z / (3 * math.sqrt(near))) ** 3


@pytest.mark.parametrize("force_code", ["01", "03"])
def test_directly_standardised_golden_values_are_dobsons(force_code: str) -> None:
    made_from = unit_test("what_a_directly_standardised_interval_is_made_from")
    limits = unit_test("directly_standardised_limits_by_dobson")
    strata = [r for r in made_from["given"]["ref('int_strata')"] if r["stratum"] != "officer"]
    own = [r for r in strata if r["force_code"] == force_code]
    every = sum(r["base"] for r in strata)
    weight = {
        r["stratum"]: sum(o["base"] for o in strata if o["stratum"] == r["stratum"]) / every
        for r in own
    }
    events = sum(r["observed"] for r in own)
    rate = sum(weight[r["stratum"]] * r["observed"] / r["base"] for r in own)
    variance = sum(weight[r["stratum"]] ** 2 * r["observed"] / r["base"] ** 2 for r in own)
    [told] = [r for r in made_from["expected"] if r["force_code"] == force_code]
    [shown] = [r for r in limits["expected"] if r["force_code"] == force_code]

    assert told["events"] == events
    assert told["scale"] == pytest.approx(math.sqrt(variance / events), rel=1e-9)
    for name, at in (("value", 0.0), ("lower", -1.0), ("upper", 1.0)):
        moved = math.sqrt(variance / events) * (byar(events, int(at)) - events) if at else 0.0
        assert shown[name] == pytest.approx(100 * (rate + moved), abs=1e-8), name
