"""How plausible files are that are only checked: asked in the background, and polled."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel

from contracts.findings import Finding, Plausibility
from ledger.access import require_receive
from muster.api import written
from muster.api.problems import ApiError
from muster.api.rooms import In, Who, force_of
from muster.api.shapes import CheckIn, PlausibilityOut
from muster.api.staging import require_same
from muster.plausibility import rehearsals
from muster.plausibility.rehearsals import Asked
from muster.rehearsal import rehearse

router = APIRouter(tags=["checks"])
Question = Annotated[str, Path(pattern=written.QUESTION, description="As `POST` named it.")]


class FindingOut(BaseModel):
    """What is doubtful. `key` names the figure, such as its indicator and period."""

    rule_id: str
    severity: str
    message: str
    table: str | None
    value: str | None
    expected: str | None
    difference: str | None
    key: dict[str, str]

    @classmethod
    def of(cls, found: Finding) -> FindingOut:
        return cls(
            rule_id=found.rule_id, severity=found.severity, message=found.message,
            table=found.table, value=found.value, expected=found.expected,
            difference=found.difference, key=dict(found.key),
        )  # fmt: skip


class QuestionOut(BaseModel):
    """A question and what became of it: look again at `question` while `pending`.

    `question` is null where it cannot be asked; the sentence says why.
    """

    question: str | None
    plausibility: PlausibilityOut
    findings: list[FindingOut] = []


@router.post("/plausibility", status_code=202)
async def ask_plausibility(asked: CheckIn, rooms: In, who: Who) -> QuestionOut:
    """Ask how plausible an upload is beside the force's history, other forces and other returns.

    The answer takes some seconds, or minutes where others asked before, and is kept half an hour.
    No trace is left; `POST /checks` does not wait for it. 409 where the upload does not pass.
    """
    if asked.period is None:
        raise ApiError(409, "Say of which period the return is: give `period`.")
    force, period = force_of(who, asked.force), asked.period
    require_receive(who, force)
    paths = rooms.staging.files(who, asked.upload)
    told: list[Any] = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in paths]

    def task() -> Asked:
        require_same(paths, asked.files)
        done = rehearse(
            rooms.ledger, paths, asked.return_slug, force, period, who,
            asks=True, drawn=False, pool=rooms.work.pool,
        )  # fmt: skip
        if done.asked is None:
            raise ApiError(409, "It does not pass, so it is not compared: ask for its check.")
        return done.asked

    left = await rooms.work.do(("plausibility", who, asked.model_dump_json(), *told), task)
    said = Plausibility(sentence=left.sentence, pending=left.token is not None)
    return QuestionOut(question=left.token, plausibility=PlausibilityOut.of(said))


@router.get("/plausibility/{question}")
def look_at_plausibility(question: Question, rooms: In, who: Who) -> QuestionOut:
    """What became of a question; 404 where it was thrown away, or asked over half an hour ago."""
    told = rehearsals.look(rooms.home, question, who)
    if told is None:
        said = Plausibility(sentence=rehearsals.UNDER_WAY, pending=True)
        return QuestionOut(question=question, plausibility=PlausibilityOut.of(said))
    return QuestionOut(
        question=question,
        plausibility=PlausibilityOut.of(told.plausibility),
        findings=[FindingOut.of(found) for found in told.findings],
    )


@router.delete("/plausibility/{question}", status_code=204)
def drop_plausibility(question: Question, rooms: In, who: Who) -> None:
    """Throw a question and its answer away."""
    rehearsals.drop(rooms.home, question, who)
