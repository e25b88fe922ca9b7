"""Where the store and the ledger disagree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DiscrepancyKind(StrEnum):
    OBJECT_MISSING = "object missing"
    OBJECT_ALTERED = "object altered"
    OBJECT_UNKNOWN = "object unknown"
    TABLE_MISSING = "table missing"
    TABLE_ALTERED = "table altered"
    TABLE_UNKNOWN = "table unknown"
    REPORT_MISSING = "report missing"
    REPORT_ALTERED = "report altered"
    REPORT_UNKNOWN = "report unknown"
    REMOTE_MISSING = "object storage lost"
    REMOTE_ALTERED = "object storage altered"
    REMOTE_UNKNOWN = "object storage unknown"
    OWN_MISSING = "own file missing"
    OWN_ALTERED = "own file altered"
    LEFTOVER = "unfinished write"
    ROW_EDITED = "ledger row edited"
    ROW_DELETED = "ledger row deleted"
    LEDGER_OTHER = "another ledger"
    LEDGER_DAMAGED = "ledger damaged"
    UNGUARDED = "ledger unguarded"
    UNVOUCHED = "ledger not vouched for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One place where the store and the ledger disagree, and what it means.

    `harmless` marks what a crash or a refusal before acceptance leaves behind: nothing accepted is
    touched.
    """

    kind: DiscrepancyKind
    subject: str
    sentence: str
    submission_id: str | None = None
    harmless: bool = False
