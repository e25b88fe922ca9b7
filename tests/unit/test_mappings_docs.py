"""The page about mappings names everything that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.load import CHECKS, FORMATS, SPLITS, sources
from mappings.steps import STEPS

PAGE = Path(__file__).parents[2] / "docs" / "mappings.md"
NAMES = sorted({*STEPS, *CHECKS, *FORMATS, *SPLITS, *(source.name for source in sources())})


@pytest.mark.parametrize("name", NAMES)
def test_the_page_names(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
