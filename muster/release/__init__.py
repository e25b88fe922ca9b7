"""Releases: a new DuckDB file for every build, and a pointer that is moved when it has passed."""
