"""What people and other tools read, generated from the contracts."""

from __future__ import annotations

# The one sheet of a template that is not a table; a filled-in template is sent with it.
GUIDE_SHEET = "How to fill this in"
