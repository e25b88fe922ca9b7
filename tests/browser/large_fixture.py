"""A return that is larger than the page's own uploader takes, and one table of it that is not."""

from __future__ import annotations

from pathlib import Path

from contracts.load import load_contract
from contracts.render.example import example_rows
from contracts.render.template import csv_files

CONTRACT = load_contract("facial_recognition")
LIMIT_BYTES = 1 << 20  # MUSTER_PAGE_UPLOAD_MB=1


def large_return(folder: Path, force: str, *, wrong: bool = False) -> tuple[list[Path], str]:
    """Its files, the largest first, and its period; one cell of it is wrong where asked."""
    rows = example_rows(CONTRACT)
    first = rows["deployments"][0]
    many = [
        {**first, "force_code": force, "deployment_id": f"D-{n:06}-{'x' * 30}"}
        for n in range(6_500)
    ]
    if wrong:
        many[0]["faces_scanned"] = "many"
    others = {
        name: [{**row, "force_code": force} if "force_code" in row else row for row in some]
        for name, some in rows.items()
    }
    written: list[Path] = []
    for name, content in csv_files(CONTRACT, {**others, "deployments": many}).items():
        path = folder / name
        path.write_text(content, encoding="utf-8", newline="")
        written.append(path)
    written.sort(key=lambda path: -path.stat().st_size)
    assert written[0].stat().st_size > LIMIT_BYTES > written[1].stat().st_size
    return written, str(first["started_at"])[:7]
