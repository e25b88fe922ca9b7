"""Object storage as the place where accepted files are kept; the folder is then a copy of it.

MUSTER_OBJECTS_URL names it: `s3://bucket/prefix` through fsspec, with the credentials and the
endpoint of the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL), or
`file:///folder`. Unset, files are kept in MUSTER_HOME itself.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from contracts.errors import SubmissionError

VARIABLE = "MUSTER_OBJECTS_URL"
# No upload takes longer, so an unknown object that is older belongs to nobody's write.
SWEEP_AFTER_HOURS = 24


@dataclass(frozen=True, slots=True)
class Kept:
    """One object of the storage: its key below the prefix, its bytes, when it was last written."""

    key: str
    size_bytes: int
    written_at: datetime | None


def folder_of(home: Path) -> Path:
    """Where files lie on this machine: MUSTER_HOME, or the folder that a file:// URL names."""
    url = os.environ.get(VARIABLE, "")
    return Path(url2pathname(urlsplit(url).path)) if url.startswith("file:") else home


def remote() -> Remote | None:
    """The storage that the environment names; None where files are kept in a folder.

    Raises SubmissionError for a kind of URL that is not known.
    """
    url = os.environ.get(VARIABLE, "")
    if not url or url.startswith("file:"):
        return None
    if not url.startswith("s3://"):
        raise SubmissionError(f"{VARIABLE} must begin with s3:// or file://.")
    return Remote(url)


class Remote:
    """A bucket's prefix. Every method raises SubmissionError where the storage refuses."""

    def __init__(self, url: str) -> None:
        self._root = url.removeprefix("s3://").rstrip("/")
        self._files: Any = None
        self._process = 0

    def keep(self, path: Path, key: str) -> None:
        """Upload a file; when this returns the storage has it, whole."""
        with _refusals("stored"):
            files = self._connected()
            files.put_file(str(path), self._at(key))
            files.invalidate_cache()
            size_bytes = files.info(self._at(key))["size"]
        if size_bytes != path.stat().st_size:
            raise SubmissionError(
                "The object storage kept another number of bytes than were sent. Nothing was "
                "accepted by this attempt; submit again."
            )

    def fetch(self, key: str, path: Path) -> bool:
        """Download an object to a new file; False, and no file, where there is none."""
        with _refusals("read"):
            try:
                self._connected().get_file(self._at(key), str(path))
            except FileNotFoundError:
                path.unlink(missing_ok=True)
                return False
        return True

    def kept(self, folder: str) -> Iterator[Kept]:
        """Every object below `folder`, whatever its name."""
        with _refusals("listed"):
            files = self._connected()
            files.invalidate_cache()
            try:
                found = files.find(self._at(folder), detail=True)
            except FileNotFoundError:
                found = {}
        for name, facts in sorted(found.items()):
            key = name.removeprefix(f"{self._root}/")
            yield Kept(key, int(facts["size"]), facts.get("LastModified"))

    def remove(self, key: str) -> None:
        with _refusals("removed"):
            self._connected().rm_file(self._at(key))

    def _at(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _connected(self) -> Any:
        """The connection of this process: a forked child needs one of its own."""
        if self._files is None or self._process != os.getpid():
            import fsspec

            self._files = fsspec.filesystem(
                "s3", skip_instance_cache=True, use_listings_cache=False
            )
            self._process = os.getpid()
        return self._files


@contextmanager
def _refusals(done: str) -> Generator[None]:
    try:
        yield
    except SubmissionError:
        raise
    except ImportError as error:
        raise SubmissionError(
            "Object storage needs the extra `s3`: install Muster with it, from where this one came."
        ) from error
    except Exception as error:  # botocore's errors share no base with the operating system's
        raise SubmissionError(
            f"The object storage could not be {done} ({type(error).__name__}). Nothing was "
            "accepted by this attempt and nothing accepted before is touched; try again."
        ) from error
