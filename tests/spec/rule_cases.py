"""The examples of every rule, from the modules in `cases/`."""

from __future__ import annotations

import importlib
import pkgutil

from tests.spec import cases
from tests.spec.cases import Case

_MODULES = [
    importlib.import_module(f"{cases.__name__}.{module.name}")
    for module in sorted(pkgutil.iter_modules(cases.__path__), key=lambda module: module.name)
]
CASES: tuple[Case, ...] = tuple(each for module in _MODULES for each in module.CASES)
PERIODS: dict[str, str] = {m.SLUG: m.PERIOD for m in _MODULES if hasattr(m, "SLUG")}

FILE_RULES = ("C01", "C13", "C17")
"""Rules about files and not about cells; `test_rules.py` has a test for each of them."""
