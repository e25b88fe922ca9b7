"""Its presence makes the helpers beside it importable by every test folder.

Matrices are small and tests run side by side: threads of one that wait for another's cost minutes.
"""

import os

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
