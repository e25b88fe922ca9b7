"""Files as they are named: each a file, each by a name of its own, fit for a folder of ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from contracts.errors import UsageError

# Who reads such a name in another process reads another file.
_OF_A_PROCESS = ("/dev/stdin", "/dev/fd/", "/proc/")


def plain_name(name: str) -> str:
    """The last part of a file's name, without what no file system should be asked to hold."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    plain = "".join(sign for sign in last if sign.isprintable()).strip(". ")
    if not plain or len(plain.encode()) > 200:
        raise UsageError("A file's name is empty or too long; give it a short name.")
    return plain


def require_files(paths: Sequence[Path]) -> None:
    """Each is a file of a disk, and no two have one name: a server keeps files by their names, and
    a report points at them by these. Raises UsageError."""
    named: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no file {path}.")
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name the files of one submission.")
        if not path.is_file() or path.absolute().as_posix().startswith(_OF_A_PROCESS):
            raise UsageError(
                f"{path} is a pipe or a device: save what it gives as a file, and name that."
            )
        before = named.setdefault(path.name, path)
        if before is not path:
            raise UsageError(
                f"{before} and {path} have one name, and files of one submission are known by "
                "their names: give each its own."
            )
