"""What changed between two versions of a contract, whom it touches, and which version it needs."""

from __future__ import annotations

from contracts.changes.compare import changes, compare
from contracts.changes.model import Bump, Change, Comparison, Level

__all__ = ["Bump", "Change", "Comparison", "Level", "changes", "compare"]
