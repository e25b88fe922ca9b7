"""Checking an upload, as often as one likes, leaving no trace."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from contracts.findings import Report
from contracts.load import load_contract
from ledger.access import require_receive
from muster.api.paths import EXIT_CODE
from muster.api.rooms import In, Rooms, Who, force_of
from muster.api.shapes import CheckIn
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
    paths = rooms.staging.files(who, asked.upload, asked.files)
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    key = ("check", who, asked.model_dump_json(), format, *told)

    def task() -> tuple[bytes, int]:
        return _checked(rooms, asked, force, format, paths)

    content, exit_code = await rooms.work.do(key, task)
    return report_response(content, format, exit_code)


def _checked(
    rooms: Rooms, asked: CheckIn, force: str, form: str, paths: list[Path]
) -> tuple[bytes, int]:
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
        content = book.read_bytes() if book.is_file() else rendered(report, form)
    return content, report.exit_code


def rendered(report: Report, form: str) -> bytes:
    """The report in one of the formats, as bytes."""
    from validators.report import render

    contract = load_contract(report.return_slug, report.contract_version)
    content = render(report, form, contract)
    return content if isinstance(content, bytes) else content.encode()


def report_response(content: bytes, form: str, exit_code: int) -> Response:
    """A report is downloaded, never shown as a page of this site."""
    ending = {"text": "txt", "junit": "xml", "github": "txt"}.get(form, form)
    return Response(
        content,
        media_type=MEDIA[form],
        headers={
            "Content-Disposition": f'attachment; filename="muster-report.{ending}"',
            EXIT_CODE: str(exit_code),
        },
    )
