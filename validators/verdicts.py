"""From failing rows to findings: the sender's row, column letter, cell as typed, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from contracts.findings import Finding, RuleOutcome
from contracts.model import Contract, Rule, Table
from validators import personal_data
from validators.cells import cleaned, judge
from validators.context import Context
from validators.schema import CheckCard, TableSchema, failing_rows
from validators.types import SOURCE_ROW, TypedBatch

_MOST_SAYINGS = 10_000


@dataclass(slots=True)
class Tally:
    """How often each rule was asked, failed, and could not be asked."""

    assessed: dict[str, int] = field(default_factory=dict[str, int])
    failed: dict[str, int] = field(default_factory=dict[str, int])
    not_assessed: dict[str, int] = field(default_factory=dict[str, int])

    def add(
        self, rule_id: str, *, assessed: int = 0, failed: int = 0, not_assessed: int = 0
    ) -> None:
        self.assessed[rule_id] = self.assessed.get(rule_id, 0) + assessed
        self.failed[rule_id] = self.failed.get(rule_id, 0) + failed
        self.not_assessed[rule_id] = self.not_assessed.get(rule_id, 0) + not_assessed

    def outcomes(self, contract: Contract) -> tuple[RuleOutcome, ...]:
        return tuple(
            RuleOutcome(
                rule_id=rule.id,
                severity=rule.severity,
                dimension=rule.dimension,
                assessed=self.assessed.get(rule.id, 0),
                failed=self.failed.get(rule.id, 0),
                not_assessed=self.not_assessed.get(rule.id, 0),
            )
            for rule in contract.rules
            if rule.id in self.assessed
        )


def finding_of(rule: Rule, **place: object) -> Finding:
    """A finding of a rule; its message is the rule's own unless the place brings one."""
    place.setdefault("message", rule.description)
    return Finding(
        rule_id=rule.id,
        severity=str(rule.severity),
        dimension=str(rule.dimension),
        **place,  # type: ignore[arg-type]
    )


