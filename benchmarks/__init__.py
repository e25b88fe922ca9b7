"""Muster side by side with others, in one run: `make bench` writes docs/benchmarks.md."""
