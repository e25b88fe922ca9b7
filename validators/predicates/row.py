"""Predicates that one row can answer.

Each returns a RowTest. `passes` is null where a cell that it needs is blank or unreadable: a rule
that cannot be asked neither passes nor fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import cast

import polars as pl

from contracts.model import Rule
from validators.predicates.arguments import in_london, names, number, real, text


@dataclass(frozen=True, slots=True)
class RowTest:
    """`column` is where the finding points; `uses` are the columns that the answer needs.

    To spare the asking: `proof` is one value for many rows, true only where all of them pass;
    `pattern` is the regular expression that `passes` asks for and nothing else; no text of more
    characters than `longest` fails; `dear` says that the test costs more than telling the distinct
    values apart.
    """

    column: str
    uses: tuple[str, ...]
    passes: pl.Expr
    expected: pl.Expr | None = None
    difference: pl.Expr | None = None
    allowed: str | None = None
    proof: pl.Expr | None = None
    pattern: str | None = None
    longest: int | None = None
    dear: bool = False
    # What `expected` is, where a cell need not be equal to it: "at most".
    bound: str = ""


RowPredicate = Callable[[Rule], RowTest]


def _total(columns: Sequence[str]) -> pl.Expr:
    return reduce(lambda left, right: left + right, (real(name) for name in columns))


def _known_total(columns: Sequence[str]) -> pl.Expr:
    """The sum of what is given; null where nothing is. A blank part is not a zero, but it cannot
    make the others smaller either."""
    given = pl.sum_horizontal(real(name) for name in columns)
    return pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in columns)).then(given)


def not_more_than(rule: Rule) -> RowTest:
    of, limit = text(rule, "of"), text(rule, "limit")
    factor, tolerance = number(rule, "factor", 1.0), number(rule, "tolerance", 0.0)
    highest = real(limit) * factor
    share = "" if factor == 1.0 else f"{factor:g} x "
    return RowTest(
        of, (of, limit), real(of) <= highest + tolerance + 1e-9, highest, real(of) - highest,
        f"no more than {share}{limit}", bound="at most",
    )  # fmt: skip


def sum_not_more_than(rule: Rule) -> RowTest:
    parts, limit = names(rule, "of"), text(rule, "limit")
    total, tolerance = _known_total(parts), number(rule, "tolerance", 0.0)
    return RowTest(
        parts[0], (*parts, limit), total <= real(limit) + tolerance + 1e-9,
        real(limit), total - real(limit), f"{' + '.join(parts)} no more than {limit}",
        bound="all together at most",
    )  # fmt: skip


def each_not_more_than(rule: Rule) -> RowTest:
    """Each of several counts against one limit; a blank count is no excess."""
    parts, limit = names(rule, "of"), text(rule, "limit")
    largest = pl.max_horizontal(real(name) for name in parts)
    return RowTest(
        parts[0], (*parts, limit), largest <= real(limit) + 1e-9, real(limit),
        largest - real(limit), f"{', '.join(parts)} each no more than {limit}",
        bound="each at most",
    )  # fmt: skip


def none_small(rule: Rule) -> RowTest:
    """No count of several from `smallest` to `largest`: a cell that is not published as it is."""
    parts = names(rule, "of")
    low, high = number(rule, "smallest"), number(rule, "largest")
    small = pl.any_horizontal(pl.col(name).is_between(low, high).fill_null(False) for name in parts)
    return RowTest(parts[0], tuple(parts), ~small, allowed=f"0, or more than {high:g}")


def ordered_between(rule: Rule) -> RowTest:
    """`of` no more than `limit`, and both from `minimum` to `maximum`, where they are given."""
    of, limit = text(rule, "of"), text(rule, "limit")
    low, high = number(rule, "minimum"), number(rule, "maximum")
    within = [real(name).is_between(low, high).fill_null(True) for name in (of, limit)]
    ordered = (real(of) <= real(limit)).fill_null(True)
    return RowTest(
        of, (of, limit), pl.all_horizontal(ordered, *within),
        allowed=f"no more than {limit}, and both from {low:g} to {high:g}",
    )  # fmt: skip


def given_together(rule: Rule) -> RowTest:
    """`of` is given exactly where `beside` is."""
    of, beside = text(rule, "of"), text(rule, "beside")
    return RowTest(
        of, (of, beside), pl.col(of).is_null() == pl.col(beside).is_null(),
        allowed=f"given exactly where {beside} is",
    )  # fmt: skip


def not_more_than_sum(rule: Rule) -> RowTest:
    of, parts = text(rule, "of"), names(rule, "limit")
    limit = _total(parts)
    excused = pl.lit(False)
    uses = (of, *parts)
    if "unless" in rule.arguments:
        unless = text(rule, "unless")
        excused = pl.col(unless).fill_null(False)
        uses = (*uses, unless)
    return RowTest(
        of, uses, (real(of) <= limit + 1e-9) | excused, limit, real(of) - limit,
        f"no more than {' + '.join(parts)}", bound="at most",
    )  # fmt: skip


def adds_up(rule: Rule) -> RowTest:
    parts, total = names(rule, "of"), text(rule, "total")
    added, tolerance = _total(parts), number(rule, "tolerance", 0.0)
    return RowTest(
        total, (*parts, total), (added - real(total)).abs() <= tolerance + 1e-9,
        added, real(total) - added, f"the sum of {' + '.join(parts)}",
    )  # fmt: skip


def ordered_where_counted(rule: Rule) -> RowTest:
    """Nothing counted needs no figures; something counted needs both, the smaller one first.

    With `above`, both lie above it as well.
    """
    of, limit, count = text(rule, "of"), text(rule, "limit"), text(rule, "count")
    ordered = real(of) <= real(limit) + 1e-9
    if "above" in rule.arguments:
        ordered = ordered & (real(of) > number(rule, "above"))
    ordered = ordered.fill_null(False)
    return RowTest(
        of, (of, limit, count), (pl.col(count) == 0) | ordered, real(limit),
        real(of) - real(limit), f"given, and no more than {limit}", bound="at most",
    )  # fmt: skip


def in_ascending_order(rule: Rule) -> RowTest:
    """Each figure no more than the next; a blank one is left out of the comparison."""
    columns = names(rule, "of")
    pairs = [
        (real(less) <= real(more) + 1e-9)
        for place, less in enumerate(columns)
        for more in columns[place + 1 :]
    ]
    known = pl.any_horizontal(pair.is_not_null() for pair in pairs)
    return RowTest(
        columns[0], tuple(columns),
        pl.when(known).then(pl.all_horizontal(pair.fill_null(True) for pair in pairs)),
        allowed=" no more than ".join(columns),
    )  # fmt: skip


def not_after(rule: Rule) -> RowTest:
    """Months and days as they are written, in order of time."""
    of, limit = text(rule, "of"), text(rule, "limit")
    return RowTest(
        of,
        (of, limit),
        pl.col(of) <= pl.col(limit),
        pl.col(limit),
        allowed=f"not after {limit}",
        bound="at the latest",
    )


def at_most_where(rule: Rule) -> RowTest:
    of, limit = text(rule, "of"), number(rule, "limit")
    when = cast(Mapping[str, str], rule.arguments["when"])
    applies = pl.all_horizontal(pl.col(column) == value for column, value in when.items())
    passes = pl.when(applies).then(real(of) <= limit)
    return RowTest(
        of, (of, *when), passes, difference=real(of) - limit, allowed=f"at most {limit:g}"
    )


def not_between(rule: Rule) -> RowTest:
    of = text(rule, "of")
    low, high = number(rule, "minimum"), number(rule, "maximum")
    return RowTest(
        of, (of,), ~real(of).is_between(low, high), allowed=f"0, or {high + 1:g} or more"
    )


def code_depends_on(rule: Rule) -> RowTest:
    of, on = text(rule, "of"), text(rule, "on")
    when = cast(Mapping[str, list[str]], rule.arguments["when"])
    otherwise = cast(list[str], rule.arguments["otherwise"])
    # A value that no list knows is a matter of the code list, not of what it goes with.
    known = sorted({code for codes in when.values() for code in codes} | set(otherwise))
    passes = pl.when(pl.col(on).is_null() | ~pl.col(of).is_in(known)).then(None)
    wanted = pl.when(pl.col(on).is_null()).then(None)
    for code, codes in when.items():
        passes = passes.when(pl.col(on) == code).then(pl.col(of).is_in(codes))
        wanted = wanted.when(pl.col(on) == code).then(pl.lit(", ".join(codes)))
    return RowTest(
        of, (of, on), passes.otherwise(pl.col(of).is_in(otherwise)),
        wanted.otherwise(pl.lit(", ".join(otherwise))), allowed=f"a code that goes with {on}",
    )  # fmt: skip


def lasts_at_most(rule: Rule) -> RowTest:
    start, end, hours = text(rule, "start"), text(rule, "end"), number(rule, "hours")
    lasted = (pl.col(end) - pl.col(start)).dt.total_seconds() / 3600
    return RowTest(
        end, (start, end), (lasted > 0) & (lasted <= hours), difference=lasted,
        allowed=f"after {start}, by at most {hours:g} hours",
    )  # fmt: skip


def planned_off_peak(rule: Rule) -> RowTest:
    planned, start, end = (text(rule, name) for name in ("planned", "start", "end"))
    maximum_hours = number(rule, "maximum_hours")
    peak_from, peak_to = text(rule, "peak_from"), text(rule, "peak_to")
    local = in_london(start)
    clock, weekday = local.dt.to_string("%H:%M"), local.dt.weekday() <= 5
    in_peak = weekday & (clock >= peak_from) & (clock < peak_to)
    hours = (pl.col(end) - pl.col(start)).dt.total_seconds() / 3600
    fails = pl.col(planned) & (in_peak | (hours > maximum_hours).fill_null(False))
    return RowTest(
        start, (planned, start, end), ~fails, difference=hours,
        allowed=f"at most {maximum_hours:g} hours, outside {peak_from} to {peak_to} on weekdays",
    )  # fmt: skip


def compliance_evidenced(rule: Rule) -> RowTest:
    declared, references, flags = (
        text(rule, "declared"),
        names(rule, "references"),
        names(rule, "flags"),
    )
    when = cast(Mapping[str, str], rule.arguments["when"])
    applies = pl.col(declared)
    for column, value in when.items():
        applies = applies & (pl.col(column) == value)
    evidenced = pl.all_horizontal(
        *(pl.col(name).is_not_null() for name in references),
        *(pl.col(name).fill_null(True) for name in flags),
    )
    lacking = pl.concat_str(
        *(
            pl.when(pl.col(name).is_null()).then(pl.lit(f"{name} ")).otherwise(pl.lit(""))
            for name in references
        ),
        *(pl.when(~pl.col(name)).then(pl.lit(f"{name} ")).otherwise(pl.lit("")) for name in flags),
    ).str.strip_chars()
    return RowTest(
        declared, (declared, *when, *references, *flags), ~applies | evidenced, lacking,
        allowed="true only with every reference given and both criteria published",
    )  # fmt: skip


ROW_PREDICATES: Mapping[str, RowPredicate] = {
    function.__name__: function
    for function in (
        not_more_than, sum_not_more_than, not_more_than_sum, ordered_where_counted, adds_up,
        not_between, code_depends_on, lasts_at_most, planned_off_peak,
        compliance_evidenced, each_not_more_than, none_small, ordered_between, given_together,
        in_ascending_order, not_after, at_most_where,
    )
}  # fmt: skip
