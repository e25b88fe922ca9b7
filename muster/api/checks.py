"""Checking an upload, as often as one likes, leaving no trace."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from contracts.findings import Report
from contracts.load import load_contract
from ledger.access import require_receive
from muster.api.paths import EXIT_CODE
from muster.api.rooms import In, Rooms, Who, force_of
from muster.api.shapes import CheckIn
from muster.api.staging import require_same
from muster.pipeline import check_upload
from validators.jobs import Rendering

router = APIRouter(tags=["checks"])
ReportFormat = Literal["json", "text", "csv", "xlsx", "html", "junit", "sarif", "github"]
MEDIA: Mapping[str, str] = {
    "json": "application/json",
    "text": "text/plain",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "junit": "application/xml",
    "sarif": "application/json",
    "github": "text/plain",
}
_BLOCK_BYTES = 64 << 10
Format = Annotated[ReportFormat, Query(description="How the report is written.")]
REPORTS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {} for kind in sorted(set(MEDIA.values()))},
        "headers": {
            EXIT_CODE: {
                "schema": {"type": "integer", "enum": [0, 1, 2]},
                "description": "0 passes, 1 has errors, 2 cannot be read as this return.",
            }
        },
    }
}


@router.post("/checks", response_class=Response, responses=REPORTS)
async def check(
    asked: CheckIn,
    rooms: In,
    who: Who,
    format: Format = "json",  # noqa: A002 - the word that the command line uses
) -> Response:
    """Check an upload and leave no trace. The report's `passed` is the answer."""
    force = force_of(who, asked.force)
    require_receive(who, force)
    paths = rooms.staging.files(who, asked.upload)
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    key = ("check", who, asked.model_dump_json(), format, *told)

    def task() -> tuple[Report, bytes | None]:
        require_same(paths, asked.files)
        return _checked(rooms, asked, force, format, paths)

    found, book = await rooms.work.do(key, task)
    return report_response(found, format, book)


def _checked(
    rooms: Rooms, asked: CheckIn, force: str, form: str, paths: list[Path]
) -> tuple[Report, bytes | None]:
    """What was found, and the workbook where that was asked for and could be drawn."""
    with tempfile.TemporaryDirectory(prefix="muster-api-") as folder:
        book = Path(folder) / "report.xlsx"
        report = check_upload(
            paths,
            asked.return_slug,
            force,
            asked.period,
            renderings=[Rendering("xlsx", book)] if form == "xlsx" else [],
            pool=rooms.work.pool,
        )
        return report, book.read_bytes() if book.is_file() else None


def report_response(report: Report, form: str, book: bytes | None = None) -> Response:
    """A report is downloaded, never shown as a page of this site, and never held as a whole.

    `book` is the report where it was drawn already.
    """
    from validators.report import pieces

    contract = load_contract(report.return_slug, report.contract_version)
    ending = {"text": "txt", "junit": "xml", "github": "txt"}.get(form, form)
    content = [book] if book is not None else in_blocks(pieces(report, form, contract))
    return StreamingResponse(
        content,
        media_type=MEDIA[form],
        headers={
            "Content-Disposition": f'attachment; filename="muster-report.{ending}"',
            EXIT_CODE: str(report.exit_code),
        },
    )


def in_blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, in blocks of about _BLOCK_BYTES: each costs the server a step."""
    block, size_bytes = list[bytes](), 0
    for piece in pieces:
        block.append(piece)
        size_bytes += len(piece)
        if size_bytes >= _BLOCK_BYTES:
            yield b"".join(block)
            block, size_bytes = [], 0
    yield b"".join(block)
