"""What a file is by its first bytes, where it is not what a mapping reads."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from contracts.errors import UnreadableFileError

GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_WORKBOOKS = {"ods": "an OpenDocument workbook", "xlsx": "an XLSX workbook"}


def begins_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as handle:
        return handle.read(len(magic)) == magic


def require_kind(form: str, path: Path) -> None:
    """Raise UnreadableFileError where the file is packed, or a workbook that is not asked for: read
    as text it would be taken for another encoding."""
    found = _packed(path)
    if found is None or found == form:
        return
    if found == "zip":
        raise UnreadableFileError(
            f"{path.name} is a ZIP archive: unpack it, and name the files in it that are meant."
        )
    wanted = f"it as {_WORKBOOKS[form]}" if form in _WORKBOOKS else "its sheet as CSV (UTF-8)"
    raise UnreadableFileError(
        f"{path.name} is {_WORKBOOKS[found]}, and this mapping reads {form}: save {wanted}."
    )


def _packed(path: Path) -> str | None:
    """ods, xlsx or zip; None for what is no archive, or a broken one."""
    if not begins_with(path, _ZIP):
        return None
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError, ValueError):
        return None
    if "content.xml" in names:
        return "ods"
    return "xlsx" if "[Content_Types].xml" in names else "zip"
