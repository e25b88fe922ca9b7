"""What the children of `muster.release.warm` have loaded before they are asked for."""

from __future__ import annotations

import gc
import os
from importlib import import_module

# Threads do not survive a fork: whatever counts here counts in one.
os.environ.update({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})

from expectations.great import load

load()
for _name in ("expectations.gate", "expectations.run", "expectations.dialect"):
    import_module(_name)
for _name in ("dbt.cli.main", "dbt.adapters.duckdb", "muster.release.run_dbt"):
    import_module(_name)
# What is loaded stays: no child looks for garbage in it, so its pages stay shared.
gc.collect()
gc.freeze()
