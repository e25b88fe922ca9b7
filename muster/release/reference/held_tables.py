"""Reference tables that somebody has put into a home by hand, read before a build takes them in.

A row that means nothing to the models is passed over by them: a code without its leading zero is a
force without peers, and a day that is no date is a group that is valid for ever.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from contracts.errors import BuildError
from contracts.load import load_codelist, slugs
from contracts.render.dbt_seeds import INDICATORS

Row = Mapping[str, str]
Numbered = Sequence[tuple[int, Row]]
Check = Callable[[str], str | None]
_SHOWN = 10


def require_sound(tables: Mapping[str, str]) -> None:
    """Raises BuildError with what is wrong with the tables, by dbt's variable and their path."""
    wrong = [
        f"{Path(path).name}{told}"
        for variable, path in sorted(tables.items())
        if variable in COLUMNS
        for told in _wrong(variable, Path(path))
    ]
    if wrong:
        more = f" And {len(wrong) - _SHOWN} more." if len(wrong) > _SHOWN else ""
        raise BuildError(
            "A reference table of this installation cannot be taken in: mend it, or take it out "
            f"of the folder reference. {' '.join(wrong[:_SHOWN])}{more}"
        )


def _wrong(variable: str, path: Path) -> Iterator[str]:
    columns = COLUMNS[variable]
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True)
        header = list(reader.fieldnames or [])
        rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as problem:
        yield f" is not CSV in UTF-8 ({problem})."
        return
    lacking = [name for name in columns if name not in header]
    if lacking:
        yield f" has no column {', '.join(lacking)}; its columns are {', '.join(header) or 'none'}."
        return
    found = False
    for number, row in rows:
        if None in row or None in row.values():
            found = True
            yield f", row {number}: it has not as many cells as the header."
            continue
        for name, allowed in columns.items():
            told = allowed(row[name])
            if told:
                found = True
                yield f", row {number}, column {name}: {row[name]!r} is not {told}."
    if not found:
        yield from _AGREEMENTS[variable](rows)


def _force(cell: str) -> str | None:
    if cell in {code.code for code in load_codelist("force").codes}:
        return None
    return "a code of a force, as 01 or 42"


def _force_or_blank(cell: str) -> str | None:
    return _force(cell) if cell else None


def _day(cell: str) -> str | None:
    try:
        read = date.fromisoformat(cell)
    except ValueError:
        read = None
    return None if read and read.isoformat() == cell else "a day, as 2024-03-31"


def _day_or_blank(cell: str) -> str | None:
    told = _day(cell) if cell else None
    return told and f"{told}, or blank"


def _matching(pattern: str, told: str) -> Check:
    return lambda cell: None if re.fullmatch(pattern, cell) else told


def _return(cell: str) -> str | None:
    return None if cell in slugs() else f"a return: {', '.join(slugs())}"


def _indicators(cell: str) -> str | None:
    """Blank is all of the return's."""
    unknown = [name for name in cell.split(";") if cell and name not in _registry()]
    return "an indicator, or several with ; between, or blank" if unknown else None


@cache
def _registry() -> frozenset[str]:
    texts = (path.read_text(encoding="utf-8") for path in INDICATORS.glob("*.csv"))
    return frozenset(
        row["indicator"] for text in texts for row in csv.DictReader(io.StringIO(text))
    )


_filled = _matching(r"(?s).*\S.*", "filled")
_number = _matching(r"\d{1,9}", "a whole number")


def _one_each(*key: str) -> Callable[[Numbered], Iterator[str]]:
    """Whatever stands twice under one key would be counted twice."""

    def told(rows: Numbered) -> Iterator[str]:
        seen: dict[tuple[str, ...], int] = {}
        for number, row in rows:
            named = tuple(row[name] for name in key)
            if named in seen:
                yield f", row {number}: {' '.join(named)} stands in row {seen[named]} already."
            seen.setdefault(named, number)

    return told


def _one_group_a_day(rows: Numbered) -> Iterator[str]:
    """Of one force there is one group on any day, and a peer is in it once."""
    for number, row in rows:
        if row["valid_from"] and row["valid_to"] and row["valid_from"] > row["valid_to"]:
            yield f", row {number}: it ends on {row['valid_to']}, before it begins."
    of_force: dict[str, list[tuple[int, Row]]] = {}
    for number, row in rows:
        of_force.setdefault(row["force_code"], []).append((number, row))
    for force, own in of_force.items():
        for (first, one), (second, other) in combinations(own, 2):
            same = one["group_version"] == other["group_version"]
            if _share_a_day(one, other) and not (
                same and one["peer_force_code"] != other["peer_force_code"]
            ):
                what = "the same peer" if same else f"version {one['group_version']}"
                yield (
                    f", row {second}: on some day force {force} has {what} of row {first} as "
                    "well. Give the earlier one its last day in valid_to."
                )
                break


def _share_a_day(one: Row, other: Row) -> bool:
    """Blank is for ever; days in ISO 8601 are in the order of their texts."""
    return all(
        not a["valid_from"] or not b["valid_to"] or a["valid_from"] <= b["valid_to"]
        for a, b in ((one, other), (other, one))
    )


COLUMNS: Mapping[str, Mapping[str, Check]] = {
    "official_peer_groups_csv": {
        "force_code": _force, "peer_force_code": _force, "group_version": _filled,
        "source": _filled, "valid_from": _day_or_blank, "valid_to": _day_or_blank,
    },
    "more_series_breaks_csv": {
        "force_code": _force_or_blank, "return_slug": _return, "indicator": _indicators,
        "break_date": _day, "label": _filled, "source": _filled,
    },
    "official_collisions_csv": {
        "force_code": _force, "month": _matching(r"\d{4}-(0[1-9]|1[0-2])", "a month, as 2024-03"),
        "collisions": _number, "source": _filled,
    },
    "published_domestic_abuse_csv": {
        "force_code": _force, "quarter": _matching(r"\d{4}-Q[1-4]", "a quarter, as 2024-Q1"),
        "da_crimes": _number, "source": _filled,
    },
}  # fmt: skip
_AGREEMENTS: Mapping[str, Callable[[Numbered], Iterator[str]]] = {
    "official_peer_groups_csv": _one_group_a_day,
    "more_series_breaks_csv": _one_each("force_code", "return_slug", "indicator", "break_date"),
    "official_collisions_csv": _one_each("force_code", "month"),
    "published_domestic_abuse_csv": _one_each("force_code", "quarter"),
}
