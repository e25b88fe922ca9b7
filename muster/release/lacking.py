"""What a release that people saw has lost since, whoever took it away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import store, sums, under_way

_MEND = "put it back from a backup, or move what is left of the release elsewhere and build anew"


def lacking(home: Path, noted: sums.Noted | None = None) -> Iterator[str]:
    """A sentence where CURRENT names no release that is whole, and for each without its manifest.

    Figures of others may have been removed to save space. `noted` is what the audit trail says was
    published, the last of them last: that one is there, where any is.
    """
    yield from _pointer(home)
    yield from _without_manifest(store.releases_folder(home))
    yield from _last_of_all(home, next(reversed(tuple(noted or ())), None))


def _last_of_all(home: Path, last: str | None) -> Iterator[str]:
    """Nothing is said of a home without any release: it may be one that only looks on."""
    seen = store.named(home)
    if last is None or seen == last or not (seen or store.releases_list(home)):
        return
    if not any(store.releases_folder(home).glob(f"{last}.*")):
        yield (
            f"Release {last} was published after all that are here, and nothing of it is left: "
            f"put it back from a backup, or build anew with `muster build` (releases/{last}.json)."
        )


def taken_whole(home: Path, noted: sums.Noted) -> Iterator[str]:
    """A sentence for each earlier release that the audit trail tells of and that left nothing here.

    No more than that: whoever moved what was left of a release elsewhere, and built anew, was told
    to. The last one is `lacking`. A home without any release may be one that only looks on.
    """
    if not store.releases_list(home):
        return
    for release_id in sorted(tuple(noted)[:-1]):
        if not any(store.releases_folder(home).glob(f"{release_id}.*")):
            yield (
                f"Release {release_id} was published, and nothing of it is left: what was seen of "
                "it can be shown no more. A backup may hold it "
                f"(releases/{release_id}.duckdb, {sums.SUFFIX} and .json)."
            )


def _without_manifest(folder: Path) -> Iterator[str]:
    """What is published or pruned meanwhile is no harm, so each is looked at once more."""
    left = {path.stem for kind in (".duckdb", sums.SUFFIX) for path in folder.glob(f"*{kind}")}
    bare = {stem for stem in left if not (folder / f"{stem}.json").is_file()}
    for stem in sorted(bare - {under_way.noted(folder)}):
        if not (folder / f"{stem}.json").is_file():
            yield f"The manifest of release {stem} is gone: {_MEND} (releases/{stem}.json)."


def _pointer(home: Path) -> Iterator[str]:
    """Nothing is said where CURRENT names another by now: that was published meanwhile."""
    before = store.named(home)
    said = list(_of_what_is_shown(home))
    if store.named(home) == before:
        yield from said


def _of_what_is_shown(home: Path) -> Iterator[str]:
    shown = store.shown(home)
    if shown.trouble:
        yield shown.trouble
        return
    unseen = under_way.noted(store.releases_folder(home))
    every = [one for one in store.releases_list(home) if one.release_id != unseen]
    newest = next(iter(every), None)
    if shown.release is None:
        if newest:
            yield f"CURRENT is gone, and there are releases. {store.ANEW}."
        return
    if not shown.release.kept:
        yield (
            f"The figures of the release that people see are gone: put "
            f"releases/{shown.release.path.name} back from a backup, or build anew with "
            "`muster build --full`."
        )
    if newest and shown.release.release_id != unseen and newest != shown.release:
        yield (
            f"CURRENT names release {shown.release.release_id}, and {newest.release_id} was "
            f"published after it: CURRENT was altered. {store.ANEW}."
        )
