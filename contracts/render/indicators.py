"""The registry of indicators as one page: what each is, and what to know before comparing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from contracts.load import all_contracts
from contracts.markers import MARKERS, MARKS
from contracts.model import Contract
from contracts.render.dbt_seeds import seeds

PAGE = Path("docs/indicators.md")
NOTE = "<!-- Generated from contracts/reference: change that and run `make generate`. -->"

Row = Mapping[str, str]

NOT_WORKED_OUT: Mapping[str, str] = {
    "Killed or seriously injured per billion vehicle miles": "the return counts fatal collisions "
    "and all their casualties, not those who died; serious casualties alone are "
    "`serious_per_billion_vehicle_miles`.",
    "Spend per head, adjusted for area cost": "no table of area cost factors is held; "
    "`spend_per_head` is raw and says so.",
    "Slope of a model's calibration": "a slope is fitted to people and their scores, and a return "
    "holds bands only, hidden where few are in them; observed over predicted, band by band, is "
    "what bands can say (`reoffending_observed_to_expected`, `offender_bands_out_of_order`).",
}

_METHODS: Mapping[str, str] = {
    "rate": "rate; Byar's 95% interval from 10 events, exact Poisson below",
    "proportion": "proportion; Wilson's 95% interval",
    "ratio": "ratio; no interval, because it is no chance event",
    "count": "count; no interval",
    "mean": "mean; no interval",
}
POLARITY: Mapping[str, str] = {
    "higher_better": "higher is better",
    "lower_better": "lower is better",
    "neutral": "neither direction is better",
}
_SIDES = ("numerator", "denominator")


def render() -> dict[Path, str]:
    """The page, by its path from the project's root."""
    return {PAGE: indicators_page()}


def indicators_page() -> str:
    """Every indicator under its return, from the registry alone."""
    registry = _table("indicators")
    disclosure = {row["indicator"]: row for row in _table("indicator_disclosure")}
    exclusions = _table("comparability_exclusions")
    rests = _rests(registry)
    contracts = all_contracts()
    sources = _other_sources(contracts)
    lines = [NOTE, *_opening(registry, contracts)]
    for contract in contracts:
        own = [row for row in registry if row["return_slug"] == contract.slug]
        if own:
            lines += ["", f"## {contract.title}", ""]
            lines += [
                f"Return {contract.return_code} [`{contract.slug}`](returns/{contract.slug}.md)."
            ]
        for row in own:
            section = _section(row, disclosure.get(row["indicator"], {}), rests, exclusions)
            lines += ["", *section, *sources.get(row["indicator"], ())]
    lines += [
        "",
        "## Not worked out",
        "",
        "Figures that are asked for and that the returns do not hold.",
    ]
    lines += ["", *(f"- **{name}**: {reason}" for name, reason in NOT_WORKED_OUT.items())]
    return "\n".join(lines) + "\n"


def _other_sources(contracts: Iterable[Contract]) -> dict[str, list[str]]:
    """By indicator, a line for each other return that its figures stand on as well."""
    titles = {contract.slug: contract.title for contract in contracts}
    lines: dict[str, list[str]] = {}
    for row in _table("indicator_sources"):
        slug = row["return_slug"]
        told = f"- Stands on another return as well: {titles[slug]} [`{slug}`](returns/{slug}.md)"
        lines.setdefault(row["indicator"], []).append(told)
    return lines


def _opening(registry: list[Row], contracts: Iterable[Contract]) -> Iterator[str]:
    returns = {row["return_slug"] for row in registry}
    known = {contract.slug for contract in contracts}
    yield "# Indicators"
    yield ""
    yield (
        f"{len(registry)} indicators from {len(returns & known)} returns. A page, a download and a "
        "briefing take title, unit and definition from here and from nowhere else."
    )
    yield ""
    yield "What stands where a figure would, on every chart and in every table:"
    yield ""
    for status, sign in MARKERS.items():
        yield f"- `{sign}` {status.replace('_', ' ')}"
    for sign, meaning in MARKS.items():
        yield f"- `{sign}` beside a figure: {meaning}"
    yield ""
    yield "A zero is a figure: the force counted and found none."
    yield ""
    yield (
        "A share is of the rows in which both of its sides apply: a row with a cell of status z is "
        "on neither side. A cell that is blank for another reason leaves the figure missing."
    )


def _rests(registry: list[Row]) -> list[Row]:
    """Wholes and parts of which no figure shows the rest."""
    shown = {(row["return_slug"], row[f"{side}_label"]) for row in registry for side in _SIDES}
    return [
        row
        for row in _table("quantity_sums")
        if (row["return_slug"], row["rest_label"]) not in shown
    ]


def _section(
    row: Row, disclosure: Row, rests: list[Row], exclusions: Iterable[Row]
) -> Iterator[str]:
    yield f'### <a id="{row["indicator"]}"></a>{row["title"]}'
    yield ""
    yield row["definition"]
    yield ""
    yield f"- Name: `{row['indicator']}`"
    yield f"- Unit: {row['unit']}, to {_decimals(row['decimals'])}"
    yield f"- {_formula(row)}"
    yield f"- Method: {_METHODS.get(row['method'], row['method'])}"
    polarity = POLARITY.get(row["polarity"], row["polarity"])
    yield f"- Polarity: {polarity} ({row['polarity_decided_by']})"
    funnel = "drawn" if row["funnel_allowed"] == "true" else "not drawn"
    yield f"- Control limits between forces: {funnel}"
    yield from _disclosure(row, disclosure, rests)
    yield from _left_out(row, exclusions)
    if row["caveats"]:
        yield f"- Before comparing: {row['caveats']}"
    if row["verified"] != "true":
        yield "- **The definition is unverified.**"


def _decimals(places: str) -> str:
    return "whole numbers" if places == "0" else f"{places} decimal{'' if places == '1' else 's'}"


def _formula(row: Row) -> str:
    if not row["denominator_label"]:
        return f"Is: {row['numerator_label']}"
    times = "" if row["multiplier"] == "1" else f"{float(row['multiplier']):,.0f} x "
    return f"Is: {times}{row['numerator_label']} / {row['denominator_label']}"


def _disclosure(row: Row, disclosure: Row, rests: list[Row]) -> Iterator[str]:
    smallest = int(float(row["minimum_count"] or 0))
    if smallest > 1:
        yield f"- Suppressed [c]: numerators from 1 to {smallest - 1}"
        labels = [row[f"{side}_label"] for side in _SIDES]
        for told in rests:
            if told["return_slug"] == row["return_slug"] and told["part_label"] in labels:
                rest = told["rest_label"][0].lower() + told["rest_label"][1:]
                yield f"- Suppressed [c] too: what would tell from 1 to {smallest - 1} {rest}"
    if disclosure.get("rounding_base"):
        yield f"- Rounded: counts to the nearest {disclosure['rounding_base']}"
    if disclosure.get("adds_to"):
        yield f"- Part of: `{disclosure['adds_to']}`"


def _left_out(row: Row, exclusions: Iterable[Row]) -> Iterator[str]:
    """Forces that are not compared, and so are in no control limits either."""
    if row["excluded_force_codes"]:
        yield f"- Left out: {row['excluded_force_codes']}. {row['excluded_reason']}"
    groups = row["indicator_group"].split(";")
    for one in exclusions:
        if one["indicator_group"] in groups:
            reason = f"{one['force_code']}. {one['reason']}"
            yield f"- Left out of comparisons and control limits: {reason}"


def _table(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(seeds()[name])))
