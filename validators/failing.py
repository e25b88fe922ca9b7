"""Which rows fail which checks, as pandera finds it."""

from __future__ import annotations

from collections.abc import Mapping

import pandera.polars as pa
import polars as pl

from validators.cards import CheckCard
from validators.schema import TableSchema, answer_of
from validators.sieve import is_proven


def failing_rows(schema: TableSchema, rows: pl.DataFrame) -> Mapping[str, pl.Series]:
    """Validate typed rows. Returns, by check name, the positions of those that fail.

    pandera builds its own table of failures too; we take the answer row by row, because the
    sender's row numbers and cells as typed are ours to give.
    """
    return _failures(schema, schema.named(_suspects(schema, rows)), rows)


def _suspects(schema: TableSchema, rows: pl.DataFrame) -> frozenset[str]:
    """The checks that some of these rows may fail."""
    present = frozenset(rows.columns)
    askable = {
        name: card
        for name, card in schema.cards.items()
        if card.asked_of in present
        and not (_is_of_one_text(card) and is_proven(rows.get_column(card.column), card.test))
    }
    all_pass = rows.select(
        answer_of(card, present).all().alias(name) for name, card in askable.items()
    )
    return frozenset(name for name, passes in all_pass.row(0, named=True).items() if not passes)


def _is_of_one_text(card: CheckCard) -> bool:
    return not card.judges_type and card.test.passes.meta.root_names() == [card.column]


def _failures(
    schema: TableSchema, asked: pa.DataFrameSchema, frame: pl.DataFrame
) -> dict[str, pl.Series]:  # fmt: skip
    try:
        asked.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return dict(_failure(schema, error, frame) for error in errors.schema_errors)
    return {}


def _failure(
    schema: TableSchema, error: pa.errors.SchemaError, frame: pl.DataFrame
) -> tuple[str, pl.Series]:  # fmt: skip
    """A check, and the rows that fail it. Raises what pandera says where it is of no check.

    pandera has no answer where its own table of failures could not be made, as of a day that Python
    has not. No check is passed for that: its question is asked once more.
    """
    if error.check is None:
        raise error
    name = str(error.check.error)
    if error.check_output is not None:
        return name, error.check_output.to_series(0).not_().arg_true()
    answer = frame.select(answer_of(schema.cards[name], frozenset(frame.columns))).to_series()
    return name, answer.not_().arg_true()
