"""What the children of `muster.release.warm` have loaded before they are asked for."""

from __future__ import annotations

import gc
import os
from importlib import import_module

# Threads do not survive a fork: whatever counts here counts in one.
os.environ.update({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})

from expectations.great import load
from muster.release.rehearsed import rehearse

_NEEDED = (
    "expectations.gate",
    "expectations.run",
    "expectations.dialect",
    "dbt.adapters.duckdb",
    "dbt.task.build",
    "muster.release.drivers.fitting",
    "muster.release.drivers.panel",
    "muster.release.drivers.tables",
)

load()
for _name in _NEEDED:
    import_module(_name)
# The project itself is not read here: dbt's parser has threads of its own, which a fork leaves
# behind.
rehearse()
# What is loaded stays: no child looks for garbage in it, so its pages stay shared.
gc.collect()
gc.freeze()
