"""The API: what programs of forces and of the inspectorate may do, by token, under /api/v1."""
