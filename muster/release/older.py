"""Whether something failed because the release that people see is of another version of Muster.

Between an upgrade and the first build after it, pages and commands read a release that may lack a
column which they ask for.
"""

from __future__ import annotations

from pathlib import Path

from contracts.errors import MusterError

from . import store
from .manifest import code_version


def lacks(problem: BaseException, home: Path) -> str | None:
    """What to say of a failure that comes of it; None where it may be anything else."""
    if not isinstance(problem, KeyError) and not _is_of_a_query(problem):
        return None
    release = store.shown(home).release
    if release is None:
        return None
    try:
        built_by = release.manifest.get("code_version")
    except MusterError:
        return None
    if built_by == code_version():
        return None
    return (
        f"Release {release.release_id} was built by another version of Muster and lacks something "
        "that this one reads. Nothing that was accepted is lost: the worker builds a new release "
        "by itself, and `muster build` does so at once."
    )


def _is_of_a_query(problem: BaseException) -> bool:
    """A table or a column that there is not."""
    import duckdb

    return isinstance(problem, duckdb.BinderException | duckdb.CatalogException)
