"""What a scenario is, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from validators import jobs

Figures = dict[str, int | float | str]
Sizes = Mapping[str, Any]
# A busy machine is no slow file: rows that limit the time of an answer measure it themselves.
PATIENCE_SECONDS = 600


class Harm(AssertionError):  # noqa: N818 - it is the harm itself
    """A scenario found that a promise was broken; the sentence says which."""


def require(condition: object, sentence: str) -> None:
    """Raises Harm with the sentence where the condition does not hold."""
    if not condition:
        raise Harm(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One row of the table of reliability.

    `run(folder, safe=..., **sizes)` gives its figures, or raises Harm. `safeguard` names what
    `safe=False` breaks. `missing` gives a sentence where this machine lacks what it needs.
    """

    row: str
    title: str
    run: Callable[..., Figures]
    safeguard: str
    small: Sizes = field(default_factory=dict[str, Any])
    full: Sizes = field(default_factory=dict[str, Any])
    control: Sizes = field(default_factory=dict[str, Any])
    missing: Callable[[], str | None] = lambda: None
    slow: bool = False

    def __call__(self, folder: Path, sizes: Sizes, *, safe: bool = True) -> Figures:
        folder.mkdir(parents=True, exist_ok=True)
        with patch.object(jobs, "WALL_SECONDS", PATIENCE_SECONDS):
            return self.run(folder, safe=safe, **sizes)
