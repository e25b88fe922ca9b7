"""What happened, append-only: nothing accepted is ever lost."""
