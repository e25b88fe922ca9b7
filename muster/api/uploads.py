"""Bringing files: streamed to disk, continued after a cut, looked at and thrown away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import ClientDisconnect

from ledger.access import require_receive
from muster.api.asked import require_bytes
from muster.api.problems import ApiError
from muster.api.rooms import In, Who, force_of
from muster.api.shapes import ArrivedOut, UploadName, UploadOut

router = APIRouter(tags=["uploads"])
Upload = Annotated[UploadName, Path(description="A name of your own for this set of files.")]
FileName = Annotated[str, Path(min_length=1, max_length=200, examples=["stock.csv"])]
Bytes = Annotated[int, Field(ge=0, le=4 * 1024**3)]
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.put("/uploads/{upload}/{file_name}", openapi_extra=BODY)
async def put_file(
    request: Request,
    upload: Upload,
    file_name: FileName,
    rooms: In,
    who: Who,
    offset: Annotated[
        Bytes, Query(description="Where this body begins in the file, in bytes.")
    ] = 0,
    upload_length: Annotated[
        Bytes | SkipJsonSchema[None], Header(description="The bytes of the whole file, if told.")
    ] = None,
) -> ArrivedOut:
    """Send a file, or the rest of one. Sending it again from offset 0 replaces it, and a request
    for it that still comes in is refused.

    Say `Upload-Length` where a file comes in several bodies: it is whole when that many bytes have
    arrived. The first that is told binds until the file is sent from offset 0 again. Nothing is
    checked or submitted yet.
    """
    require_receive(who, force_of(who, None))
    require_bytes(request.headers)
    now = rooms.clock().timestamp()
    told = request.headers.get("content-length", "")
    plain = told.isascii() and told.isdigit()
    if plain and offset + int(told) > rooms.staging.limit_bytes:
        limit = rooms.staging.limit_bytes
        raise ApiError(413, f"A file may have {limit:,} bytes; this one has more.")
    try:
        arrived = await rooms.staging.take(
            who, upload, file_name, request.stream(), offset=offset, length=upload_length, now=now
        )
    except ClientDisconnect:
        raise ApiError(400, "The connection was cut; what was read is kept, go on there.") from None
    return ArrivedOut.of(arrived)


@router.get("/uploads/{upload}")
def get_upload(upload: Upload, rooms: In, who: Who) -> UploadOut:
    """What has arrived of an upload: where to go on after a cut."""
    files = rooms.staging.arrived(who, upload)
    return UploadOut(upload=upload, files=[ArrivedOut.of(file) for file in files])


@router.delete("/uploads/{upload}", status_code=204)
def delete_upload(upload: Upload, rooms: In, who: Who) -> Response:
    """Throw an upload away. What was submitted from it stays."""
    rooms.staging.drop(who, upload)
    return Response(status_code=204)
