"""Its presence makes the helpers beside it importable by every test folder."""
