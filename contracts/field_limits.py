"""What a field is limited to: what of it nothing could pass, or nobody could check or keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# As many as DuckDB and polars keep exactly.
_MOST_DIGITS = 38
_LOOKS_AROUND = re.compile(r"\(\?(?:[=!>]|<[=!]|P=|\()|(?<!\\)(?:\\\\)*\\[1-9]")


def pattern_fault(pattern: str) -> str:
    """Why a pattern cannot be asked; blank where it can.

    What looks around or back is none that the engine of a check has.
    """
    try:
        re.compile(pattern)
    except re.error as wrong:
        return f"it is no regular expression ({wrong})"
    if _LOOKS_AROUND.search(pattern):
        return "it looks ahead, behind or back, which no check here does"
    return ""


def digits_fault(precision: int, scale: int | None) -> str:
    """Why a number of so many digits cannot be kept; blank where it can."""
    if 1 <= precision <= _MOST_DIGITS and 0 <= (scale or 0) <= precision:
        return ""
    return f"a number has 1 to {_MOST_DIGITS} digits, and no more of them after the point"


def check_limits(entry: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    low, high = options.get("minimum"), options.get("maximum")
    for name, limit in (("minimum", low), ("maximum", high)):
        if limit is not None and not Decimal(str(limit)).is_finite():
            raise ValueError(f"the {name} {limit}, which is no number; leave it out")
    if low is not None and high is not None and low > high:
        raise ValueError(f"the minimum {low} above the maximum {high}: nothing would pass")
    if options.get("maxLength") == 0:
        raise ValueError("the maxLength 0: nothing would pass")
    if fault := pattern_fault(options.get("pattern", "")):
        raise ValueError(f"the pattern {options['pattern']!r}: {fault}")
    precision, scale = precision_of(str(entry["physicalType"]))
    if precision is not None and (fault := digits_fault(precision, scale)):
        raise ValueError(f"the physicalType {entry['physicalType']}; {fault}")


def precision_of(physical_type: str) -> tuple[int | None, int | None]:
    if not physical_type.startswith("DECIMAL("):
        return None, None
    precision, scale = physical_type.removeprefix("DECIMAL(").removesuffix(")").split(",")
    return int(precision), int(scale)
