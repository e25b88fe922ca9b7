"""What a release that people saw has lost since, whoever took it away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import store, sums, under_way

_MEND = "put it back from a backup, or move what is left of the release elsewhere and build anew"


def lacking(home: Path) -> Iterator[str]:
    """A sentence for each release that lacks its manifest, and for the one shown without figures.

    Figures of others may have been removed to save space.
    """
    yield from _without_manifest(store.releases_folder(home))
    yield from _without_figures(home)


def _without_manifest(folder: Path) -> Iterator[str]:
    """What is published or pruned meanwhile is no harm, so each is looked at once more."""
    left = {path.stem for kind in (".duckdb", sums.SUFFIX) for path in folder.glob(f"*{kind}")}
    bare = {stem for stem in left if not (folder / f"{stem}.json").is_file()}
    for stem in sorted(bare - {under_way.noted(folder)}):
        if not (folder / f"{stem}.json").is_file():
            yield f"The manifest of release {stem} is gone: {_MEND} (releases/{stem}.json)."


def _without_figures(home: Path) -> Iterator[str]:
    shown = store.current_id(home)
    path = store.releases_folder(home) / f"{shown}.duckdb"
    if shown and not path.is_file() and shown == store.current_id(home):
        yield (
            f"The figures of the release that people see are gone: put releases/{path.name} back "
            "from a backup, or build anew with `muster build --full`."
        )
