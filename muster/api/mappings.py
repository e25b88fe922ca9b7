"""A force's own mappings: listed, tried on an extract, kept and retired."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from contracts.errors import ContractError
from ledger.access import Operation, require_mappings
from ledger.model import ForceMapping
from muster.api import written
from muster.api.problems import ApiError
from muster.api.rooms import In, Who, force_of
from muster.api.shapes import ForceCode, Period, Slug, Taken, UploadName
from muster.mapped import is_mapping

router = APIRouter(tags=["mappings"])
Name = Annotated[str, Path(pattern=written.MAPPING, examples=["itsm"])]
Whose = Annotated[ForceCode | None, Query(description="The token's own where it is left out.")]


class MappingIn(Taken):
    """An upload that holds one file, NAME.mapping.yaml."""

    upload: UploadName
    force: ForceCode | None = None


class PreviewIn(Taken):
    """An upload that holds one mapping, the extract, and the return's other files."""

    upload: UploadName
    return_slug: Slug = Field(alias="return")
    period: Period
    force: ForceCode | None = None


class MappingOut(BaseModel):
    """The newest version of a mapping; `content` is None where it is retired."""

    name: str
    version: int
    return_slug: str = Field(serialization_alias="return")
    title: str
    kept_at: datetime
    retired: bool
    content: str | None

    @classmethod
    def of(cls, kept: ForceMapping) -> MappingOut:
        return cls(
            name=kept.name, version=kept.version, return_slug=kept.return_slug, title=kept.title,
            kept_at=kept.kept_at, retired=kept.retired, content=kept.content,
        )  # fmt: skip


class PreviewOut(BaseModel):
    """What a mapping makes of an extract: counts of rows, the first rows, those refused."""

    title: str
    table: str
    read: int
    taken: int
    left_out: int
    rows: list[dict[str, str]]
    not_taken: list[dict[str, Any]]
    counts: dict[str, int]
    passed: bool


@router.get("/mappings")
def list_mappings(rooms: In, who: Who, force: Whose = None) -> list[MappingOut]:
    """The mappings that a force keeps, retired ones included."""
    return [MappingOut.of(kept) for kept in rooms.ledger.mappings(who, force_of(who, force))]


@router.put("/mappings/{name}")
async def keep_mapping(name: Name, asked: MappingIn, rooms: In, who: Who) -> MappingOut:
    """Keep a mapping as the next version of its name: later uploads in its layout are mapped."""
    from muster.local_codes import keep

    force = force_of(who, asked.force)
    require_mappings(who, Operation.KEEP_MAPPINGS, force)
    path, others = _mapping_in(rooms.staging.files(who, asked.upload))
    if others:
        raise ApiError(409, f"Upload {asked.upload} holds other files beside the mapping.")

    def task() -> MappingOut:
        try:
            done = keep(rooms.ledger, who, force, name, path, at=rooms.clock())
        except ContractError as error:
            raise ApiError(409, str(error)) from error
        rooms.staging.drop(who, asked.upload)
        return MappingOut.of(done)

    return await rooms.work.do(("mapping", who, name, path.stat().st_mtime_ns), task)


@router.delete("/mappings/{name}")
def retire_mapping(name: Name, rooms: In, who: Who, force: Whose = None) -> MappingOut:
    """Use a mapping no more; its versions stay where they were used."""
    done = rooms.ledger.retire_mapping(who, force_of(who, force), name, at=rooms.clock())
    return MappingOut.of(done)


@router.post("/mappings/previews")
async def preview_mapping(asked: PreviewIn, rooms: In, who: Who) -> PreviewOut:
    """Map and check an extract, and keep nothing."""
    from muster.local_codes import preview

    force = force_of(who, asked.force)
    require_mappings(who, Operation.READ_MAPPINGS, force)
    mapping, files = _mapping_in(rooms.staging.files(who, asked.upload))
    told = [(path.name, path.stat().st_mtime_ns) for path in (mapping, *files)]

    def task() -> PreviewOut:
        try:
            seen = preview(
                mapping, files, asked.return_slug, force, asked.period, pool=rooms.work.pool
            )
        except ContractError as error:
            raise ApiError(409, str(error)) from error
        return PreviewOut(
            title=seen.title, table=seen.table, read=seen.read, taken=seen.taken,
            left_out=seen.left_out, rows=list(seen.rows), not_taken=list(seen.not_taken),
            counts=seen.report.counts, passed=seen.report.passed,
        )  # fmt: skip

    return await rooms.work.do(("preview", who, asked.model_dump_json(), *told), task)


def _mapping_in(paths: list[File]) -> tuple[File, list[File]]:
    """The one mapping of an upload, and the rest."""
    found = [path for path in paths if is_mapping(path)]
    if len(found) != 1:
        raise ApiError(409, "The upload has to hold one file whose name ends in .mapping.yaml.")
    return found[0], [path for path in paths if path != found[0]]
