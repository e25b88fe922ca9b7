"""The file reader: whatever a stranger sends becomes tables of text, or one sentence.

Rows and widths are proven and never assumed, cells are kept as typed, and every oddity of the
file's structure is a finding of rule C01.
"""

from validators.read.assemble import read_cells, read_submission
from validators.read.limits import Limits
from validators.read.model import RawTable, Reading

__all__ = ["Limits", "RawTable", "Reading", "read_cells", "read_submission"]
