"""Working through a server: what `--server URL` sends, and how it goes on after a cut."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from contracts.errors import NotAllowedError, NotThereError, SubmissionError, UsageError
from muster.api.paths import EXIT_CODE, PREFIX

if TYPE_CHECKING:
    import httpx

TOKEN_VARIABLE = "MUSTER_TOKEN"
BODY_BYTES = 8 << 20
_ATTEMPTS = 6
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_AGAIN = frozenset({429, 503})
_KINDS: Mapping[int, type[SubmissionError]] = {403: NotAllowedError, 404: NotThereError}


class Server:
    """A Muster elsewhere, spoken to with a token. `pause` waits, and tests give their own."""

    def __init__(self, http: httpx.Client, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._http = http
        self._pause = pause

    def submit(self, files: Sequence[Path], order: Mapping[str, Any]) -> dict[str, Any]:
        """Bring the files and submit them; the same files for the same return are one submission,
        however often this is called. Raises MusterError with the server's own sentence."""
        told = {path.name: _sha256(path) for path in files}
        facts = [order["return"], order.get("force"), order["period"], told]
        key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
        headers = {"Idempotency-Key": key}
        if not files:
            asked = {**order, "type": "NIL"}
            return self._call("POST", "/submissions", json=asked, headers=headers).json()
        asked = {**order, "upload": self._bring(files, key), "files": told}
        return self._call("POST", "/submissions", json=asked, headers=headers).json()

    def check(
        self, files: Sequence[Path], order: Mapping[str, Any], form: str
    ) -> tuple[bytes, int]:
        """The report of a check that leaves no trace, and its exit code."""
        told = {path.name: _sha256(path) for path in files}
        key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        asked = {**order, "upload": self._bring(files, key), "files": told}
        try:
            answer = self._call("POST", "/checks", json=asked, params={"format": form})
        finally:
            self._call("DELETE", f"/uploads/{key[:40]}")
        return answer.content, int(answer.headers[EXIT_CODE])

    def report(self, submission_id: str, form: str) -> tuple[bytes, int]:
        """The report of a submission, and the exit code of its check."""
        place = f"/submissions/{quote(submission_id, safe='')}/report"
        answer = self._call("GET", place, params={"format": form})
        return answer.content, int(answer.headers[EXIT_CODE])

    def get(self, path: str) -> Any:
        """What stands at that address of the API."""
        return self._call("GET", path).json()

    def fetch(self, path: str, **params: str) -> bytes:
        """The bytes at that address, such as a sheet or a receipt on paper."""
        return self._call("GET", path, params=params).content

    def post(self, path: str, asked: Mapping[str, Any] | None = None) -> Any:
        """What an act at that address answers. An act is told once: after a cut connection the
        caller asks what became of it."""
        try:
            return self._call("POST", path, json=asked, patient=False).json()
        except _cut() as error:
            raise SubmissionError(
                "The connection was cut, so it may or may not be done: ask with `muster status` or "
                "`muster windows list` before you try again."
            ) from error

    def bring(self, path: Path) -> str:
        """Send one file; gives the name of its upload."""
        return self._bring([path], hashlib.sha256(_sha256(path).encode()).hexdigest())

    def _bring(self, files: Sequence[Path], key: str) -> str:
        """Send what the server has not got yet of the files; gives the upload's name."""
        upload = key[:40]
        for path in files:
            self._send(upload, path)
        return upload

    def _send(self, upload: str, path: Path) -> None:
        size_bytes = path.stat().st_size
        for attempt in range(_ATTEMPTS):
            sent, complete = self._arrived(upload, path.name)
            if complete and sent == size_bytes:
                return
            if sent >= size_bytes:
                sent = 0  # other bytes of an earlier time, or a file of no bytes at all
            try:
                self._send_from(upload, path, sent, size_bytes)
            except _cut():
                self._wait(attempt)
            else:
                return
        raise SubmissionError(f"{path.name} could not be sent: the connection is cut every time.")

    def _send_from(self, upload: str, path: Path, offset: int, size_bytes: int) -> None:
        place = f"/uploads/{upload}/{quote(path.name, safe='')}"
        with path.open("rb") as handle:
            handle.seek(offset)
            while True:
                body = handle.read(BODY_BYTES)
                self._call(
                    "PUT",
                    place,
                    content=body,
                    params={"offset": offset},
                    headers={"Upload-Length": str(size_bytes)},
                    patient=False,
                )
                offset += len(body)
                if offset >= size_bytes:
                    return

    def _arrived(self, upload: str, name: str) -> tuple[int, bool]:
        try:
            found = self._call("GET", f"/uploads/{upload}").json()["files"]
        except NotThereError:
            return 0, False
        return next(((f["size_bytes"], f["complete"]) for f in found if f["name"] == name),
                    (0, False))  # fmt: skip

    def _call(
        self, method: str, path: str, *, patient: bool = True, **asked: Any
    ) -> httpx.Response:
        """One call; a patient one is made again where the connection is cut or the answer is
        `not just now`, which every call of ours may be."""
        last = ""
        for attempt in range(_ATTEMPTS):
            try:
                answer = self._http.request(method, PREFIX + path, **asked)
            except _cut() as error:
                if not patient:
                    raise
                last = type(error).__name__
                self._wait(attempt)
                continue
            if answer.status_code in _AGAIN:
                last = _sentence(answer)
                self._pause(float(answer.headers.get("Retry-After", "1")))
                continue
            if answer.is_success:
                return answer
            kind = _KINDS.get(answer.status_code, SubmissionError)
            raise kind(_sentence(answer))
        raise SubmissionError(f"The server does not answer ({last}). Run the command again later.")

    def _wait(self, attempt: int) -> None:
        self._pause(min(0.25 * 2**attempt, 8))


@contextmanager
def at(url: str) -> Generator[Server]:
    """The server at that address, with the token that MUSTER_TOKEN holds.

    Raises UsageError where there is no token, or where it would travel unprotected.
    """
    import httpx

    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise UsageError("The server's address must begin with https://: a token is a secret.")
    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise UsageError(f"Put the token that you were given into {TOKEN_VARIABLE}.")
    with httpx.Client(
        base_url=url.rstrip("/"),
        headers={"Authorization": f"Bearer {token.strip()}"},
        timeout=httpx.Timeout(120, connect=10),
        trust_env=parts.hostname not in _LOOPBACK,
    ) as client:
        yield Server(client)


def _cut() -> tuple[type[Exception], ...]:
    import httpx

    return (httpx.TransportError,)


def _sentence(answer: httpx.Response) -> str:
    """What the server says, in its own words where it has any."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"The server answered {answer.status_code}; is its address right?"


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
