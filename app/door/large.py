"""Files too large for the page's own uploader: streamed to disk, never held in memory.

A page names an upload; the browser sends `PUT /muster/uploads/<upload>/<file>` in bodies of its own
size, with `Upload-Length` saying the whole; the page then finds the files with `arrived`. `GET`
says what is there of a file, slice by slice, so that the browser knows whether it is the same file.
"""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from contracts.errors import MusterError
from ledger.access import local_administrator, require_receive
from ledger.model import Actor, Role
from muster.api.asked import require_bytes
from muster.api.problems import ApiError, problem, status_of
from muster.api.staging import Arrivals, Staging
from muster.identity import Person

LEAST_SLICE_BYTES, MOST_SLICE_BYTES = 64 << 10, 8 << 20
PATH = "/muster/uploads/{upload}/{file_name}"
_UPLOAD = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


def route(staging: Staging, *, local: bool) -> Route:
    """The address to which a browser sends large files; the guard stands before it.

    In local mode whoever reaches it is this computer's own administrator; otherwise a request that
    the guard said nothing of is nobody's.
    """

    async def put(request: Request) -> Response:
        try:
            return JSONResponse(await _take(request, staging, local))
        except ClientDisconnect:
            return problem(400, "The connection was cut; what arrived is kept, go on there.")
        except MusterError as error:
            headers = error.headers if isinstance(error, ApiError) else None
            return problem(status_of(error), str(error), headers)

    async def get(request: Request) -> Response:
        try:
            return JSONResponse(await to_thread.run_sync(_known, request, staging, local))
        except MusterError as error:
            return problem(status_of(error), str(error))

    async def either(request: Request) -> Response:
        return await (put(request) if request.method == "PUT" else get(request))

    return Route(PATH, either, methods=["PUT", "GET"])


def is_name(text: str) -> bool:
    """Whether an upload may be called that."""
    return _UPLOAD.fullmatch(text) is not None


def arrived(staging: Arrivals, who: Actor, upload: str) -> list[Path]:
    """The files of a whole upload, for the page that named it.

    Raises MusterError with a sentence where there is none, or where some of it is missing.
    """
    return staging.files(who, _named(upload))


async def _take(request: Request, staging: Staging, local: bool) -> dict[str, object]:
    who = _sender(request.scope.get("muster.seen", {}).get("person"), local)
    if who.force_code is not None:
        require_receive(who, who.force_code)
    require_bytes(request.headers)
    done = await staging.take(
        who,
        _named(request.path_params["upload"]),
        request.path_params["file_name"],
        request.stream(),
        offset=_number(request.query_params.get("offset"), "offset") or 0,
        length=_number(request.headers.get("upload-length"), "Upload-Length"),
        now=time.time(),
    )
    return {"name": done.name, "size_bytes": done.size_bytes, "complete": done.complete}


def _known(request: Request, staging: Staging, local: bool) -> dict[str, object]:
    """How much of a file has arrived, of how much where that was told, and the SHA-256 of each
    slice of it, the last one's too."""
    who = _sender(request.scope.get("muster.seen", {}).get("person"), local)
    size = _number(request.query_params.get("slice"), "slice") or MOST_SLICE_BYTES
    if not LEAST_SLICE_BYTES <= size <= MOST_SLICE_BYTES:
        raise ApiError(409, f"A slice has {LEAST_SLICE_BYTES:,} to {MOST_SLICE_BYTES:,} bytes.")
    upload = _named(request.path_params["upload"])
    name = request.path_params["file_name"]
    path, length = staging.place(who, upload, name), staging.length(who, upload, name)
    slices: list[str] = []
    with path.open("rb") as handle:
        while block := handle.read(size):
            slices.append(hashlib.sha256(block).hexdigest())
        told = {"size_bytes": handle.tell(), "length": length, "complete": path.name == name}
    return {**told, "slices": slices}


def _sender(person: Person | None, local: bool) -> Actor:
    """Who sends: a preparer, or this computer's own administrator. Raises ApiError else."""
    if person is None:
        if not local:
            raise ApiError(401, "Sign in with the account that your organisation gave you.")
        return local_administrator()
    if Role.PREPARER not in person.roles:
        raise ApiError(403, f"The role {person.roles[0]} may not submit returns.")
    return person.actor(Role.PREPARER)


def _named(upload: str) -> str:
    if not is_name(upload):
        raise ApiError(409, "An upload is named with letters, digits, dots, dashes, 64 at most.")
    return upload


def _number(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise ApiError(409, f"{name} is a whole number of bytes.")
    return int(text)
