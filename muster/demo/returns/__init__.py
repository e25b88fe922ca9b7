"""One module for each return: its `RETURN` says what the demonstration sends of it."""
