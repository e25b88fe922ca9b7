"""A table of mid-year populations: a code of the force, a year, a number of people."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from contracts.amounts import count
from contracts.findings import Finding
from contracts.force_names import force_named
from contracts.model import Dimension
from mappings.lookups import without_footnote

from .findings import PopulationRow, doubt, error

# The Office for National Statistics names the column after the year of its codes: PFA22CD.
_CODE = re.compile(r"(?i)(pfa\d{2}cd|gss_code|force_code)")
_NAME = re.compile(r"(?i)(pfa\d{2}nm|force_name|name)")
_NOTE = re.compile(r"(?:\s*\[[^\[\]]{1,40}\])+\s*$")
# Codes of the ONS for what is wider than a police force area: countries together, one, a region.
_WIDER = re.compile(r"(K0[0-9]|E92|W92|S92|N92|E12)[0-9]{6}")
_YEARS = range(1961, 2101)
# A force's people do not change by more in one year; a boundary, or a slip, does that.
_STEP_PCT = 5.0
Key = tuple[str, int]


def examine(
    path: Path, codes: Mapping[str, str], shipped: Mapping[Key, int]
) -> tuple[list[PopulationRow], list[Finding]]:
    """The rows that can be read, and every finding. `codes` are GSS code to force code."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError):
        remedy = "save the table as CSV in UTF-8; an archive has to be unpacked first"
        return [], [error("REF-01", f"{path.name} is not text in UTF-8: {remedy}.")]
    try:
        return _examined(path.name, csv.DictReader(io.StringIO(text)), codes, shipped)
    except csv.Error as problem:
        told = f"{path.name} cannot be read as CSV ({problem}): see that every quotation mark ends."
        return [], [error("REF-01", told)]


def _examined(
    name: str, reader: csv.DictReader[str], codes: Mapping[str, str], shipped: Mapping[Key, int]
) -> tuple[list[PopulationRow], list[Finding]]:
    header = [column for column in reader.fieldnames or [] if column]
    columns, twice = _columns(header)
    if twice:
        told = f"{name} has {' and '.join(twice)}, and either may be meant: keep one of them."
        return [], [error("REF-02", told)]
    absent = [what for what in ("code", "year", "population") if what not in columns]
    if absent:
        wanted = "a force's code (PFA22CD, gss_code or force_code), year and population"
        return [], [
            error(
                "REF-02",
                f"{name} has no column for {', '.join(absent)}. Its columns are "
                f"{', '.join(header) or 'none'}; {wanted} are needed.",
                dimension=Dimension.COMPLETENESS,
            )
        ]
    rows: dict[Key, PopulationRow] = {}
    findings: list[Finding] = []
    wider: list[str] = []
    slipped: list[str] = []
    for number, line in enumerate(reader, start=2):
        code = (line.get(columns["code"]) or "").strip()
        if _WIDER.fullmatch(code):
            wider.append(code)
            continue
        found = _row(number, line, columns, codes)
        if isinstance(found, Finding):
            findings.append(found)
        elif (found.force_code, found.year) in rows:
            findings.append(_repeated(number, found))
        else:
            rows[found.force_code, found.year] = found
            slipped += _other_name(number, found, (line.get(columns.get("name", "")) or "").strip())
    findings += _named_otherwise(slipped)
    findings += _left_out(wider)
    findings += _doubts(list(rows.values()), set(codes.values()), shipped)
    if not rows:
        findings.append(error("REF-02", f"{name} has no row that can be used."))
    return list(rows.values()), findings


def _columns(header: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """What each of them is called that is needed; the names of two that are the same thing."""
    found: dict[str, str] = {}
    for name in header:
        plain = _NOTE.sub("", name).strip()
        if _CODE.fullmatch(plain):
            what = "code"
        elif _NAME.fullmatch(plain):
            what = "name"
        elif plain.lower() in ("year", "population", "source"):
            what = plain.lower()
        else:
            continue
        if what in found and what != "name":
            return found, [found[what], name]
        found[what] = name
    return found, []


def _row(
    number: int,
    line: Mapping[str, str | None],
    columns: Mapping[str, str],
    codes: Mapping[str, str],
) -> PopulationRow | Finding:
    """The row, or the first thing that is wrong with it."""
    if None in line:
        return error(
            "REF-05",
            "The row has more cells than the header, so that its population may be another of "
            "them; put a number with commas in quotation marks.",
            row=number,
        )
    typed = {what: (line.get(name) or "").strip() for what, name in columns.items()}
    code, year, people = typed["code"], typed["year"], typed["population"]
    force = codes.get(code) or (code if code in codes.values() else None)
    if force is None:
        near = get_close_matches(code, [*codes, *codes.values()], n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        return error(
            "REF-03",
            f"{code[:40]!r} is the code of no force.{hint}",
            row=number,
            column=columns["code"],
            value=code[:40],
            allowed="a GSS code such as E23000028, or a force's two-character code",
        )
    if not (year.isascii() and year.isdigit() and int(year) in _YEARS):
        return error(
            "REF-04",
            f"{year[:40]!r} is no year.",
            row=number,
            column=columns["year"],
            value=year[:40],
            allowed=f"{_YEARS[0]} to {_YEARS[-1]}",
        )
    digits = people.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) < 10**8):
        return error(
            "REF-05",
            f"{people[:40]!r} is no number of residents.",
            row=number,
            column=columns["population"],
            value=people[:40],
            allowed="a whole number above zero",
        )
    return PopulationRow(force, int(year), int(digits), typed.get("source", "") or "Not stated")


