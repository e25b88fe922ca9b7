"""Files on their way in: streamed to disk, continued where a connection was cut, never taken half.

A file is `NAME.part` until all of it has arrived. What nobody submits is swept after a day.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread
from starlette.requests import ClientDisconnect

from contracts.errors import UsageError
from ledger.model import Actor
from ledger.objects import ensure_folder, full_disk_is_a_sentence, sha256_of
from muster.api.arriving import Writer, Writers, length_told
from muster.api.problems import ApiError
from muster.file_names import plain_name
from muster.limits import MOST_FILES, Quota

BUFFER_BYTES = 1 << 20
MOST_BYTES = 4 * 1024**3  # of one file, unless an installation allows less
KEPT_SECONDS = 24 * 3600
# Of one person, role and force at a time: as many as a day's work of a supplier for every force.
MOST_UPLOADS = 2_000
SWEPT_EVERY_SECONDS = 60
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file of an upload. `complete` is False as long as some of it is missing."""

    name: str
    size_bytes: int
    complete: bool


class Arrivals:
    """The folder `uploads/` of a home: one folder for each person, role, force and upload."""

    def __init__(self, home: Path) -> None:
        self.root = home / "uploads"
        ensure_folder(self.root)

    def folder(self, actor: Actor, upload: str) -> Path:
        """Where an upload of that name lies, if it does: out of reach of any other name."""
        return self.root / f"{_owner(actor)}{_digest(upload)}"

    def require_few(self, actor: Actor, upload: str) -> None:
        """Raises ApiError where that would be one more upload than one may have at a time."""
        if self.folder(actor, upload).is_dir():
            return
        owner = _owner(actor)
        if sum(1 for _ in self.root.glob(f"{owner}*")) >= MOST_UPLOADS:
            raise ApiError(
                413,
                f"You have {MOST_UPLOADS:,} uploads, which is as many as there may be: throw away "
                "those that you need no more with DELETE /uploads/NAME, or go on tomorrow. Each is "
                "kept for a day.",
            )

    def arrived(self, actor: Actor, upload: str) -> tuple[Arrived, ...]:
        """What has arrived of an upload, by name. Raises ApiError where there is no such upload."""
        folder = self.folder(actor, upload)
        if not folder.is_dir():
            raise ApiError(404, f"There is no upload {upload}: send its files first.")
        return tuple(
            Arrived(path.name.removesuffix(_PART), path.stat().st_size, path.suffix != _PART)
            for path in sorted(folder.iterdir())
            if not path.name.startswith(".")  # what was told of a file, which is none
        )

    def place(self, actor: Actor, upload: str, name: str) -> Path:
        """Where a file is, or the part of it that has arrived. Raises ApiError where it is not."""
        self.arrived(actor, upload)
        whole = self.folder(actor, upload) / _usable(name)
        for path in (whole, whole.with_name(whole.name + _PART)):
            if path.is_file():
                return path
        raise ApiError(404, f"Nothing has arrived of {name}.")

    def length(self, actor: Actor, upload: str, name: str) -> int | None:
        """The bytes that a file is to have which has arrived in part, where that was told."""
        return length_told(self.folder(actor, upload) / _usable(name))

    def files(self, actor: Actor, upload: str) -> list[Path]:
        """The files of a whole upload. Nothing is read.

        Raises ApiError, naming the file and what is missing, where it is not whole.
        """
        found = self.arrived(actor, upload)
        for one in found:
            if not one.complete:
                raise ApiError(
                    409,
                    f"{one.name} has arrived in part: {one.size_bytes:,} bytes. Send the rest "
                    f"with offset={one.size_bytes}, or the whole file again.",
                )
        folder = self.folder(actor, upload)
        paths = [folder / one.name for one in found]
        if not paths:
            raise ApiError(409, f"Upload {upload} holds no files.")
        return paths

    def drop(self, actor: Actor, upload: str) -> None:
        """Remove an upload; nothing, where there is none."""
        shutil.rmtree(self.folder(actor, upload), ignore_errors=True)

    def sweep(self, now: float) -> None:
        """Remove what has lain here for a day without being touched."""
        for folder in self.root.iterdir():
            try:
                touched = max(p.stat().st_mtime for p in (folder, *folder.iterdir()))
            except OSError:
                continue
            if touched < now - KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


