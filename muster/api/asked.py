"""What no route takes: parameters that it does not name, and bodies of another kind."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message
from typing import cast

from fastapi import Request
from fastapi.routing import APIRoute

from muster.api.problems import ApiError

_ENCODED = "Send the body as it is, without Content-Encoding: it would be kept as it comes."
_FORM = (
    "Send the bytes of the file as the body (curl -T FILE), not as a form: the form around them "
    "would be kept as if it were the file."
)
_JSON = "The body of this call is JSON: send it with Content-Type: application/json."


def require_bytes(headers: Mapping[str, str]) -> None:
    """Raises ApiError where a body would not be a file's own bytes."""
    require_plain(headers)
    if headers.get("content-type", "").strip().lower().startswith("multipart/"):
        raise ApiError(415, _FORM)


def require_plain(headers: Mapping[str, str]) -> None:
    """Raises ApiError where a body is compressed on its way: nothing here takes that off again."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise ApiError(415, _ENCODED)


async def as_described(request: Request) -> None:
    """Raises ApiError where a call names a parameter that its description does not, or one twice,
    or where what should be JSON says that it is something else."""
    route = cast(APIRoute, request.scope["route"])
    known = sorted(field.alias for field in route.dependant.query_params)
    for name in request.query_params:
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "this call takes none"
            raise ApiError(422, f"query.{name[:60]}: There is no such parameter; {there}.")
        if len(request.query_params.getlist(name)) > 1:
            raise ApiError(422, f"query.{name}: It is given more than once; give it once.")
    if route.body_field is not None and not _says_json(request.headers):
        raise ApiError(415, _JSON)


def _says_json(headers: Mapping[str, str]) -> bool:
    """Whether a body, if there is one, calls itself JSON."""
    if not headers.get("content-type"):
        return headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    said = Message()
    said["content-type"] = headers["content-type"]
    kind = said.get_content_type()
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )
