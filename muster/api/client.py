"""Working through a server: what `--server URL` sends, and how it goes on after a cut."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from contracts.errors import NotAllowedError, NotThereError, SubmissionError, UsageError
from ledger.objects import sha256_of
from muster.api.paths import EXIT_CODE, PREFIX, parts_of, place

if TYPE_CHECKING:
    import httpx

TOKEN_VARIABLE = "MUSTER_TOKEN"
_WRITTEN = re.compile(r"[!-~]+")  # what a header may hold
BODY_BYTES = 8 << 20
_IN_MEMORY_BYTES = 4 << 20
_ATTEMPTS = 6
_LONGEST_WAIT = 120  # seconds; Muster itself tells no more than sixty
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_AGAIN = frozenset({408, 429, 503})
_CUT_BEHIND_THE_PROXY = frozenset({502, 504})
_KINDS: Mapping[int, type[SubmissionError]] = {403: NotAllowedError, 404: NotThereError}
# With it a refusal says how much of the file there is.
_OFFSET = "Upload-Offset"


class _OtherOffsetError(SubmissionError):
    """More of a file has arrived than was asked: what a cut connection had still brought was being
    written."""


class Server:
    """A Muster elsewhere, spoken to with a token. `pause` waits, and tests give their own."""

    def __init__(self, http: httpx.Client, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._http = http
        self._pause = pause

    def submit(self, files: Sequence[Path], order: Mapping[str, Any]) -> dict[str, Any]:
        """Bring the files and submit them; the same files for the same return are one submission,
        however often this is called. Raises MusterError with the server's own sentence."""
        told = {path.name: sha256_of(path) for path in files}
        facts = [order["return"], order.get("force"), order["period"], told]
        key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
        headers = {"Idempotency-Key": key}
        if not files:
            asked = {**order, "type": "NIL"}
            return _read(self._call("POST", "/submissions", json=asked, headers=headers))
        asked = {**order, "upload": self._bring(files, key), "files": told}
        return _read(self._call("POST", "/submissions", json=asked, headers=headers))

    @contextmanager
    def rehearsing(
        self, files: Sequence[Path], order: Mapping[str, Any]
    ) -> Generator[Mapping[str, Any]]:
        """Bring the files, to be asked about in the context and taken away after it: no trace is
        left. Gives what to send."""
        told = {path.name: sha256_of(path) for path in files}
        key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        try:
            yield {**order, "upload": self._bring(files, key), "files": told}
        finally:
            self._call("DELETE", f"/uploads/{key[:40]}")

    def check(self, asked: Mapping[str, Any], form: str) -> tuple[IO[bytes], int]:
        """The report of a check of what was brought, and its exit code."""
        return self._report("POST", "/checks", form, json=asked)

    def report(self, submission_id: str, form: str) -> tuple[IO[bytes], int]:
        """The report of a submission, and the exit code of its check."""
        return self._report("GET", place("submissions", submission_id, "report"), form)

    def _report(self, method: str, path: str, form: str, **asked: Any) -> tuple[IO[bytes], int]:
        into, answer = self._saved(method, path, params={"format": form}, **asked)
        if EXIT_CODE not in answer.headers:
            into.close()
            raise _not_muster()
        return into, int(answer.headers[EXIT_CODE])

    def sheet(self, submission_id: str, form: str) -> IO[bytes]:
        """The sheet of the warnings of a submission."""
        sheet = place("submissions", submission_id, "explanations", "sheet")
        return self._saved("GET", sheet, params={"format": form})[0]

    def corrections(self, asked: Mapping[str, Any], form: str) -> IO[bytes]:
        """The tables that were brought with the suggestions in them, or the list of those."""
        return self._saved("POST", "/corrections", params={"format": form}, json=asked)[0]

    def _saved(self, method: str, path: str, **asked: Any) -> tuple[IO[bytes], httpx.Response]:
        """An answer may be longer than memory: it waits in a file, gone when it is closed."""
        with ExitStack() as refused:
            into = refused.enter_context(SpooledTemporaryFile(_IN_MEMORY_BYTES))
            answer = self._call(method, path, into=into, **asked)
            into.seek(0)
            refused.pop_all()
        return into, answer

    def get(self, path: str, **params: str) -> Any:
        """What stands at that address of the API."""
        return _read(self._call("GET", path, params=params))

    def ask(self, path: str, asked: Mapping[str, Any], **params: str) -> bytes:
        """What is answered to a question that leaves no trace, and so may be asked again."""
        return self._call("POST", path, json=asked, params=params).content

    def put(self, path: str, asked: Mapping[str, Any]) -> Any:
        """What an act at that address answers, which is told once, as by `post`."""
        return self._act("PUT", path, json=asked)

    def delete(self, path: str, **params: str) -> Any:
        """What a removal at that address answers, which is told once, as by `post`."""
        return self._act("DELETE", path, params=params)

    def fetch(self, path: str, **params: str) -> bytes:
        """The bytes at that address, such as a sheet or a receipt on paper."""
        return self._call("GET", path, params=params).content

    def post(self, path: str, asked: Mapping[str, Any] | None = None) -> Any:
        """What an act at that address answers. An act is told once: after a cut connection the
        caller asks what became of it."""
        return self._act("POST", path, json=asked)

    def _act(self, method: str, path: str, **asked: Any) -> Any:
        try:
            return _read(self._call(method, path, patient=False, **asked))
        except _cut() as error:
            raise SubmissionError(
                "The connection was cut, so it may or may not be done: ask with `muster status`, "
                "`muster windows list` or `muster local list` before you try again."
            ) from error

    def bring(self, path: Path) -> str:
        """Send one file; gives the name of its upload."""
        return self._bring([path], hashlib.sha256(sha256_of(path).encode()).hexdigest())

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
            except (*_cut(), _OtherOffsetError):
                self._wait(attempt)
            else:
                return
        raise SubmissionError(f"{path.name} could not be sent: the connection is cut every time.")

    def _send_from(self, upload: str, path: Path, offset: int, size_bytes: int) -> None:
        file = place("uploads", upload, path.name)
        with path.open("rb") as handle:
            handle.seek(offset)
            while True:
                body = handle.read(BODY_BYTES)
                self._call(
                    "PUT",
                    file,
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
            found = _read(self._call("GET", f"/uploads/{upload}"))["files"]
        except NotThereError:
            return 0, False
        return next(((f["size_bytes"], f["complete"]) for f in found if f["name"] == name),
                    (0, False))  # fmt: skip

    def _call(
        self,
        method: str,
        path: str,
        *,
        patient: bool = True,
        into: IO[bytes] | None = None,
        **asked: Any,
    ) -> httpx.Response:
        """One call; a patient one is made again where the connection is cut or the answer is
        `not just now`, which every call of ours may be. What succeeds is written into `into`."""
        last = ""
        for attempt in range(_ATTEMPTS):
            try:
                answer = self._once(method, PREFIX + path, into, asked)
            except _cut() as error:
                _refuse_the_unknown(error)
                if not patient:
                    raise
                last = type(error).__name__
                self._wait(attempt)
                continue
            if answer.status_code in _AGAIN:
                last = _sentence(answer)
                self._wait(attempt, answer.headers.get("Retry-After"))
                continue
            if answer.is_success:
                return answer
            if _OFFSET in answer.headers:
                raise _OtherOffsetError(_sentence(answer))
            kind = _KINDS.get(answer.status_code, SubmissionError)
            raise kind(_sentence(answer))
        raise SubmissionError(f"The server does not answer ({last}). Run the command again later.")

    def _once(
        self, method: str, path: str, into: IO[bytes] | None, asked: Mapping[str, Any]
    ) -> httpx.Response:
        if into is None:
            return _from_muster(self._http.request(method, path, **asked))
        into.seek(0)
        into.truncate()
        with self._http.stream(method, path, **asked) as answer:
            if not answer.is_success:
                answer.read()
                return _from_muster(answer)
            for block in answer.iter_bytes():
                into.write(block)
        return answer

    def _wait(self, attempt: int, told: str | None = None) -> None:
        """As long as was told, in seconds: a proxy may tell a date, or an hour."""
        known = told is not None and told.isascii() and told.isdigit()
        self._pause(min(int(told or 0), _LONGEST_WAIT) if known else min(0.25 * 2**attempt, 8))


@contextmanager
def at(url: str) -> Generator[Server]:
    """The server at that address, with the token that MUSTER_TOKEN holds.

    Raises UsageError where the address or the token is none, or would travel unprotected.
    """
    import httpx

    parts = parts_of(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise UsageError("The server's address must begin with https://: a token is a secret.")
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token:
        raise UsageError(f"Put the token that you were given into {TOKEN_VARIABLE}.")
    if not _WRITTEN.fullmatch(token):
        raise UsageError(f"What {TOKEN_VARIABLE} holds is no token: copy it anew, and all of it.")
    with httpx.Client(
        base_url=url.rstrip("/"),
        headers={"Authorization": f"Bearer {token}"},
        timeout=httpx.Timeout(120, connect=10),
        # No proxy stands between this machine and itself, but SSL_CERT_FILE is heard everywhere.
        verify=httpx.create_ssl_context(),
        trust_env=parts.hostname not in _LOOPBACK,
    ) as client:
        yield Server(client)


def _cut() -> tuple[type[Exception], ...]:
    import httpx

    return (httpx.TransportError,)


def _from_muster(answer: httpx.Response) -> httpx.Response:
    """The answer; a proxy's word that it lost Muster is a cut connection, one further away."""
    import httpx

    if answer.status_code in _CUT_BEHIND_THE_PROXY:
        raise httpx.RemoteProtocolError(f"The proxy answered {answer.status_code}.")
    return answer


def _read(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:  # a page, of Muster's own or of whoever stands before it
        raise _not_muster() from error


def _not_muster() -> UsageError:
    return UsageError("What answers there is not the API of a Muster; is the address right?")


def _refuse_the_unknown(error: Exception) -> None:
    """Raises UsageError where a certificate is not believed: trying again would not help."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        raise UsageError(
            "The server's certificate is not one that this machine believes, and nothing was sent. "
            "If your organisation has its own authority, name its file in SSL_CERT_FILE."
        ) from error


def _sentence(answer: httpx.Response) -> str:
    """What the server says, in its own words where it has any."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"The server answered {answer.status_code}; is its address right?"