class Staging(Arrivals):
    """Where uploads arrive. `limit_bytes` holds for one file, `quota` for all of a force's day."""

    def __init__(self, home: Path, *, limit_bytes: int, quota: Quota) -> None:
        super().__init__(home)
        self._swept_at = 0.0
        self.limit_bytes = limit_bytes
        self.quota = quota
        self._writers = Writers()

    async def take(
        self,
        actor: Actor,
        upload: str,
        name: str,
        body: AsyncIterable[bytes],
        *,
        offset: int,
        length: int | None,
        now: float,
    ) -> Arrived:
        """Write a body to the file of that name from `offset` on; `length` is the whole file's.

        The length that is told first binds until the file begins anew; one of which none was told
        is whole when its body ends as it should. Raises ApiError where the offset is not where the
        file ends, another length was told, it is more than is allowed, or a later request sends the
        same file.
        """
        name = _usable(name)
        if length is not None and length > self.limit_bytes:
            raise self._too_large()
        await to_thread.run_sync(self._sweep_at_times, now)
        await to_thread.run_sync(self.require_few, actor, upload)
        folder = self.folder(actor, upload)
        await to_thread.run_sync(ensure_folder, folder)
        await to_thread.run_sync(_require_few, folder, name)
        part, whole = folder / (name + _PART), folder / name
        writer = await to_thread.run_sync(self._writers.begin, part, whole, offset, length)
        try:
            await self._write(writer, body, holder=_holder(actor), now=now)
            size_bytes = writer.size_bytes
            if writer.length is not None and size_bytes > writer.length:
                await to_thread.run_sync(self._writers.discard, writer)
                raise ApiError(409, f"{name} is longer than was said; send the whole file again.")
            complete = writer.length is None or size_bytes == writer.length
            if complete:
                await to_thread.run_sync(self._writers.finish, writer, whole)
        finally:
            self._writers.end(writer)
        return Arrived(name, size_bytes, complete)

    def _sweep_at_times(self, now: float) -> None:
        """Whoever sends sweeps, too: where no worker runs, nobody else does."""
        if not 0 <= now - self._swept_at < SWEPT_EVERY_SECONDS:
            self._swept_at = now
            self.sweep(now)

    async def _write(
        self, writer: Writer, body: AsyncIterable[bytes], *, holder: str, now: float
    ) -> None:
        """Write what comes, a buffer at a time; and, where the connection is cut, what came."""
        buffer = bytearray()
        size_bytes = writer.size_bytes
        with full_disk_is_a_sentence("The upload"):
            try:
                async for chunk in body:
                    buffer += chunk
                    size_bytes += len(chunk)
                    if size_bytes > self.limit_bytes:
                        raise self._too_large()
                    if len(buffer) >= BUFFER_BYTES:
                        await self._append(writer, buffer, holder, now)
            except ClientDisconnect:
                await self._append(writer, buffer, holder, now)
                raise
            await self._append(writer, buffer, holder, now)

    async def _append(self, writer: Writer, buffer: bytearray, holder: str, now: float) -> None:
        self._count(holder, len(buffer), now)
        await to_thread.run_sync(self._writers.append, writer, bytes(buffer))
        buffer.clear()

    def _too_large(self) -> ApiError:
        return ApiError(413, f"A file may have {self.limit_bytes:,} bytes; this one has more.")

    def _count(self, holder: str, size_bytes: int, now: float) -> None:
        if not self.quota.take(holder, size_bytes, now):
            raise ApiError(
                413,
                f"Only {self.quota.limit_bytes:,} bytes may be sent in a day, and this would be "
                "more. What has arrived is kept; go on later.",
            )


def _owner(actor: Actor) -> str:
    """What the names of all uploads of that person, role and force begin with."""
    return _digest(json.dumps([actor.subject, str(actor.role), actor.force_code]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _holder(actor: Actor) -> str:
    """Whose quota counts: the force's, or the person's who acts for none."""
    return f"force {actor.force_code}" if actor.force_code else actor.subject


def _require_few(folder: Path, name: str) -> None:
    """Raises ApiError where a file of that name would be one more than a submission may have."""
    names = {p.name.removesuffix(_PART) for p in folder.iterdir() if not p.name.startswith(".")}
    if len(names | {name}) > MOST_FILES:
        raise ApiError(
            413,
            f"An upload may have {MOST_FILES} files, and this one has them: send the files of one "
            "return, force and period.",
        )


def _usable(name: str) -> str:
    plain = plain_name(name)
    if plain != name or plain.endswith(_PART):
        raise UsageError("Give the file a plain name, without folders, such as stock.csv.")
    return plain


def require_same(paths: list[Path], expected: Mapping[str, str] | None) -> None:
    """Every file that the sender names is here, with the bytes that it says, and no other.

    Reads all of them: gigabytes are read where the work is done, never where calls are answered.
    Nothing is asked where the sender told nothing. Raises ApiError, naming the file.
    """
    if expected is None:
        return
    here = {path.name: path for path in paths}
    if set(here) != set(expected):
        raise ApiError(
            409,
            f"The upload holds {', '.join(sorted(here))}; you name {', '.join(sorted(expected))}.",
        )
    for name, sha256 in expected.items():
        if sha256_of(here[name]) != sha256.lower():
            raise ApiError(409, f"{name} arrived with other bytes than you sent: send it again.")
