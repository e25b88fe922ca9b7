"""One submission: read as text, every cell typed and judged once."""
