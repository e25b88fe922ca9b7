"""Names of files as strangers give them, made fit for a folder of ours."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from contracts.errors import UsageError


def plain_name(name: str) -> str:
    """The last part of a file's name, without what no file system should be asked to hold."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    plain = "".join(sign for sign in last if sign.isprintable()).strip(". ")
    if not plain or len(plain.encode()) > 200:
        raise UsageError("A file's name is empty or too long; give it a short name.")
    return plain
