"""Checks and submissions under way: the same request twice at once is one piece of work."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from muster.api.problems import ApiError
from validators.pool import Pool

T = TypeVar("T")
Key = tuple[object, ...]
_REMEMBERED = 200


class Work:
    """Some workers with warm, limited children; who asks again for what is under way waits for it.

    `patience_seconds` is how long a call waits for its answer before it is told to come back.
    """

    def __init__(
        self, workers: int = 2, *, pool: Pool | None = None, patience_seconds: float = 25
    ) -> None:
        self.pool = pool or Pool(workers)
        self._own_pool = pool is None
        self.patience_seconds = patience_seconds
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="api")
        self._under_way: dict[Key, Future[Any]] = {}
        self._lock = threading.Lock()

    async def do(self, key: Key, task: Callable[[], T]) -> T:
        """The task's answer. Raises ApiError (503, Retry-After) where it is not there in time;
        the work goes on, and whoever asks again with the same key gets it."""
        under_way = asyncio.wrap_future(self._begun(key, task))
        done, _ = await asyncio.wait({under_way}, timeout=self.patience_seconds)
        if not done:
            raise ApiError(
                503,
                "This is still being checked. Ask again with the same request: its answer is kept "
                "for you.",
                {"Retry-After": "5"},
            )
        with self._lock:
            self._under_way.pop(key, None)
        return under_way.result()

    def _begun(self, key: Key, task: Callable[[], T]) -> Future[T]:
        with self._lock:
            if len(self._under_way) > _REMEMBERED:  # answers that nobody came back for
                done = [key for key, future in self._under_way.items() if future.done()]
                for old in done:
                    del self._under_way[old]
            known = self._under_way.get(key)
            if known is None:
                known = self._under_way[key] = self._executor.submit(task)
            return known

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        if self._own_pool:
            self.pool.__exit__()
