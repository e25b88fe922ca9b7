"""The returns of the demonstration, found in `returns/`: a module there is all that one needs."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from muster.demo import returns
from muster.demo.fault import Fault
from muster.demo.model import DemoReturn


@cache
def demo_returns() -> Mapping[str, DemoReturn]:
    """Slug -> return, in the order of the slugs."""
    names = sorted(module.name for module in pkgutil.iter_modules(returns.__path__))
    found = [importlib.import_module(f"{returns.__name__}.{name}").RETURN for name in names]
    return {each.slug: each for each in found}


@cache
def faults() -> Mapping[str, Fault]:
    """Rule id -> the fault that makes it fire: every rule fires somewhere, once."""
    planted: dict[str, Fault] = {}
    for each in demo_returns().values():
        twice = planted.keys() & each.faults.keys()
        if twice:
            raise ValueError(f"{each.slug} plants {', '.join(sorted(twice))} a second time.")
        planted |= each.faults
    return dict(sorted(planted.items()))
