"""Which columns a finding is about: what is right of a text may be wrong of a share."""

from __future__ import annotations

from collections.abc import Callable

from contracts.model import Field, Kind

Where = Callable[[Field], bool]


def holds_anything(field: Field) -> bool:
    """True of every column of the return, and so of none that stands beside the table."""
    del field
    return True


def holds_text(field: Field) -> bool:
    return field.kind is Kind.TEXT


def holds_free_text(field: Field) -> bool:
    """Text that no list of codes is asked about, which would know 1 from 01."""
    return field.kind is Kind.TEXT and field.codelist is None


def holds_no_text(field: Field) -> bool:
    return field.kind is not Kind.TEXT


def holds_no_share(field: Field) -> bool:
    """False where the column goes to 1: 50% is what 0.5 means there. A text is told as one."""
    return holds_no_text(field) and not (field.kind.numeric and field.maximum == 1)
