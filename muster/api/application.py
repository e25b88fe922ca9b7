"""The API as one ASGI application, to be mounted at /api/v1 beside the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Security
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from ledger.store import Ledger
from muster.api import (
    checks,
    differences,
    figures,
    mappings,
    plausible,
    problems,
    sheets,
    submissions,
    uploads,
    windows,
)
from muster.api.asked import as_described
from muster.api.bodies import SmallBodies
from muster.api.door import TokenDoor, now_utc
from muster.api.paths import PREFIX
from muster.api.refusals import Refusals
from muster.api.rooms import BEARER, Rooms
from muster.api.staging import MOST_BYTES, Staging
from muster.api.work import Work
from muster.limits import Quota, Rate
from validators.pool import Pool

_DAY_SECONDS = 24 * 3600
_NEEDS = (401, 403, 404, 409, 413, 422, 429, 500, 503)
_BODY_NEEDS = (400, 408, 415)  # of what takes a body, besides
_ABOUT = (
    "Check, submit, follow, explain and sign off returns, and read what is published. Every call "
    "shows a token (`muster token issue`), which speaks for one person, role and force. Whatever "
    "is refused is a problem object whose `detail` is a sentence. Files are brought with PUT and "
    "then named by a check or a submission."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much one token and one force may ask for."""

    calls_per_minute: int = 600
    calls_at_once: int = 120
    file_bytes: int = MOST_BYTES
    force_bytes_a_day: int = 20 * 1024**3
    workers: int = 2
    patience_seconds: float = 25


def api(
    home: Path,
    ledger: Ledger,
    *,
    allowance: Allowance | None = None,
    pool: Pool | None = None,
    clock: Callable[[], datetime] = now_utc,
) -> FastAPI:
    """The API over a home and its open ledger. `close` ends what it started.

    It checks with the children of `pool`, or with its own.
    """
    may = allowance or Allowance()
    built = FastAPI(
        title="Muster",
        version=version("muster"),
        description=_ABOUT,
        docs_url=None,  # its page loads scripts from outside
        redoc_url=None,
        # An address with a slash too many is none; a redirection would lead a token elsewhere.
        redirect_slashes=False,
        dependencies=[Security(BEARER), Depends(as_described)],
        responses={**_refusals(_NEEDS)},
        generate_unique_id_function=_name,
    )
    quota = Quota(may.force_bytes_a_day, _DAY_SECONDS)
    built.state.rooms = Rooms(
        home=home,
        ledger=ledger,
        staging=Staging(home, limit_bytes=may.file_bytes, quota=quota),
        work=Work(may.workers, pool=pool, patience_seconds=may.patience_seconds),
        clock=clock,
    )
    for room in (
        uploads, checks, plausible, submissions, differences, sheets, windows, mappings, figures,
    ):  # fmt: skip
        built.include_router(room.router)
    built.openapi = lambda: _document(built)
    problems.install(built)
    built.add_middleware(SmallBodies)
    rate = Rate(may.calls_per_minute, may.calls_at_once)
    built.state.refusals = Refusals(ledger)
    built.add_middleware(
        TokenDoor, desk=ledger, rate=rate, refusals=built.state.refusals, clock=clock
    )
    return built


def close(built: FastAPI) -> None:
    """End the checks under way and their children, and write down who is counted only."""
    built.state.rooms.work.close()
    built.state.refusals.tell(built.state.rooms.clock(), closing=True)


def _name(route: APIRoute) -> str:
    return route.name


def _refusals(statuses: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Every refusal is the same kind of object, and each is documented."""
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": problems.TITLES[status], "content": {problems.KIND: problem}}
        for status in statuses
    }


def _document(built: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the shape of every refusal."""
    if built.openapi_schema is None:
        told = get_openapi(
            title=built.title,
            version=built.version,
            description=built.description,
            routes=built.routes,
        )
        shapes = told.setdefault("components", {}).setdefault("schemas", {})
        shapes["Problem"] = problems.Problem.model_json_schema()
        bodies = {str(status): of for status, of in _refusals(_BODY_NEEDS).items()}
        for operation in (each for methods in told["paths"].values() for each in methods.values()):
            if "requestBody" in operation:
                operation["responses"].update(bodies)
        told["servers"] = [{"url": PREFIX}]
        built.openapi_schema = told
    return built.openapi_schema
