"""The step of a build that models the drivers of demand, in a process of its own."""

from __future__ import annotations

from pathlib import Path

from ..child import Start, child

# The matrices are small: threads that wait for each other cost more than they save.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def model_drivers(warehouse: Path, folder: Path, start: Start = child) -> None:
    """Fit the models of the release and write their tables.

    Never raises for a model: where none could be fitted the tables say why, and so do the
    release's checks.
    """
    with start(
        "muster.release.drivers", [str(warehouse)], environment=_ONE_THREAD, folder=folder
    ) as process:
        outcome = process.wait()
    if outcome.returncode:
        _say_that_it_ended(warehouse, outcome.said)


def _say_that_it_ended(warehouse: Path, said: str) -> None:
    from expectations.warehouse import to_write

    from .fitting import OUTCOMES, not_fitted
    from .tables import write

    lines = [line for line in said.splitlines() if line.strip()]
    reason = f"The model ended before its time: {' '.join(lines[-1:])[:300] or 'no reason given'}"
    with to_write(warehouse) as connection:
        write(connection, [not_fitted(outcome, reason) for outcome in OUTCOMES])
        connection.execute("checkpoint")
