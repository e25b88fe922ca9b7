"""Predicates that one row can answer.

Each returns a RowTest. `passes` is null where a cell that it needs is blank or unreadable: a rule
that cannot be asked neither passes nor fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import cast

import polars as pl

from contracts.model import Rule

LONDON = "Europe/London"


@dataclass(frozen=True, slots=True)
class RowTest:
    """`column` is where the finding points; `uses` are the columns that the answer needs."""

    column: str
    uses: tuple[str, ...]
    passes: pl.Expr
    expected: pl.Expr | None = None
    difference: pl.Expr | None = None
    allowed: str | None = None


RowPredicate = Callable[[Rule], RowTest | tuple[RowTest, ...]]


def _text(rule: Rule, name: str) -> str:
    return str(rule.arguments[name])


def _number(rule: Rule, name: str, default: float = 0.0) -> float:
    return float(str(rule.arguments.get(name, default)))


def _names(rule: Rule, name: str) -> tuple[str, ...]:
    return tuple(cast(list[str], rule.arguments[name]))


def _real(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64)


def _total(names: tuple[str, ...]) -> pl.Expr:
    return reduce(lambda left, right: left + right, (_real(name) for name in names))


def _known_total(names: tuple[str, ...]) -> pl.Expr:
    """The sum of what is given; null where nothing is. A blank part is not a zero, but it cannot
    make the others smaller either."""
    given = pl.sum_horizontal(_real(name) for name in names)
    return pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).then(given)


def not_more_than(rule: Rule) -> RowTest:
    of, limit = _text(rule, "of"), _text(rule, "limit")
    factor, tolerance = _number(rule, "factor", 1.0), _number(rule, "tolerance")
    highest = _real(limit) * factor
    share = "" if factor == 1.0 else f"{factor:g} x "
    return RowTest(
        of, (of, limit), _real(of) <= highest + tolerance + 1e-9, highest, _real(of) - highest,
        f"no more than {share}{limit}",
    )  # fmt: skip


def sum_not_more_than(rule: Rule) -> RowTest:
    parts, limit = _names(rule, "of"), _text(rule, "limit")
    total, tolerance = _known_total(parts), _number(rule, "tolerance")
    return RowTest(
        parts[0], (*parts, limit), total <= _real(limit) + tolerance + 1e-9,
        _real(limit), total - _real(limit), f"{' + '.join(parts)} no more than {limit}",
    )  # fmt: skip


def not_more_than_sum(rule: Rule) -> RowTest:
    of, parts = _text(rule, "of"), _names(rule, "limit")
    limit = _total(parts)
    excused = pl.lit(False)
    uses = (of, *parts)
    if "unless" in rule.arguments:
        unless = _text(rule, "unless")
        excused = pl.col(unless).fill_null(False)
        uses = (*uses, unless)
    return RowTest(
        of, uses, (_real(of) <= limit + 1e-9) | excused, limit, _real(of) - limit,
        f"no more than {' + '.join(parts)}",
    )  # fmt: skip


def adds_up(rule: Rule) -> RowTest:
    parts, total = _names(rule, "of"), _text(rule, "total")
    added, tolerance = _total(parts), _number(rule, "tolerance")
    return RowTest(
        total, (*parts, total), (added - _real(total)).abs() <= tolerance + 1e-9,
        added, _real(total) - added, f"the sum of {' + '.join(parts)}",
    )  # fmt: skip


def ordered_where_counted(rule: Rule) -> RowTest:
    """Nothing counted needs no figures; something counted needs both, the smaller one first."""
    of, limit, count = _text(rule, "of"), _text(rule, "limit"), _text(rule, "count")
    ordered = (_real(of) <= _real(limit) + 1e-9).fill_null(False)
    return RowTest(
        of, (of, limit, count), (pl.col(count) == 0) | ordered, _real(limit),
        _real(of) - _real(limit), f"given, and no more than {limit}",
    )  # fmt: skip


def not_between(rule: Rule) -> RowTest:
    of = _text(rule, "of")
    low, high = _number(rule, "minimum"), _number(rule, "maximum")
    return RowTest(
        of, (of,), ~_real(of).is_between(low, high), allowed=f"0, or {high + 1:g} or more"
    )


def code_depends_on(rule: Rule) -> RowTest:
    of, on = _text(rule, "of"), _text(rule, "on")
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
    start, end, hours = _text(rule, "start"), _text(rule, "end"), _number(rule, "hours")
    lasted = (pl.col(end) - pl.col(start)).dt.total_seconds() / 3600
    return RowTest(
        end, (start, end), (lasted > 0) & (lasted <= hours), difference=lasted,
        allowed=f"after {start}, by at most {hours:g} hours",
    )  # fmt: skip


def outage_times_ordered(rule: Rule) -> RowTest:
    start, end, detected = (_text(rule, name) for name in ("start", "end", "detected"))
    lag_hours = _number(rule, "lag_hours")
    restored_after = (pl.col(end) > pl.col(start)).fill_null(True)
    lag = (pl.col(start) - pl.col(detected)).dt.total_seconds() / 3600
    return RowTest(
        end, (start, end, detected), restored_after & (lag <= lag_hours).fill_null(True),
        pl.col(start).dt.to_string("after %Y-%m-%dT%H:%M:%SZ"),
        (pl.col(end) - pl.col(start)).dt.total_seconds() / 60,
        f"{end} after {start}; {start} at most {lag_hours:g} hours after {detected}",
    )  # fmt: skip


def planned_off_peak(rule: Rule) -> RowTest:
    planned, start, end = (_text(rule, name) for name in ("planned", "start", "end"))
    maximum_hours = _number(rule, "maximum_hours")
    peak_from, peak_to = _text(rule, "peak_from"), _text(rule, "peak_to")
    local = pl.col(start).dt.replace_time_zone("UTC").dt.convert_time_zone(LONDON)
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
        _text(rule, "declared"),
        _names(rule, "references"),
        _names(rule, "flags"),
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


def each_not_more_than(rule: Rule) -> tuple[RowTest, ...]:
    """Several parts, each within its own whole: a finding points to the part that is too large."""
    pairs = cast(Mapping[str, str], rule.arguments["pairs"])
    return tuple(
        RowTest(
            of, (of, limit), _real(of) <= _real(limit) + 1e-9, _real(limit),
            _real(of) - _real(limit), f"no more than {limit}",
        )
        for of, limit in pairs.items()
    )  # fmt: skip


def at_most(rule: Rule) -> RowTest:
    of, highest = _text(rule, "of"), _number(rule, "maximum")
    return RowTest(
        of, (of,), _real(of) <= highest, difference=_real(of) - highest,
        allowed=f"at most {highest:g}",
    )  # fmt: skip


def must_be(rule: Rule) -> RowTest:
    of, value = _text(rule, "of"), rule.arguments["value"]
    return RowTest(of, (of,), pl.col(of).eq(value), allowed=str(value).lower())


def _holds(rule: Rule) -> tuple[pl.Expr, tuple[str, ...]]:
    """Whether a row is one of those that the rule is about, and the columns that say so."""
    where = cast(Mapping[str, object], rule.arguments.get("where", {}))
    holds = pl.all_horizontal(
        pl.lit(True), *(pl.col(c).eq(v).fill_null(False) for c, v in where.items())
    )
    return holds, tuple(where)


def share_between(rule: Rule) -> RowTest:
    """A part of a base within bounds; a base below `minimum_base` says nothing."""
    of, base = _text(rule, "of"), _text(rule, "base")
    low, high = _number(rule, "minimum"), _number(rule, "maximum", 1.0)
    asked, columns = _holds(rule)
    share = _real(of) / _real(base)
    enough = asked & (_real(base) >= max(_number(rule, "minimum_base", 1.0), 1.0))
    within = share.is_between(low - 1e-12, high + 1e-12)
    bounds = f"{low:.0%} to {high:.0%}" if "maximum" in rule.arguments else f"at least {low:.0%}"
    return RowTest(
        of, (of, base, *columns), pl.when(enough).then(within).otherwise(True),
        pl.format("{} to {}", (_real(base) * low).ceil().cast(pl.Int64),
                  (_real(base) * high).floor().cast(pl.Int64)),
        allowed=f"{bounds} of {base}",
    )  # fmt: skip


def positive_where(rule: Rule) -> RowTest:
    of, count = _text(rule, "of"), _text(rule, "count")
    asked, columns = _holds(rule)
    return RowTest(
        of, (of, count, *columns), ~asked | (_real(count) <= 0) | (_real(of) > 0),
        allowed=f"at least 1 where there are {count}",
    )  # fmt: skip


def needs_beside(rule: Rule) -> RowTest:
    """A figure that is given (or is above a number) needs a text beside it."""
    of, needs = _text(rule, "of"), _text(rule, "needs")
    above, highest = rule.arguments.get("above"), rule.arguments.get("maximum")
    asked = pl.col(of).is_not_null() if above is None else _real(of) > float(str(above))
    given = pl.col(needs).is_not_null()
    if "not_code" in rule.arguments:
        given = given & (pl.col(needs) != _text(rule, "not_code"))
    within = pl.lit(True) if highest is None else _real(of) <= float(str(highest))
    bounds = "" if highest is None else f", and at most {highest}"
    return RowTest(
        of, (of, needs), ~asked.fill_null(False) | (given & within),
        allowed=f"with {needs} beside it{bounds}",
    )  # fmt: skip


ROW_PREDICATES: Mapping[str, RowPredicate] = {
    function.__name__: function
    for function in (
        not_more_than, sum_not_more_than, not_more_than_sum, ordered_where_counted, adds_up,
        not_between, code_depends_on, lasts_at_most, outage_times_ordered, planned_off_peak,
        compliance_evidenced, each_not_more_than, at_most, must_be, share_between, positive_where,
        needs_beside,
    )
}  # fmt: skip


def row_tests(rule: Rule) -> tuple[RowTest, ...]:
    """What a row rule asks of each row: one test, or one for each of its pairs of columns."""
    asked = ROW_PREDICATES[rule.predicate](rule)
    return asked if isinstance(asked, tuple) else (asked,)
