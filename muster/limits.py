"""How much one caller may ask for: a rate of calls, a sum of bytes. Time is given to it.

Both are kept in the memory of one process: they protect the machine, and nothing accepted depends
on them. Who may do all that anybody may is forgotten, and a clock that was ahead is believed no
longer than it was.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

# Of one submission: a return has a few tables, and an extract of a system a file a month.
MOST_FILES = 200
# What is taken within one of as many parts of a window is remembered as taken at once.
_PARTS = 1_440


class Rate:
    """At most `burst` calls at once and `per_minute` of them in the long run, for each caller."""

    def __init__(self, per_minute: int, burst: int) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._left: dict[str, tuple[float, float]] = {}
        self._swept_at = 0.0
        self._lock = threading.Lock()

    def wait_seconds(self, caller: str, now: float) -> float:
        """0 where the call may go on (it is counted then); else how long to wait, in seconds."""
        with self._lock:
            self._sweep(now)
            left = self._left_of(caller, now)
            wait = 0.0 if left >= 1 else (1 - left) / self._per_second
            self._left[caller] = (left if wait else left - 1, now)
            return wait

    def _left_of(self, caller: str, now: float) -> float:
        left, before = self._left.get(caller, (float(self._burst), now))
        return min(self._burst, left + max(0.0, now - before) * self._per_second)

    def _sweep(self, now: float) -> None:
        """Forget who has all calls left, as often as anybody comes to have them."""
        if 0 <= now - self._swept_at < self._burst / self._per_second:
            return
        self._swept_at = now
        for caller in [c for c in self._left if self._left_of(c, now) >= self._burst]:
            del self._left[caller]


@dataclass(slots=True)
class _Taken:
    """Bytes that were taken from `first` to `last`; all of them count until `last` is long ago."""

    first: float
    last: float
    size_bytes: int


class Quota:
    """At most `limit_bytes` in any `window_seconds`, for each holder."""

    def __init__(self, limit_bytes: int, window_seconds: float) -> None:
        self.limit_bytes = limit_bytes
        self.window_seconds = window_seconds
        self._taken: dict[str, deque[_Taken]] = {}
        self._swept_at = 0.0
        self._lock = threading.Lock()

    def take(self, holder: str, size_bytes: int, now: float) -> bool:
        """Whether that many bytes are still allowed; they are counted if so."""
        with self._lock:
            self._sweep(now)
            taken = self._taken.setdefault(holder, deque())
            self._forget(taken, now)
            if sum(each.size_bytes for each in taken) + size_bytes > self.limit_bytes:
                return False
            if taken and now - taken[-1].first < self.window_seconds / _PARTS:
                taken[-1].last = now
                taken[-1].size_bytes += size_bytes
            else:
                taken.append(_Taken(now, now, size_bytes))
            return True

    def _sweep(self, now: float) -> None:
        """Forget who has taken nothing for a window, once in each."""
        if 0 <= now - self._swept_at < self.window_seconds:
            return
        self._swept_at = now
        for holder, taken in list(self._taken.items()):
            self._forget(taken, now)
            if not taken:
                del self._taken[holder]

    def _forget(self, taken: deque[_Taken], now: float) -> None:
        while taken and taken[0].last <= now - self.window_seconds:
            taken.popleft()
        if taken and taken[-1].last > now:  # under a clock that was ahead: it was no later than now
            for each in taken:
                each.first, each.last = min(each.first, now), min(each.last, now)
