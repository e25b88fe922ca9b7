"""What a return changes against what is live, and what signing it off would move."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from ledger.access import require_receive
from muster.api.problems import ApiError
from muster.api.rooms import In, Who, force_of
from muster.api.shapes import CheckIn
from muster.api.staging import require_same
from muster.api.submissions import Id

router = APIRouter(tags=["submissions"])
Written = Literal["json", "csv", "text"]
Form = Annotated[Written, Query(alias="format", description="How the changes are written.")]
_MEDIA = {"json": "application/json", "csv": "text/csv", "text": "text/plain"}
CHANGES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {} for kind in sorted(_MEDIA.values())}}
}


@router.post("/changes", response_class=Response, responses=CHANGES)
async def changes_of_upload(asked: CheckIn, rooms: In, who: Who, form: Form = "json") -> Response:
    """What an upload would change against what is live, cell by cell; leaves no trace."""
    from muster.changes_told import render
    from muster.rehearsal import rehearse

    if asked.period is None:
        raise ApiError(409, "Say of which period the return is: give `period`.")
    force, period = force_of(who, asked.force), asked.period
    require_receive(who, force)
    paths = rooms.staging.files(who, asked.upload)
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in paths]

    def task() -> str:
        require_same(paths, asked.files)
        done = rehearse(
            rooms.ledger, paths, asked.return_slug, force, period, who,
            drawn=False, pool=rooms.work.pool,
        )  # fmt: skip
        if done.changes is None:
            raise ApiError(409, "It does not pass, so it is not compared: ask for its check.")
        return render(done.changes, form)

    key = ("changes", who, asked.model_dump_json(), form, *told)
    return Response(await rooms.work.do(key, task), media_type=_MEDIA[form])


@router.get("/submissions/{submission_id}/changes", response_class=Response, responses=CHANGES)
def submission_changes(submission_id: Id, rooms: In, who: Who, form: Form = "json") -> Response:
    """What a submission changes against what is live, table by table, key by key, cell by cell."""
    from muster.changes import of_submission
    from muster.changes_told import render

    found = of_submission(rooms.ledger, submission_id, who)
    return Response(render(found, form), media_type=_MEDIA[form])


@router.get("/submissions/{submission_id}/effects")
async def effects(submission_id: Id, rooms: In, who: Who) -> dict[str, Any]:
    """Which published comparisons would move if it were signed off, and by how much.

    The models are run with it in its place, which takes up to a minute the first time: ask again
    where the answer is 503.
    """
    from muster.release.effects import effects as foresee

    def task() -> dict[str, Any]:
        return foresee(rooms.home, rooms.ledger, submission_id, who).as_dict()

    return await rooms.work.do(("effects", who, submission_id), task)
