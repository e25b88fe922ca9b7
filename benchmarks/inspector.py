"""One inspector without a screen: opens pages of a running app over its own websocket."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect

_LARGEST_MESSAGE = 256 * 1024**2
_APOLOGY = b"This page could not be shown"
# What says that a run has finished is short; all else is content, which nobody here reads.
_LONGEST_SIGN_BYTES = 512


class PageFailedError(RuntimeError):
    """The app apologised for a page, or gave up."""


@dataclass(slots=True)
class Inspector:
    """A session of the app at `address`, such as 127.0.0.1:8501."""

    address: str
    _line: ClientConnection | None = None
    opened: list[float] = field(default_factory=list[float])

    async def arrive(self) -> None:
        """Open the session."""
        self._line = await connect(
            f"ws://{self.address}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://{self.address}",  # type: ignore[arg-type]
            max_size=_LARGEST_MESSAGE,
            compression=None,
        )

    async def leave(self) -> None:
        if self._line is not None:
            await self._line.close()

    async def open(self, page: str, **url: str) -> float:
        """Open a page with what its URL says. Returns the seconds until the script had finished.

        Raises PageFailedError where the page is an apology.
        """
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        assert self._line is not None
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = urlencode(url)
        started = time.perf_counter()
        await self._line.send(asked.SerializeToString())
        while True:
            content = await self._line.recv()
            assert isinstance(content, bytes)
            if _APOLOGY in content:
                raise PageFailedError(f"The page {page or 'national'} could not be shown.")
            if len(content) > _LONGEST_SIGN_BYTES:
                continue
            told = ForwardMsg.FromString(content)
            if told.WhichOneof("type") != "script_finished":
                continue
            if told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                break
            if told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise PageFailedError(f"The page {page or 'national'} does not compile.")
        taken = time.perf_counter() - started
        self.opened.append(taken)
        return taken
