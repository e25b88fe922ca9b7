"""What is asked of a force: the contracts, and the one language in which every check answers."""
