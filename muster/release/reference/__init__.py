"""Official tables that are not ours to ship: checked, kept, and taken in by the next build."""

from __future__ import annotations

from .examine import Examined, examine
from .held_tables import require_sound
from .keep import altered, boundaries_of, keep, loads

__all__ = ["Examined", "altered", "boundaries_of", "examine", "keep", "loads", "require_sound"]