def _other_name(number: int, row: PopulationRow, name: str) -> Iterator[str]:
    """Where in the file the code is of one force and the name beside it of another."""
    if name and force_named(without_footnote(name)) != row.force_code:
        yield f"row {number}, {name[:40]!r} with the code of force {row.force_code}"


def _named_otherwise(slipped: Sequence[str]) -> Iterator[Finding]:
    if slipped:
        yield doubt(
            "REF-17",
            f"{count(len(slipped), 'row has', 'rows have')} the code of one force and the name of "
            f"another, the first in {slipped[0]}: a column may have slipped. The code is taken.",
        )


def _left_out(wider: Sequence[str]) -> Iterator[Finding]:
    """Totals beside the forces that they are the totals of."""
    if wider:
        yield doubt(
            "REF-16",
            f"{count(len(wider), 'row')} of {', '.join(sorted(set(wider)))} are of a country or a "
            "region and of no one force; they are left out.",
        )


def _repeated(number: int, row: PopulationRow) -> Finding:
    return error(
        "REF-06",
        f"Force {row.force_code} has more than one population for {row.year}; keep one.",
        row=number,
        column="year",
        value=str(row.year),
        dimension=Dimension.UNIQUENESS,
    )


def _doubts(
    rows: Sequence[PopulationRow], forces: set[str], shipped: Mapping[Key, int]
) -> Iterator[Finding]:
    by_year: dict[int, set[str]] = {}
    by_force: dict[str, list[PopulationRow]] = {}
    for row in rows:
        by_year.setdefault(row.year, set()).add(row.force_code)
        by_force.setdefault(row.force_code, []).append(row)
    for year, found in sorted(by_year.items()):
        if forces - found:
            names = ", ".join(sorted(forces - found))
            yield doubt(
                "REF-07",
                f"{year} lacks {names}: an earlier year stands in for them.",
                Dimension.COMPLETENESS,
            )
    for force, series in sorted(by_force.items()):
        ordered = sorted(series, key=lambda row: row.year)
        for before, after in pairwise(ordered):
            change = 100 * (after.population / before.population - 1)
            if after.year == before.year + 1 and abs(change) > _STEP_PCT:
                yield doubt(
                    "REF-08",
                    f"Force {force}: {before.population:,} in {before.year} and "
                    f"{after.population:,} in {after.year}, {change:+.1f}% in one year.",
                )
    yield from _sources(rows)
    yield from _unlike_shipped(rows, shipped)


def _sources(rows: Sequence[PopulationRow]) -> Iterator[Finding]:
    """Years from different sources do not make one series: a census is no mid-year estimate."""
    years: dict[str, list[int]] = {}
    for row in rows:
        years.setdefault(row.source, []).append(row.year)
    if len(years) > 1:
        told = "; ".join(
            f"{min(held)} to {max(held)}: {source}"
            if min(held) != max(held)
            else f"{min(held)}: {source}"
            for source, held in sorted(years.items(), key=lambda one: min(one[1]))
        )
        yield doubt("REF-09", f"The years come from {len(years)} sources. {told}.")


def _unlike_shipped(rows: Sequence[PopulationRow], shipped: Mapping[Key, int]) -> Iterator[Finding]:
    unlike = [
        row for row in rows if shipped.get((row.force_code, row.year)) not in (None, row.population)
    ]
    if unlike:
        first = unlike[0]
        yield doubt(
            "REF-10",
            f"{len(unlike)} forces have another population than the one that Muster ships; force "
            f"{first.force_code}, {first.year}: {first.population:,} and "
            f"{shipped[first.force_code, first.year]:,}. The file's is used.",
        )
