"""In front of every page: who comes in, by what address, and what their browser is told."""
