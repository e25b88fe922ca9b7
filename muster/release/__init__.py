"""Releases: a new DuckDB file for every build, and a pointer that is moved when it has passed."""

from __future__ import annotations

from .build import build
from .store import Release, connect, current, releases_list

__all__ = ["Release", "build", "connect", "current", "releases_list"]
