"""What a table rule cannot be asked of, because a cell that it depends on could not be read.

Such a cell is told by C07, C14 or C16, and by C06 where it is no code; a column that is missing and
a row that could not be read at all by C01. To every rule it may hold anything: a day that is
written another way is no day that is missing, and a row of a register may be the one that is looked
for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import polars as pl

from contracts.model import Rule
from contracts.vocabulary import PREDICATES
from validators.predicates.answers import Tables, names
from validators.types import PROBLEM_SUFFIX, SOURCE_ROW, TypedBatch

# A column that some predicates look at without being told its name.
_AFFECTED = "not_affected_flag"


@dataclass(slots=True)
class Unread:
    """The sender's rows of one table whose cell in a column could not be read, by column.

    `missing` are the columns that the table came without; `lost`: there are rows of which nothing
    could be read. `codes` are those of each coded column: nobody knows which was meant by another.
    """

    missing: frozenset[str] = frozenset()
    lost: bool = False
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    _parts: dict[str, list[pl.Series]] = field(default_factory=dict[str, list[pl.Series]])

    def add(self, batch: TypedBatch) -> None:
        """Take a batch that holds every row with such a cell."""
        rows = batch.frame.get_column(SOURCE_ROW)
        for column in batch.bad_columns:
            bad = rows.filter(batch.frame.get_column(column + PROBLEM_SUFFIX).is_not_null())
            self._parts.setdefault(column, []).append(bad)
        for column, codes in self.codes.items():
            no_code = ~batch.frame.get_column(column).is_in(codes)
            if no_code.any():
                self._parts.setdefault(column, []).append(rows.filter(no_code))

    def rows(self, columns: Sequence[str]) -> pl.LazyFrame | None:
        """The rows with such a cell in one of these columns. Shape: source_row, each once."""
        found = [part for column in columns for part in self._parts.get(column, ())]
        return pl.concat(found).unique().to_frame().lazy() if any(map(len, found)) else None


@dataclass(frozen=True, slots=True)
class _Reads:
    """What a predicate answers about, and what it reads of the other table.

    `by_group`: of a group, the columns of its argument `by`; `by_row`: of a row, whatever the
    others hold; else of the whole table. `link` names the columns that two tables share, `beside`
    those of the other one alone; a `register` has at least one row for each of the own ones. What
    is read `both_ways` answers about the groups of either table.
    """

    by_row: bool = False
    by_group: bool = False
    link: str | None = None
    beside: tuple[str, ...] = ()
    register: bool = False
    both_ways: bool = False

    @property
    def linked(self) -> bool:
        return self.link is not None or bool(self.beside)


_WHOLE, _BY_GROUP, _BY_ROW = _Reads(), _Reads(by_group=True), _Reads(by_row=True)


def _registered(*beside: str, link: str = "on") -> _Reads:
    return _Reads(by_row=True, link=link, beside=beside, register=True)


# None: what the cells hold makes no difference.
READS: Mapping[str, _Reads | None] = {
    "group_ratio_between": _WHOLE,
    "totals_plausible": _BY_GROUP,
    "group_present": _WHOLE,
    "totals_agree": _Reads(by_group=True, link="by", beside=("of",), both_ways=True),
    "not_more_than_in": _registered("limit"),
    "shared_reference_given": _registered("platform"),
    "no_overlap": _BY_GROUP,
    "severity_matches_impact": _registered("limit"),
    "downtime_within_service": _Reads(by_row=True, link="on", beside=("start", "end")),
    "every_day_present": _BY_GROUP,
    "constant_within": _WHOLE,
    "first_day_spike": _WHOLE,
    "steady_within_factor": _BY_GROUP,
    "group_not_more_than": _BY_GROUP,
    "hours_complete": _BY_GROUP,
    "short_runs_above": _BY_GROUP,
    "total_not_more_than_in": _Reads(beside=("limit",)),
    "other_table_sent": None,
    "code_valid_for_period": _BY_ROW,
    "share_between": _BY_GROUP,
    "same_throughout": _WHOLE,
    "not_equal_throughout": _WHOLE,
    "in_register": _registered("valid_from", "valid_to", link="of"),
    "positive_in_other": _registered("limit"),
    "current_where_counted": _registered("limit"),
    "listed_in": _registered(),
    "not_older_than": _BY_ROW,
    "calibrated": _BY_GROUP,
    "rises_with_band": _BY_GROUP,
    "touches_period": _BY_ROW,
    "minutes_of_month": _BY_ROW,
}


def readable(rule: Rule, tables: Tables, unread: Mapping[str, Unread]) -> tuple[Tables | None, int]:
    """The tables without what the rule cannot be asked of, and how much that is: rows or groups.

    None where it cannot be asked at all.
    """
    reads = READS[rule.predicate]
    if reads is None or not unread:
        return tables, 0
    own, left_out = _own_readable(rule, reads, tables.own, unread.get(str(rule.table)))
    if own is not None and reads.linked and rule.arguments["other"] in tables.all:
        own, more = _linked_readable(rule, reads, own, tables, unread)
        left_out += more
    if own is None:
        return None, 1
    if reads.both_ways and rule.arguments["other"] in tables.all:
        return _readable_both_ways(rule, own, tables, unread)
    return replace(tables, own=own), left_out


def _readable_both_ways(
    rule: Rule, own: pl.LazyFrame, tables: Tables, unread: Mapping[str, Unread]
) -> tuple[Tables, int]:
    """What is left out of one table is left out of the other: it would seem to be lacking there."""
    name, by = str(rule.arguments["other"]), names(rule, "by")
    theirs, asked = tables.all[name], [tables.own.select(by)]
    bad = unread[name].rows(_named(rule, "of")) if name in unread else None
    if bad is not None:
        asked.append(theirs.join(bad, on=SOURCE_ROW, how="semi").select(by))
    gone = _without(pl.concat(asked).unique(), own.select(by), by)
    kept = {**tables.all, name: _without(theirs, gone, by)}
    return replace(tables, own=own, all=kept), _height(gone)


def _own_readable(
    rule: Rule, reads: _Reads, own: pl.LazyFrame, unread: Unread | None
) -> tuple[pl.LazyFrame | None, int]:
    if unread is None:
        return own, 0
    columns = _own_columns(rule)
    if not unread.missing.isdisjoint(columns) or (unread.lost and not reads.by_row):
        return None, 1
    if (bad := unread.rows(columns)) is None:
        return own, 0
    if reads.by_row:
        return own.join(bad, on=SOURCE_ROW, how="anti", maintain_order="left"), _height(bad)
    by = names(rule, "by") if reads.by_group else []
    if not by or unread.rows(by) is not None:
        return None, 1
    groups = own.join(bad, on=SOURCE_ROW, how="semi").select(by).unique()
    return _without(own, groups, by), _height(groups)


def _linked_readable(
    rule: Rule, reads: _Reads, own: pl.LazyFrame, tables: Tables, unread: Mapping[str, Unread]
) -> tuple[pl.LazyFrame | None, int]:
    """The own rows for which the other table can be read as well."""
    name = str(rule.arguments["other"])
    theirs, other = unread.get(name), tables.all[name]
    if theirs is None:
        return own, 0
    link = _named(rule, reads.link) if reads.link else []
    beside = [column for argument in reads.beside for column in _named(rule, argument)]
    if not theirs.missing.isdisjoint((*link, *beside)):
        return None, 1
    asked, lost = own, theirs.rows(link)
    if theirs.lost or lost is not None:
        if not reads.register:
            return None, 1
        # A row that has its match in the register has it, whatever the unread one may be.
        sure = other if lost is None else other.join(lost, on=SOURCE_ROW, how="anti")
        matches = sure.select(link).unique()
        asked = asked.join(matches, on=link, how="semi", maintain_order="left")
    if (bad := theirs.rows([*beside, _AFFECTED])) is not None:
        if not link:
            return None, 1
        asked = _without(asked, other.join(bad, on=SOURCE_ROW, how="semi").select(link), link)
    if asked is own:
        return own, 0
    unit = names(rule, "by") if reads.by_group else [SOURCE_ROW]
    return asked, _height(own.select(unit).unique()) - _height(asked.select(unit).unique())


def _without(frame: pl.LazyFrame, keys: pl.LazyFrame, on: list[str]) -> pl.LazyFrame:
    return frame.join(keys.unique(), on=on, how="anti", nulls_equal=True, maintain_order="left")


def _own_columns(rule: Rule) -> list[str]:
    arguments = (*PREDICATES[rule.predicate].columns, *_CONDITIONS)
    return [column for name in arguments for column in _named(rule, name)] + [_AFFECTED]


# Arguments that say which rows are meant: columns and the values that they hold there.
_CONDITIONS = ("where", "limit_where", "numerator", "denominator")


def _named(rule: Rule, argument: str) -> list[str]:
    """The columns that an argument names: one, a list of them, or those of a condition."""
    value = rule.arguments.get(argument)
    if isinstance(value, str):
        return [value]
    return list(cast(Sequence[str] | Mapping[str, str], value or ()))


def _height(frame: pl.LazyFrame) -> int:
    return frame.select(pl.len()).collect().item()
