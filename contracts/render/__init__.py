"""What people and other tools read, generated from the contracts."""
