"""What `--server URL` makes of `muster local`: a force's own mappings, through the API."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ledger.model import ForceMapping
from muster.api.client import at
from muster.api.paths import place
from muster.file_names import require_files
from muster.local_codes import Mapped


@dataclass(frozen=True, slots=True)
class Told:
    """The report of a check, and its exit code."""

    pieces: Iterable[bytes]
    exit_code: int


def keep(url: str, file: Path, force: str, name: str) -> ForceMapping:
    """Keep a mapping as the next version of its name."""
    with at(url) as server:
        asked = {"upload": server.bring(file), "force": force}
        return _mapping(force, server.put(place("mappings", name), asked))


def kept(url: str, force: str) -> list[ForceMapping]:
    """The mappings that the force keeps, retired ones included."""
    with at(url) as server:
        return [_mapping(force, each) for each in server.get("/mappings", force=force)]


def retire(url: str, force: str, name: str) -> None:
    with at(url) as server:
        server.delete(place("mappings", name), force=force)


@contextmanager
def previewed(
    url: str, files: Sequence[Path], order: Mapping[str, str]
) -> Generator[tuple[Mapped, Told]]:
    """What the mapping among the files makes of the others, and the report of their check."""
    require_files(files)
    with at(url) as server, server.rehearsing(files, order) as asked:
        rest = {name: value for name, value in asked.items() if name != "files"}
        found = json.loads(server.ask("/mappings/previews", rest))
        report, exit_code = server.check(asked, "text")
        with report:
            yield _mapped(found), Told(report, exit_code)


def _mapped(told: Mapping[str, Any]) -> Mapped:
    return Mapped(
        title=told["title"],
        table=told["table"],
        read=told["read"],
        taken=told["taken"],
        left_out=told["left_out"],
        rows=told["rows"],
        not_taken=told["not_taken"],
    )


def _mapping(force: str, told: Mapping[str, Any]) -> ForceMapping:
    return ForceMapping(
        force_code=force,
        name=told["name"],
        version=told["version"],
        return_slug=told["return"],
        title=told["title"],
        content=told["content"],
        kept_at=datetime.fromisoformat(told["kept_at"]),
        kept_by="",
    )
