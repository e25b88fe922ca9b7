"""Structure findings: everything that rule C01 has to say about a file, and C08 of its notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from contracts.findings import Finding
from contracts.model import Contract
from validators.read.names import letter

RULE_ID, PERSONAL = "C01", "C08"


@dataclass(slots=True)
class Structure:
    """Gathers the findings of rule C01, with the severity that the contract gives it, and what is
    said for information only."""

    contract: Contract
    findings: list[Finding] = field(default_factory=list[Finding])
    information: list[str] = field(default_factory=list[str])

    def add(
        self,
        message: str,
        *,
        table: str | None = None,
        row: int | None = None,
        column: str | None = None,
        index: int | None = None,
        value: str | None = None,
        allowed: str | None = None,
        suggestion: str | None = None,
        rule_id: str = RULE_ID,
    ) -> None:
        """One more finding. `index` counts columns from 0; it becomes the spreadsheet letter."""
        rule = self.contract.rule(rule_id)
        self.findings.append(
            Finding(
                rule_id=rule.id,
                severity=str(rule.severity),
                dimension=str(rule.dimension),
                message=message,
                table=table,
                row=row,
                column=column,
                column_letter=None if index is None else letter(index),
                value=value,
                allowed=allowed,
                suggestion=suggestion if suggestion is not None else rule.mend,
            )
        )


def rows_text(first: int, last: int) -> str:
    """'Row 5 is' or 'Rows 5 to 9 are', to begin a sentence."""
    return f"Row {first:,} is" if first == last else f"Rows {first:,} to {last:,} are"
