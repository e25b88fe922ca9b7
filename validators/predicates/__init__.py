"""What the words of a rule card mean: row predicates as expressions, table predicates as frames."""
