"""What an installation keeps in its home beside the ledger and its files, in a backup.

Such files are changed in place, unlike what was accepted: each of their contents is kept under its
own SHA-256, and the backup's manifest says which stood where. What was altered or lost since is
never written over what was backed up before.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.objects import ensure_folder, is_sha256, sha256_of, sync

FOLDER = "own"


def keep(home: Path, names: Sequence[str], folder: Path) -> dict[str, str]:
    """Copy the files of those names in the home, and those below folders of those names.

    Gives each path in the home, and the SHA-256 of what was copied.
    """
    kept: dict[str, str] = {}
    for path in _files(home, names):
        name = path.relative_to(home).as_posix()
        content = path.read_bytes()
        kept[name] = hashlib.sha256(content).hexdigest()
        target = _kept_as(folder, name, kept[name])
        if not target.is_file() or sha256_of(target) != kept[name]:
            _write(target, content)
    return kept


def put_back(folder: Path, own: Mapping[str, str], home: Path) -> list[Discrepancy]:
    """Put what the manifest names in its place again; what of it is not as it was backed up.

    That is left out: an altered table would go into the next figures.
    """
    found: list[Discrepancy] = []
    for name, sha256 in own.items():
        source = _kept_as(folder, name, sha256)
        if not _is_below(name) or not is_sha256(sha256) or not source.is_file():
            found.append(_lost(DiscrepancyKind.OWN_MISSING, name, "is missing from the backup"))
            continue
        content = source.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            found.append(_lost(DiscrepancyKind.OWN_ALTERED, name, "is not as it was backed up"))
            continue
        _write(home / name, content)
    return found


def _files(home: Path, names: Sequence[str]) -> Iterator[Path]:
    """Names that begin with a dot are of writes under way."""
    for name in names:
        below = sorted((home / name).rglob("*")) if (home / name).is_dir() else [home / name]
        yield from (path for path in below if path.is_file() and not path.name.startswith("."))


def _kept_as(folder: Path, name: str, sha256: str) -> Path:
    return folder / FOLDER / name / sha256


def _is_below(name: str) -> bool:
    """Whether it is a place in the home, whoever wrote the manifest."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _lost(kind: DiscrepancyKind, name: str, happened: str) -> Discrepancy:
    return Discrepancy(
        kind=kind, subject=name, sentence=f"{name} {happened}, and was not restored."
    )


def _write(target: Path, content: bytes) -> None:
    ensure_folder(target.parent.absolute())
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex}.partial")
    partial.write_bytes(content)
    sync([partial])
    partial.replace(target)
    sync([target.parent])
