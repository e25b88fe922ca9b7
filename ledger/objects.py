"""The received bytes, as they came, each under its own SHA-256: written once, never over.

A write goes to a temporary name in the same file system, is synced, renamed, and its folder
synced; only then may a ledger row speak of it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

from contracts.errors import SubmissionError, UnavailableError
from ledger.points import reached
from ledger.remote import folder_of, remote

CHUNK_BYTES = 1 << 20
_SHA256_DIGITS = 64


def sync(paths: Sequence[Path]) -> None:
    """Make files' contents, or folders' names, durable: all of them when this returns.

    Several are synced side by side, because the disk settles them in one go.
    """
    if len(paths) == 1:
        _sync_one(paths[0])
        return
    syncing = [_side_by_side().submit(_sync_one, path) for path in paths]
    for each in wait(syncing).done:
        each.result()


@cache
def _side_by_side() -> ThreadPoolExecutor:
    """Threads that stay: to start them anew for every write costs more than the write."""
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="sync")


# A forked process inherits the pool and none of its threads.
os.register_at_fork(after_in_child=_side_by_side.cache_clear)


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def ensure_folder(folder: Path) -> None:
    """The folder exists, durably, and so do those above it."""
    if folder.is_dir():
        return
    ensure_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync([folder.parent])


def is_sha256(text: str) -> bool:
    return len(text) == _SHA256_DIGITS and set(text) <= set("0123456789abcdef")


def sha256_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


# What is no folder, or another's.
NO_FOLDER = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR}
)
OWN_FOLDER = "has to be a folder that whoever runs Muster owns and may write to"
FAILING_DISK = "look after the disk, which no longer does what it is asked to"
_MEND = dict.fromkeys(NO_FOLDER, f"MUSTER_HOME {OWN_FOLDER}") | {errno.EIO: FAILING_DISK}


@contextmanager
def full_disk_is_a_sentence(what: str) -> Generator[None]:
    """Turn the operating system's refusal into one that says what was and what was not kept."""
    try:
        yield
    except OSError as error:
        mend = _MEND.get(error.errno or 0, "free some space and submit again")
        raise UnavailableError(
            f"{what} could not be stored: {error.strerror or error}. Nothing was accepted by this "
            f"attempt and nothing accepted before is touched; {mend}."
        ) from error


class ObjectStore:
    """The folder `objects/` of a ledger's home, and `incoming/`, where writes begin."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.base = folder_of(home)
        self.remote = remote()
        self.root = self.base / "objects"
        self.incoming = self.base / "incoming"
        ensure_folder(self.root)
        ensure_folder(self.incoming)

    def path(self, sha256: str) -> Path:
        """Where the object of that SHA-256 is, or would be; fetched, where it is kept elsewhere."""
        return self.at_hand(self._place(sha256), sha256)

    def at_hand(self, path: Path, sha256: str) -> Path:
        """The file of the store, fetched from object storage where this machine has no copy.

        What arrives short or altered is not placed: there is no file then.
        """
        if self.remote is not None and not path.exists():
            temporary = self.temporary()
            try:
                if self.remote.fetch(self.key(path), temporary) and sha256_of(temporary) == sha256:
                    ensure_folder(path.parent)
                    sync([temporary])
                    temporary.replace(path)
                    sync([path.parent])
            finally:
                temporary.unlink(missing_ok=True)
        return path

    def keep(self, paths: Iterable[Path]) -> None:
        """Hand files that are in their places to object storage, where that is the store."""
        if self.remote is not None:
            for path in paths:
                self.remote.keep(path, self.key(path))
            reached("kept in object storage")

    def key(self, path: Path) -> str:
        return path.relative_to(self.base).as_posix()

    def _place(self, sha256: str) -> Path:
        if not is_sha256(sha256):
            raise SubmissionError(f"{sha256!r} is not a SHA-256.")
        return self.root / sha256[:2] / sha256

    def temporary(self) -> Path:
        """A new name in `incoming/`; whatever stands there belongs to nothing accepted."""
        return self.incoming / uuid.uuid4().hex

    @property
    def is_shared(self) -> bool:
        """Whether other machines may keep their files here, too."""
        return self.remote is not None or self.base != self.home

    def put(self, source: Path, placed: list[Path] | None = None) -> tuple[str, int]:
        """Store a file's bytes durably, in one pass; give their SHA-256 and their number.

        `placed` is told of the object where the store did not have it before.
        Raises SubmissionError where the bytes cannot be stored, or where the store holds other
        bytes under that SHA-256 already.
        """
        temporary = self.temporary()
        with full_disk_is_a_sentence(f"The file {source.name}"):
            try:
                sha256, size_bytes = self._copy(source, temporary)
                if self._move_in(temporary, sha256) and placed is not None:
                    placed.append(self._place(sha256))
                self.keep([self._place(sha256)])
            finally:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
        return sha256, size_bytes

    def unaltered(self, sha256: str) -> Path:
        """The object's file. Raises UnavailableError where it is gone, or not what was received."""
        path = self.path(sha256)
        if not path.is_file():
            what = "" if self.remote is None else ", or object storage gives other bytes for it"
            raise UnavailableError(
                f"The store has lost the file {sha256}{what}: run `muster verify`."
            )
        try:
            altered = sha256_of(path) != sha256
        except OSError as error:
            raise UnavailableError(
                f"The file {sha256} cannot be read ({error.strerror or error}): run "
                "`muster verify`, and look after the disk that it is on."
            ) from error
        if altered:
            raise UnavailableError(f"The file {sha256} was altered: run `muster verify`.")
        return path

    def read(self, sha256: str) -> bytes:
        """The bytes of an object. Raises UnavailableError where they are gone or not themselves."""
        return self.unaltered(sha256).read_bytes()

    def stored(self) -> Iterator[Path]:
        """Every file under `objects/`, whatever its name."""
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                yield path

    def remove(self, objects: Iterable[Path]) -> None:
        """Only for who holds the home alone, and knows that no row speaks of them."""
        for path in objects:
            path.unlink(missing_ok=True)
            with suppress(OSError):  # other files still stand in it
                path.parent.rmdir()

    def clear_incoming(self) -> list[str]:
        """Remove what interrupted writes left. Only for who holds the home alone."""
        removed: list[str] = []
        for path in sorted(self.incoming.iterdir()):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            removed.append(path.name)
        return removed

    def _copy(self, source: Path, temporary: Path) -> tuple[str, int]:
        hasher, size_bytes = hashlib.sha256(), 0
        with source.open("rb") as reader, temporary.open("xb") as writer:
            while chunk := reader.read(CHUNK_BYTES):
                hasher.update(chunk)
                size_bytes += len(chunk)
                writer.write(chunk)
            _flush(writer)
        reached("temporary file synced")
        return hasher.hexdigest(), size_bytes

    def _move_in(self, temporary: Path, sha256: str) -> bool:
        """Bring it into its place; gives whether that was empty."""
        target = self._place(sha256)
        ensure_folder(target.parent)
        is_new = not target.exists()
        if not is_new:
            if sha256_of(target) != sha256:
                raise SubmissionError(
                    f"The store holds other bytes under {sha256}: run `muster verify` before "
                    "anything more is submitted."
                )
            # Another process may have renamed it and not synced yet: our row needs it durable.
            sync([target])
        else:
            temporary.rename(target)
        reached("object renamed")
        sync([target.parent])
        reached("object folder synced")
        return is_new


def _flush(writer: IO[bytes]) -> None:
    writer.flush()
    reached("temporary file written")
    os.fsync(writer.fileno())