@dataclass(slots=True)
class Judge:
    """Turns the failing rows of one table into findings, batch by batch."""

    table: Table
    schema: TableSchema
    context: Context
    letters: Mapping[str, str]
    # The same wrong cell is often sent a thousand times.
    _sayings: dict[tuple[int, str | None], tuple[str, str | None]] = field(
        default_factory=dict[tuple[int, str | None], tuple[str, str | None]]
    )

    def count(self, rows: int, bad: Mapping[str, int], tally: Tally) -> None:
        """Add to the tally that so many rows were asked, all but those that hold a bad cell."""
        for card in self.schema.cards.values():
            blind = (
                0
                if card.judges_type
                else max((bad.get(used, 0) for used in card.test.uses), default=0)
            )
            tally.add(card.rule.id, assessed=rows - blind, not_assessed=blind)

    def findings(self, suspects: TypedBatch, tally: Tally) -> Iterator[Finding]:
        """What pandera finds in these rows."""
        for name, positions in failing_rows(self.schema, suspects.frame).items():
            card = self.schema.cards[name]
            tally.add(card.rule.id, failed=positions.len())
            if positions.len():
                yield from self._of_check(card, suspects, positions)

    def _of_check(
        self, card: CheckCard, batch: TypedBatch, positions: pl.Series
    ) -> Iterator[Finding]:
        raw = batch.raw[positions]
        detail = self._details(card, batch.frame[positions])
        keys = raw.select(self.table.key).rows()
        values = raw.get_column(card.column).to_list()
        within = card.test.allowed or self._allowed(card)
        for at, row in enumerate(raw.get_column(SOURCE_ROW).to_list()):
            message, suggestion = self._said(card, values[at])
            yield finding_of(
                card.rule,
                message=message,
                table=self.table.name,
                row=row,
                column=card.column,
                column_letter=self.letters.get(card.column),
                value=values[at],
                allowed=within,
                expected=detail["expected"][at],
                difference=detail["difference"][at],
                suggestion=suggestion,
                key={k: v or "" for k, v in zip(self.table.key, keys[at], strict=True)},
            )

    def _details(self, card: CheckCard, frame: pl.DataFrame) -> dict[str, list[str | None]]:
        given = {"expected": card.test.expected, "difference": card.test.difference}
        asked = {f"__{name}": expr for name, expr in given.items() if expr is not None}
        # Beside the rows, because an answer may be one for all of them.
        shown = frame.with_columns(**asked) if asked else frame
        nothing: list[str | None] = [None] * frame.height
        return {
            name: _as_text(shown.get_column(f"__{name}")) if f"__{name}" in asked else nothing
            for name in given
        }

    def _allowed(self, card: CheckCard) -> str | None:
        codelist = self.table.field(card.column).codelist
        if card.rule.id == "C06" and codelist:
            codes = self.context.codes(codelist)
            return f"a code of the list {codelist}" + (
                f": {', '.join(codes)}" if len(codes) <= 12 else ""
            )
        return None

    def _said(self, card: CheckCard, value: str | None) -> tuple[str, str | None]:
        told = (id(card), value)
        if told not in self._sayings:
            if len(self._sayings) >= _MOST_SAYINGS:
                self._sayings.clear()
            self._sayings[told] = self._words(card, value)
        return self._sayings[told]

    def _words(self, card: CheckCard, value: str | None) -> tuple[str, str | None]:
        """The sentence of a finding and what to write instead, by the rule that failed."""
        column, shown = card.column, f"{card.column} holds {_quoted(value)}"
        each = self.table.field(column)
        if card.detail:
            return f"{shown}, which {card.detail}.", None
        if card.judges_type and value is not None:
            problem = judge(value, each)
            return f"{shown}, which {problem.message}.", problem.suggestion
        match card.rule.id:
            case "C05":
                status = f" and {each.status_field} does not say why" if each.status_field else ""
                return f"{column} is blank{status}.", None
            case "C06":
                suggestion = self._nearest_code(each.codelist or "", value or "")
                return (
                    f"{shown}, which is not in the code list {each.codelist} for the period.",
                    suggestion,
                )
            case "C08":
                return (
                    f"{shown}, which may be {self._impersonal_word(value, each.max_length)}.",
                    None,
                )
            case _:
                return card.rule.description, None

    @staticmethod
    def _impersonal_word(value: str | None, max_length: int | None) -> str:
        if value and max_length and len(value) > max_length:
            return f"free text: it has {len(value)} characters and {max_length} are allowed"
        return personal_data.kind_of(value or "")

    def _nearest_code(self, codelist: str, value: str) -> str | None:
        from difflib import get_close_matches

        codes = self.context.contract.codelists[codelist].valid_on(self.context.day)
        wanted = cleaned(value).upper().replace(" ", "_").replace("-", "_")
        by_label = {code.label.upper().replace(" ", "_"): code.code for code in codes}
        known = {code.code.upper(): code.code for code in codes}
        for candidate in (wanted, wanted.zfill(2)):
            if found := known.get(candidate) or by_label.get(candidate):
                return found
        begun = [code for name, code in known.items() if wanted and name.startswith(wanted)]
        if len(begun) == 1:
            return begun[0]
        near = get_close_matches(wanted, [*known, *by_label], n=1, cutoff=0.7)
        return (known.get(near[0]) or by_label.get(near[0])) if near else None


def _quoted(value: str | None) -> str:
    """A cell in a sentence: short, and with what cannot be seen written out."""
    text = (
        (value or "").encode("unicode_escape").decode("ascii")
        if not (value or "").isprintable()
        else value or ""
    )
    return f"'{text[:60]}…' ({len(text)} characters)" if len(text) > 60 else f"'{text}'"


def _as_text(values: pl.Series) -> list[str | None]:
    """Numbers as a person writes them: four decimals at most, no trailing zeros."""
    if values.dtype.is_float():
        return [None if v is None else f"{round(v, 4):.4f}".rstrip("0").rstrip(".") for v in values]
    return values.cast(pl.String).to_list()
