"""Rules that need a whole table: keys, and the predicates over one table or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandera.polars as pa
import polars as pl

from contracts.findings import Finding
from contracts.model import Rule, Scope, Table
from validators.context import Context
from validators.keys import KeyHashes
from validators.predicates.table import TABLE_PREDICATES, Tables
from validators.tally import Tally, finding_of
from validators.types import SOURCE_ROW
from validators.unread import Unread, readable

_AT_ONCE = 250_000


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A table after typing: in memory where it was one batch, else read back from its Parquet."""

    frame: pl.LazyFrame
    parquet: Path
    in_memory: bool
    keys: KeyHashes
    unread: Unread


_ANSWER = pa.DataFrameSchema(
    {"passes": pa.Column(pl.Boolean, checks=[pa.Check.equal_to(True)], nullable=True)}
)


def _failed(answer: pl.DataFrame) -> pl.DataFrame:
    """The rows of an answer that pandera finds failing; where none can, it is not troubled."""
    if answer.get_column("passes").all():
        return answer.clear()
    try:
        _ANSWER.validate(answer.select("passes"), lazy=True)
    except pa.errors.SchemaErrors as errors:
        [error] = errors.schema_errors
        if error.check_output is None:
            raise
        return answer.filter(~error.check_output.to_series(0))
    return answer.clear()


def table_findings(
    table: Table, typed: Mapping[str, TypedTable], context: Context,
    letters: Mapping[str, str], tally: Tally,
) -> Iterator[Finding]:  # fmt: skip
    """Ask every rule of table scope; pandera judges all the answers at once."""
    answers = list(_answers(table, typed, context, tally))
    if not answers:
        return
    failed = _failed(pl.concat(answers))
    for rule in table.rules:
        of_rule = failed.filter(pl.col("rule_id") == rule.id)
        if of_rule.height:
            tally.add(rule.id, failed=of_rule.height)
            yield from _as_findings(rule, table, typed[table.name].frame, of_rule, letters)


def _answers(
    table: Table, typed: Mapping[str, TypedTable], context: Context, tally: Tally
) -> Iterator[pl.DataFrame]:
    frames = {name: each.frame for name, each in typed.items()}
    tables = Tables(frames[table.name], frames, context)
    unread = {name: each.unread for name, each in typed.items()}
    asked: dict[str, pl.LazyFrame] = {}
    for rule in table.rules:
        if rule.scope is not Scope.TABLE:
            continue
        sure, left_out = readable(rule, tables, unread)
        answer = TABLE_PREDICATES[rule.predicate](rule, sure) if sure else None
        tally.add(rule.id, not_assessed=left_out if sure and answer is not None else 1)
        if answer is not None:
            asked[rule.id] = answer
    for rule_id, answered in zip(asked, pl.collect_all(asked.values()), strict=True):
        unknown = answered.get_column("passes").null_count()
        tally.add(rule_id, assessed=answered.height - unknown, not_assessed=unknown)
        yield answered.with_columns(rule_id=pl.lit(rule_id))


def _as_findings(
    rule: Rule, table: Table, own: pl.LazyFrame, failed: pl.DataFrame, letters: Mapping[str, str]
) -> Iterator[Finding]:
    if failed.is_empty():
        return
    column = _column_of(rule)
    keys = _keys_of_rows(table, own, failed.get_column(SOURCE_ROW))
    for row in failed.iter_rows(named=True):
        about = row["about"]
        message = rule.description + (f" ({about})" if about else "")
        yield finding_of(
            rule,
            message=message,
            table=table.name,
            row=row[SOURCE_ROW],
            column=column,
            column_letter=letters.get(column) if column else None,
            value=row["value"],
            expected=row["expected"],
            difference=row["difference"],
            key=keys.get(row[SOURCE_ROW], {"group": about} if about else {}),
        )


def _column_of(rule: Rule) -> str | None:
    for argument in ("of", "severity", "start"):
        if isinstance(value := rule.arguments.get(argument), str):
            return value
    return None


def _keys_of_rows(
    table: Table, own: pl.LazyFrame, rows: pl.Series
) -> dict[int | None, dict[str, str]]:
    wanted = rows.drop_nulls()
    if wanted.is_empty():
        return {}
    found = own.filter(pl.col(SOURCE_ROW).is_in(wanted.to_list())).select(
        SOURCE_ROW, *(pl.col(name).cast(pl.String) for name in table.key)
    )
    return {
        row.pop(SOURCE_ROW): {name: value or "" for name, value in row.items()}
        for row in found.collect().to_dicts()
    }


