"""The release that the next one may start from, or the sentence that says why there is none.

A build that starts from a release does again only what the ledger has changed since. It is the same
as a whole build only while everything else stood still: the code, the engines, the reference
tables. Where any of it moved, or there is any doubt, the whole is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from . import sums
from .changes import Changes
from .gating import Gated
from .manifest import code_version
from .modelling import Modelled
from .store import Release, Shown

# What computes a release: another version may answer in another last digit.
_ENGINES = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "numpy")
# Deleted rows leave gaps in the file: a whole build now and then closes them.
GENERATIONS = 50


@dataclass(frozen=True, slots=True)
class Base:
    """`release` is None where the whole has to be built; `why` is then the reason."""

    release: Release | None
    why: str = ""


def base_of(
    shown: Shown,
    references: Mapping[str, str],
    *,
    as_of: datetime,
    whole: bool,
    own_project: bool,
) -> Base:
    """What to start from, for a release that speaks of `as_of`.

    `references` are the digests of the reference tables to be taken in.
    """
    why = _why_whole(shown, references, as_of, whole=whole, own_project=own_project)
    return Base(None if why else shown.release, why)


def _why_whole(
    shown: Shown,
    references: Mapping[str, str],
    as_of: datetime,
    *,
    whole: bool,
    own_project: bool,
) -> str:
    before = shown.release
    if before is None:
        return shown.trouble or ("It was asked for." if whole else "There was no release before.")
    if whole:
        return "It was asked for."
    made = before.manifest.get("made")
    if not before.kept or not made:
        return f"The figures of release {before.release_id} cannot be started from."
    otherwise = built_otherwise(before, references, as_of)
    reasons = (
        (bool(otherwise), otherwise),
        (own_project or made.get("own_project", False), "The models are not Muster's own."),
        (
            int(made.get("generation", 0)) >= GENERATIONS,
            f"{GENERATIONS} releases in a row were made from the last whole one.",
        ),
    )
    return next((sentence for holds, sentence in reasons if holds), "")


def altered(base: Base) -> str:
    """Why what is to be started from is not as it was published; nothing where it is.

    It is read from end to end for that, a second for each gigabyte and a half.
    """
    release = base.release
    return next(sums.altered_of(release.path.parent, release.release_id), "") if release else ""


def built_otherwise(shown: Release, references: Mapping[str, str], as_of: datetime) -> str:
    """What else than the ledger has changed since a release was built; nothing where none has.

    `as_of` is the moment that the next one speaks for.
    """
    reasons = (
        (shown.manifest.get("code_version") != code_version(), "Muster is another version."),
        (
            (shown.manifest.get("made") or {}).get("engines") != engines(),
            "An engine is another version.",
        ),
        (
            shown.manifest.get("reference", {}) != dict(references),
            "A reference table is another one.",
        ),
        (
            _quarter(datetime.fromisoformat(shown.manifest["as_of"])) != _quarter(as_of),
            "A quarter has turned: what was provisional may be final.",
        ),
    )
    return next((sentence for holds, sentence in reasons if holds), "")


def _quarter(moment: datetime) -> tuple[int, int]:
    """The year and the quarter in UTC, as the models read the moment of a release."""
    there = moment.astimezone(UTC)
    return there.year, (there.month - 1) // 3


def made(
    base: Base, changes: Changes, modelled: Modelled, gated: Gated, *, own_project: bool
) -> dict[str, Any]:
    """How a release was made, for its manifest: whole, or from which one and what of it anew."""
    how: dict[str, Any] = {"engines": engines(), "own_project": own_project, "generation": 0}
    if base.release is None:
        return {"how": "whole", "why": base.why, **how}
    before = base.release.manifest["made"]
    return {
        **how,
        "how": "from the release before",
        "from": base.release.release_id,
        "generation": int(before["generation"]) + 1,
        "whole": before.get("whole", base.release.release_id),
        "moved": len(changes.submissions),
        "returns": list(modelled.selection.returns if modelled.selection else ()),
        "models_made": sum(node.kind == "model" for node in modelled.nodes),
        "tests_carried": modelled.carried,
        "checks_carried": gated.carried,
    }


@cache
def engines() -> dict[str, str]:
    """Package to version of what computes a release."""
    return {name: version(name) for name in _ENGINES}
