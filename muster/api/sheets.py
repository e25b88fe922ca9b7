"""What is downloaded, read by a person, and uploaded: explanation sheets, suggested corrections."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from contracts.load import load_contract
from ledger.access import Operation, require, require_receive
from muster.api.checks import MEDIA, in_blocks
from muster.api.problems import ApiError
from muster.api.rooms import In, Rooms, Who, force_of
from muster.api.shapes import CheckIn, SheetIn, SubmissionOut
from muster.api.staging import require_same
from muster.api.submissions import Id
from muster.pipeline import check_upload
from validators.jobs import CORRECTIONS, Rendering

router = APIRouter(tags=["sheets"])
Form = Annotated[Literal["csv", "xlsx"], Query(alias="format", description="How it is written.")]
SHEETS: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA["csv"]: {}, MEDIA["xlsx"]: {}}}}


@router.get(
    "/submissions/{submission_id}/explanations/sheet", response_class=Response, responses=SHEETS
)
def explanation_sheet(submission_id: Id, rooms: In, who: Who, form: Form = "csv") -> Response:
    """The warnings as a sheet to fill in, with what is explained already."""
    from muster import explanations

    found = rooms.ledger.get(submission_id, who)
    report = rooms.ledger.report(submission_id, who)
    told = [each.explanation for each in rooms.ledger.explanations(submission_id, who)]
    contract = load_contract(found.return_slug, found.contract_version)
    if form == "xlsx":
        return _file([explanations.as_xlsx(report, contract, told)], "explanations", form)
    return _file(_encoded(explanations.as_csv(report, contract, told)), "explanations", form)


@router.post("/submissions/{submission_id}/explanations/sheet")
async def explain_by_sheet(submission_id: Id, asked: SheetIn, rooms: In, who: Who) -> SubmissionOut:
    """Take in the explanations of a filled sheet; ready, once every warning has one."""
    from muster.explanations import read_file

    def brought() -> list[Path]:
        require(who, Operation.EXPLAIN, submission_id, rooms.ledger.get(submission_id, who))
        paths = rooms.staging.files(who, asked.upload)
        if len(paths) != 1:
            raise ApiError(409, f"Upload {asked.upload} holds {len(paths)} files; send one sheet.")
        return paths

    [path] = await to_thread.run_sync(brought)
    key = ("explain", who, submission_id, path, path.stat().st_size, path.stat().st_mtime_ns)

    def task() -> SubmissionOut:
        given = read_file(path, rooms.ledger.report(submission_id, who))
        if not given:
            raise ApiError(409, "The sheet holds no explanation: fill in reason_code and sentence.")
        return SubmissionOut.of(
            rooms.ledger.explain(submission_id, given, actor=who, at=rooms.clock())
        )

    done = await rooms.work.do(key, task)
    await to_thread.run_sync(rooms.staging.drop, who, asked.upload)
    return done


@router.post("/corrections", response_class=Response, responses=SHEETS)
async def corrections(asked: CheckIn, rooms: In, who: Who, form: Form = "xlsx") -> Response:
    """An upload's tables with the suggested values in them, or (csv) the list of what is changed.

    Nothing is kept or sent: read it, and upload it yourself. 409 where nothing can be suggested.
    """
    force = force_of(who, asked.force)
    require_receive(who, force)
    paths = rooms.staging.files(who, asked.upload)
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    key = ("corrections", who, asked.model_dump_json(), form, *told)
    content = await rooms.work.do(key, lambda: _corrected(rooms, asked, force, form, paths))
    return _file(content(), "suggested-corrections", form)


def _corrected(
    rooms: Rooms, asked: CheckIn, force: str, form: str, paths: list[Path]
) -> Callable[[], Iterable[bytes]]:
    """What writes it, as often as it is asked for."""
    from validators.report import corrections as suggested

    require_same(paths, asked.files)
    with tempfile.TemporaryDirectory(prefix="muster-api-") as folder:
        book = Path(folder) / "corrected.xlsx"
        report = check_upload(
            paths, asked.return_slug, force, asked.period,
            renderings=[Rendering(CORRECTIONS, book)], pool=rooms.work.pool,
        )  # fmt: skip
        contract = load_contract(report.return_slug, report.contract_version)
        why_not = suggested.refused(report, contract)
        if why_not is not None or not book.is_file():
            raise ApiError(409, why_not or "The table is too large for a corrected workbook.")
        content = book.read_bytes()
    if form == "xlsx":
        return lambda: [content]
    return lambda: _encoded(suggested.as_list(report, contract))


def _encoded(text: Iterable[str]) -> Iterator[bytes]:
    return in_blocks(piece.encode() for piece in text)


def _file(content: Iterable[bytes], name: str, form: str) -> Response:
    """A file is downloaded, never shown as a page of this site, and never held as a whole."""
    told = f'attachment; filename="{name}.{form}"'
    return StreamingResponse(content, media_type=MEDIA[form], headers={"Content-Disposition": told})