def key_findings(
    table: Table, typed: TypedTable, context: Context, letters: Mapping[str, str], tally: Tally
) -> Iterator[Finding]:
    """C04. A row whose key has a blank or unreadable cell has its own finding already."""
    repeated = typed.keys.repeated()
    if repeated is None:
        answer = _repeated_on_disk(table, typed.parquet)
    elif repeated.is_empty():
        answer = pl.DataFrame()
    else:
        answer = _repeated_among(table, _candidates(table, typed, repeated))
    failed = _failed(answer).sort(SOURCE_ROW) if answer.height else answer
    tally.add("C04", assessed=typed.keys.asked, failed=failed.height)
    yield from _key_said(table, failed, context, letters)
    if typed.keys.both_cases:
        alike = _alike_but_for_case(table, typed, failed)
        tally.add("C04", failed=alike.height)
        yield from _key_said(table, alike, context, letters, ", but for capital letters")


def _key_said(
    table: Table, failed: pl.DataFrame, context: Context, letters: Mapping[str, str],
    but: str = "",
) -> Iterator[Finding]:  # fmt: skip
    for row in failed.iter_rows(named=True):
        key = {name: row[name] for name in table.key}
        yield finding_of(
            context.contract.rule("C04"),
            message=f"Row {row[SOURCE_ROW]} has the same key as row {row['first_row']}{but}.",
            table=table.name,
            row=row[SOURCE_ROW],
            column=table.key[0],
            column_letter=letters.get(table.key[0]),
            value=", ".join(key.values()),
            expected=f"no row with the key of row {row['first_row']}",
            key=key,
        )


def _alike_but_for_case(table: Table, typed: TypedTable, told: pl.DataFrame) -> pl.DataFrame:
    """The rows whose key is that of an earlier row in other letters. Shape: as `failed` keys.

    Of a table in which too many keys are alike to be held, the exact ones are told alone.
    """
    fold = [
        pl.col(name).str.to_lowercase() if name in typed.keys.names else pl.col(name)
        for name in table.key
    ]
    folded = KeyHashes(table.key)
    own = typed.frame.select(SOURCE_ROW, *table.key)
    for batch in _batches(typed, own.with_columns(fold)):
        folded.add(batch)
    repeated = folded.repeated()
    if repeated is None or repeated.is_empty():
        return pl.DataFrame()
    found = _candidates(table, typed, repeated, fold)
    first_row = pl.col(SOURCE_ROW).min().over(fold)
    answer = found.with_columns(first_row=first_row).with_columns(
        pl.col(table.key).cast(pl.String), passes=pl.col(SOURCE_ROW) == pl.col("first_row")
    )
    known = told.get_column(SOURCE_ROW).to_list() if told.height else []
    return _failed(answer).filter(~pl.col(SOURCE_ROW).is_in(known)).sort(SOURCE_ROW)


def _batches(typed: TypedTable, frame: pl.LazyFrame) -> Iterable[pl.DataFrame]:
    return [frame.collect()] if typed.in_memory else frame.collect_batches(chunk_size=_AT_ONCE)


def _candidates(
    table: Table, typed: TypedTable, repeated: pl.Series, fold: Sequence[pl.Expr] = ()
) -> pl.DataFrame:
    """The rows whose key, `fold`ed, has one of these hashes. Shape: source_row and the key."""
    found: list[pl.DataFrame] = []
    for batch in _batches(typed, typed.frame.select(SOURCE_ROW, *table.key)):
        whole = batch.drop_nulls()
        hashes = whole.select(fold or table.key).hash_rows()
        found.append(whole.filter(hashes.is_in(repeated.implode())))
    return pl.concat(found)


def _repeated_among(table: Table, asked: pl.DataFrame) -> pl.DataFrame:
    """As `_repeated_on_disk`, of rows in memory."""
    repeated = asked.filter(asked.select(table.key).is_duplicated())
    first_row = pl.col(SOURCE_ROW).min().over(table.key)
    return repeated.with_columns(first_row=first_row).with_columns(
        pl.col(table.key).cast(pl.String), passes=pl.col(SOURCE_ROW) == pl.col("first_row")
    )


def _repeated_on_disk(table: Table, parquet: Path) -> pl.DataFrame:
    """Every row that shares its key with another.

    Shape: source_row, first_row, the key as text, and `passes`: true for the first of each.
    DuckDB spills to disk where memory would not do.
    """
    import duckdb

    keys = ", ".join(f'"{name}"' for name in table.key)
    text = ", ".join(f'asked."{name}"::varchar as "{name}"' for name in table.key)
    complete = " and ".join(f'"{name}" is not null' for name in table.key)
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false; set memory_limit = '500MB'")
        connection.read_parquet(str(parquet)).filter(complete).create_view("asked")
        repeated = connection.sql(
            f"""
            with repeated as (
                select {keys}, min({SOURCE_ROW}) as first_row
                from asked group by {keys} having count(*) > 1
            )
            select asked.{SOURCE_ROW}, first_row, {text}, asked.{SOURCE_ROW} = first_row as passes
            from asked join repeated using ({keys})
            """
        ).to_arrow_table()
    return pl.DataFrame(repeated)
