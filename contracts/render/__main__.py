"""Write everything that is generated: `python -m contracts.render`."""

from __future__ import annotations

import sys
from pathlib import Path

from contracts.render.generated import write

for path in write(Path.cwd()):
    sys.stdout.write(f"{path}\n")
