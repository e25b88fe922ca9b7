"""What the API says when it says no: a problem object (RFC 9457) with a sentence in `detail`."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from contracts.errors import (
    ContractError,
    MusterError,
    NotAllowedError,
    NotThereError,
    SignInError,
    SubmissionError,
    UnavailableError,
    UsageError,
)
from muster.api import written
from muster.release import older

log = logging.getLogger("muster.api")
KIND = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: "Not understood",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not there",
    405: "Not done here",
    408: "Too slow",
    409: "Refused",
    413: "Too much",
    415: "Not this kind",
    422: "Cannot be worked with",
    429: "Too often",
    500: "Our own mistake",
    503: "Not just now",
}
# The first that fits; an order from the narrow to the wide.
_STATUS: tuple[tuple[type[MusterError], int], ...] = (
    (SignInError, 401),
    (NotAllowedError, 403),
    (NotThereError, 404),
    (UnavailableError, 503),
    (SubmissionError, 409),
    (UsageError, 409),
    (ContractError, 404),  # the only contract that a caller names is one that is not there
)


class Problem(BaseModel):
    """Why a call was refused: `detail` is a sentence for the person who can mend it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class ApiError(MusterError):
    """A refusal of the API's own, with its status and headers."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})


def status_of(error: MusterError) -> int:
    if isinstance(error, ApiError):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 409)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that says no."""
    said = Problem(title=TITLES.get(status, "Refused"), status=status, detail=detail)
    more = dict(headers or {})
    if status == 401:
        more["WWW-Authenticate"] = 'Bearer realm="muster"'
    return Response(
        json.dumps(said.model_dump()), status_code=status, headers=more, media_type=KIND
    )


def install(api: FastAPI) -> None:
    """Make every error of this application a problem object."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, MusterError)
        headers = error.headers if isinstance(error, ApiError) else None
        return problem(status_of(error), str(error), headers)

    async def not_understood(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        said = "; ".join(_sentence(one) for one in error.errors()[:10])
        return problem(422, said)

    async def by_the_router(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem(error.status_code, _ROUTED.get(error.status_code, str(error.detail)),
                       error.headers)  # fmt: skip

    async def unexpected(request: Request, error: Exception) -> Response:
        if lacking := older.lacks(error, request.app.state.rooms.home):
            return problem(503, lacking)
        reference = secrets.token_hex(4)
        log.error("Reference %s", reference, exc_info=error)
        return problem(
            500,
            "Muster itself failed. Nothing that was accepted is lost; quote reference "
            f"{reference} to whoever runs Muster here.",
        )

    api.add_exception_handler(MusterError, ours)
    api.add_exception_handler(RequestValidationError, not_understood)
    api.add_exception_handler(HTTPException, by_the_router)
    api.add_exception_handler(Exception, unexpected)


_ROUTED: Mapping[int, str] = {
    400: "The body could not be read: send all of it, as JSON in UTF-8.",
    404: "There is nothing at this address; /api/v1/openapi.json lists what there is.",
    405: "This address does not answer to that method; /api/v1/openapi.json says to which.",
}


# By the kinds of pydantic's errors that a caller meets.
_SAID: Mapping[str, str] = {
    "missing": "It is missing.",
    "extra_forbidden": "There is no such field.",
    "json_invalid": "The body is no JSON.",
}


def _sentence(error: Mapping[str, object]) -> str:
    """One thing that a request got wrong: where, and what was allowed. Never the value."""
    place = error.get("loc")
    parts = [str(part) for part in place] if isinstance(place, tuple | list) else []
    said = _SAID.get(str(error.get("type")), str(error.get("msg")))
    context = error.get("ctx")
    pattern = str(dict(context).get("pattern")) if isinstance(context, Mapping) else ""
    return f"{'.'.join(parts)}: {written.SAID.get(pattern, said)}"
