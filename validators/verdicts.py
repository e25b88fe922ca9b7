"""From failing rows to findings: the sender's row, column letter, cell as typed, and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from contracts.model import Kind, Scope, Table
from validators import personal_data
from validators.cards import CheckCard
from validators.cells import LOCAL_TIME, NO_OFFSET, adds_up, cleaned, is_error, judge
from validators.codes import nearest_code, why_no_code
from validators.context import FORCE_COLUMN, Context
from validators.failing import failing_rows
from validators.local_times import MAY_CHANGE
from validators.report.words import visible
from validators.schema import TableSchema
from validators.stored import COLUMNS, Cause
from validators.tally import Tally
from validators.types import SOURCE_ROW, TypedBatch

OF_A_SUM = (
    "names a row that adds up others; leave the row out, or call what it is of by a code of its own"
)
# Rules whose sentence quotes the cell.
_QUOTING = ("C06", "C08")


@dataclass(slots=True)
class Judge:
    """Turns the failing rows of one table into findings, batch by batch."""

    table: Table
    schema: TableSchema
    context: Context
    letters: Mapping[str, str]
    # The rows of each column of whose cell the reader has said what is wrong.
    told: Mapping[str, Collection[int]] = field(default_factory=dict[str, Collection[int]])
    _key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._key = self.table.key

    def count(self, rows: int, bad: Mapping[frozenset[str], int], tally: Tally) -> None:
        """Add to the tally that so many rows were asked, all but those that hold a bad cell.

        `bad` counts the rows by the columns of their bad cells.
        """
        for card in self.schema.cards.values():
            blind = (
                rows
                if self._absent(card)
                else 0
                if card.judges_type
                else sum(n for columns, n in bad.items() if not columns.isdisjoint(card.test.uses))
            )
            tally.add(card.rule.id, assessed=rows - blind, not_assessed=blind)

    def failing(self, suspects: TypedBatch) -> Mapping[str, pl.Series]:
        """What pandera finds in these rows: by check, the positions of those that fail."""
        return failing_rows(self.schema, suspects.frame)

    def blocks(
        self, suspects: TypedBatch, failing: Mapping[str, pl.Series], tally: Tally
    ) -> Iterator[tuple[Cause, pl.DataFrame]]:
        """What there is to say of these rows: a block for each check that some of them fail."""
        for name, rows in failing.items():
            card = self.schema.cards[name]
            if self._absent(card) or self._said_of_force(card):
                continue
            positions = self._untold(card, suspects.frame, rows)
            tally.add(card.rule.id, failed=positions.len())
            if positions.len():
                yield self._cause(card), self._block(card, suspects, positions)

    def _untold(self, card: CheckCard, frame: pl.DataFrame, positions: pl.Series) -> pl.Series:
        """Those of the rows whose cell has not been told to be wrong already, with the cause."""
        if card.rule.scope is not Scope.FIELD or card.column not in self.told:
            return positions
        told = frame.get_column(SOURCE_ROW)[positions].is_in(list(self.told[card.column]))
        return positions.filter(~told)

    def _absent(self, card: CheckCard) -> bool:
        """A column that the file has not: that is said once, and no cell of it is blank."""
        return card.column not in self.letters

    def _said_of_force(self, card: CheckCard) -> bool:
        """A code that is not the sender's own is told by C02, with the code that is."""
        ours = self.context.sent_by_a_force and card.rule.id == "C06"
        return ours and card.column == FORCE_COLUMN

    def _cause(self, card: CheckCard) -> Cause:
        return Cause(
            rule_id=card.rule.id,
            severity=str(card.rule.severity),
            dimension=str(card.rule.dimension),
            table=self.table.name,
            column=card.column,
            column_letter=self.letters.get(card.column),
            allowed=card.test.allowed or self._allowed(card),
        )

    def _block(self, card: CheckCard, suspects: TypedBatch, positions: pl.Series) -> pl.DataFrame:
        needed = dict.fromkeys((SOURCE_ROW, card.column, *self._key))
        raw = suspects.raw.select(*needed)[positions]
        values = raw.get_column(card.column).alias("value")
        return (
            self._said(card, values)
            .with_columns(
                raw.get_column(SOURCE_ROW).alias("row"),
                raw.select(pl.struct(pl.col(self._key).fill_null("")).alias("key")).to_series(),
                *self._details(card, suspects.frame, positions),
            )
            .select(COLUMNS)
        )

    def _said(self, card: CheckCard, values: pl.Series) -> pl.DataFrame:
        """The words for each cell. Shape: value, message, suggestion, a row for each value."""
        local = values.str.contains(LOCAL_TIME).fill_null(False)
        if card.judges_type and card.rule.id == NO_OFFSET.rule_id and local.all():
            return self._without_offset(card, values)
        if not (card.detail or card.judges_type or card.rule.id in _QUOTING):
            message, suggestion = self._words(card, None)
            return values.to_frame().with_columns(
                message=pl.lit(message), suggestion=pl.lit(suggestion, dtype=pl.String)
            )
        said = self._sayings(card, values.unique())
        return values.to_frame().join(
            said, on="value", how="left", nulls_equal=True, maintain_order="left"
        )

    def _without_offset(self, card: CheckCard, values: pl.Series) -> pl.DataFrame:
        """As `_said` of local times, of which few are in an hour in which the clocks change."""
        words = pl.format(f"{card.column} holds '{{}}', which {NO_OFFSET.message}.", "value")
        changing = values.filter(values.str.contains(MAY_CHANGE)).unique()
        if not changing.is_empty():
            said = self._sayings(card, changing)
            words = pl.col("value").replace_strict(said["value"], said["message"], default=words)
        return values.to_frame().select(
            "value",
            words.alias("message"),
            pl.lit(None, dtype=pl.String).alias("suggestion"),
        )

    def _sayings(self, card: CheckCard, distinct: pl.Series) -> pl.DataFrame:
        words = [self._words(card, value) for value in distinct]
        return pl.DataFrame(
            [
                distinct,
                pl.Series("message", [message for message, _ in words], dtype=pl.String),
                pl.Series("suggestion", [suggestion for _, suggestion in words], dtype=pl.String),
            ]
        )

    @staticmethod
    def _details(card: CheckCard, frame: pl.DataFrame, positions: pl.Series) -> Iterator[pl.Series]:
        """What was expected and by how much it was missed, as text."""
        given = {"expected": card.test.expected, "difference": card.test.difference}
        for name, asked in given.items():
            if asked is None:
                yield pl.repeat(None, positions.len(), dtype=pl.String, eager=True).alias(name)
            else:
                # Beside a row, because an answer may be one for all of them.
                needed = dict.fromkeys((SOURCE_ROW, *asked.meta.root_names()))
                rows = frame.select(*needed)[positions]
                shown = rows.with_columns(asked.alias("__shown")).get_column("__shown")
                text = _as_text(shown)
                if name == "expected" and card.test.bound:
                    text = card.test.bound + " " + text
                yield text.alias(name)

    def _allowed(self, card: CheckCard) -> str | None:
        codelist = self.table.field(card.column).codelist
        if card.rule.id == "C06" and codelist:
            codes = self.context.codes(codelist)
            return f"a code of the list {codelist}" + (
                f": {', '.join(codes)}" if len(codes) <= 12 else ""
            )
        return None

    def _words(self, card: CheckCard, value: str | None) -> tuple[str, str | None]:
        """The sentence of a finding and what to write instead, by the rule that failed."""
        column, shown = card.column, f"{card.column} holds {quoted(value)}"
        each = self.table.field(column)
        if each.kind is Kind.TEXT and is_error(value, or_none=card.rule.id != "C16"):
            what = "write the code" if each.codelist else "type the text"
            return f"{shown}, which is the error of a formula; mend the formula, or {what}.", None
        if card.rule.id == "C16" and each.key and adds_up(value):
            return f"{shown}, which {OF_A_SUM}.", None
        if card.detail:
            return f"{shown}, which {card.detail}.", _in_capitals(value, card.test.pattern)
        if card.judges_type and value is not None:
            problem = judge(value, each)
            suggestion = problem.suggestion
            if suggestion is not None and each.codelist:
                # Tidied, it would fail as no code of the list.
                suggestion = self._nearest(each.codelist, suggestion)
            return f"{shown}, which {problem.message}.", suggestion
        match card.rule.id:
            case "C05":
                status = f" and {each.status_field} does not say why" if each.status_field else ""
                return f"{column} is blank{status}.", None
            case "C06":
                suggestion = self._nearest(each.codelist or "", value or "")
                why = why_no_code(value or "", each)
                return (
                    f"{shown}, which is not in the code list {each.codelist} for the period{why}.",
                    suggestion,
                )
            case "C08":
                return (
                    f"{shown}, which may be {self._impersonal_word(value, each.max_length)}.",
                    None,
                )
            case _:
                return card.rule.description, None

    def _nearest(self, codelist: str, value: str) -> str | None:
        codes = self.context.contract.codelists[codelist].valid_on(self.context.day)
        return nearest_code(codes, value, codelist)

    @staticmethod
    def _impersonal_word(value: str | None, max_length: int | None) -> str:
        if value and max_length and len(value) > max_length:
            return f"free text: it has {len(value)} characters and {max_length} are allowed"
        return personal_data.kind_of(value or "")


def _in_capitals(value: str | None, pattern: str | None) -> str | None:
    """The same in capital letters, where these are all that its form asks for."""
    meant = cleaned(value or "").upper()
    return meant if pattern and re.search(pattern, meant) else None


def quoted(value: str | None) -> str:
    """A cell in a sentence: short, and with what cannot be seen written out."""
    text = visible(value)
    return f"'{text[:60]}…' ({len(text)} characters)" if len(text) > 60 else f"'{text}'"


def _as_text(values: pl.Series) -> pl.Series:
    """Numbers as a person writes them: four decimals at most, no trailing zeros."""
    if not values.dtype.is_float():
        return values.cast(pl.String)
    distinct = values.unique()
    texts = pl.Series([_number_text(value) for value in distinct], dtype=pl.String)
    return values.replace_strict(distinct, texts, return_dtype=pl.String)


def _number_text(value: float | None) -> str | None:
    return None if value is None else f"{round(value, 4):.4f}".rstrip("0").rstrip(".")
