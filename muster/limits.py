"""How much one caller may ask for: a rate of calls, a sum of bytes. Time is given to it.

Both are kept in the memory of one process: they protect the machine, and nothing accepted depends
on them.
"""

from __future__ import annotations

import threading
from collections import deque

# Of one submission: a return has a few tables, and an extract of a system a file a month.
MOST_FILES = 200


class Rate:
    """At most `burst` calls at once and `per_minute` of them in the long run, for each caller."""

    def __init__(self, per_minute: int, burst: int) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait_seconds(self, caller: str, now: float) -> float:
        """0 where the call may go on (it is counted then); else how long to wait, in seconds."""
        with self._lock:
            left, before = self._left.get(caller, (float(self._burst), now))
            left = min(self._burst, left + max(0.0, now - before) * self._per_second)
            if left < 1:
                self._left[caller] = (left, max(now, before))
                return (1 - left) / self._per_second
            self._left[caller] = (left - 1, max(now, before))
            return 0.0


class Quota:
    """At most `limit_bytes` in any `window_seconds`, for each holder."""

    def __init__(self, limit_bytes: int, window_seconds: float) -> None:
        self.limit_bytes = limit_bytes
        self.window_seconds = window_seconds
        self._taken: dict[str, deque[tuple[float, int]]] = {}
        self._lock = threading.Lock()

    def take(self, holder: str, size_bytes: int, now: float) -> bool:
        """Whether that many bytes are still allowed; they are counted if so."""
        with self._lock:
            taken = self._taken.setdefault(holder, deque())
            while taken and taken[0][0] <= now - self.window_seconds:
                taken.popleft()
            if sum(size for _, size in taken) + size_bytes > self.limit_bytes:
                return False
            taken.append((now, size_bytes))
            return True
