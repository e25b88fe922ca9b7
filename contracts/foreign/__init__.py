"""ODCS contracts that others wrote: loaded, or told place by place what Muster does not support."""

from __future__ import annotations

from contracts.foreign.model import Foreign, Note, Standing
from contracts.foreign.read import read_foreign

__all__ = ["Foreign", "Note", "Standing", "read_foreign"]
