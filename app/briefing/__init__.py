"""A force's briefing: one page that is written from the registry and the release alone."""
