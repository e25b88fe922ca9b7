"""What a submission manifest may say: the return R00, which travels beside the files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from contracts.entries import table_of
from contracts.load import load_codelist, odcs_document
from contracts.model import CodeList, Table

PATH = Path(__file__).parent / "manifest" / "1.0.0.odcs.yaml"
FILE_NAME = "manifest.csv"
# What a manifest had to say before it could say more, and still must.
NEEDED = ("file", "row_count", "sha256")
# A manifest has a row a file; nobody needs more than this.
LARGEST_BYTES = 64 * 1024
_UUID = re.compile(rb"(?<![0-9a-fA-F-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@cache
def manifest_table() -> Table:
    """The fields of a manifest. Raises ContractError where its file is not in order."""
    return table_of(odcs_document(PATH)["schema"][0], PATH)


@cache
def manifest_codelists() -> dict[str, CodeList]:
    """The code lists that its fields name."""
    names = {field.codelist for field in manifest_table().fields if field.codelist}
    return {name: load_codelist(name) for name in sorted(names)}


def submission_id_in(paths: Sequence[Path]) -> str | None:
    """The sender's own id of the submission, where a manifest among the files holds just one.

    The bytes are searched for the form of an id and not parsed: that is for the limited child.
    """
    manifest = next((path for path in paths if path.name.lower() == FILE_NAME), None)
    if manifest is None or manifest.stat().st_size > LARGEST_BYTES:
        return None
    found = {match.decode("ascii").lower() for match in _UUID.findall(manifest.read_bytes())}
    return found.pop() if len(found) == 1 else None
