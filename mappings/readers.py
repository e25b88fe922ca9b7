"""Readers: a file as rows of text, each with the row number that its sender sees.

CSV (plain or gzip) and JSON lists are here; workbooks are in `sheets` and `workbooks`. A reader
gives the rows, the rows that are set aside with the reason (titles, subtotals, notes), and what the
file says about its own totals.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, cast

from contracts.amounts import count
from contracts.delimiter_hint import without_hint
from contracts.errors import UnreadableFileError
from mappings.headers import (
    TITLE,
    OtherColumnsError,
    header_of,
    known,
    require_columns,
    require_once,
)
from mappings.kinds import GZIP, begins_with, require_kind
from mappings.model import SourceRow, Unmapped

_LARGEST_FILE_BYTES = 1024**3
_MOST_ROWS = 5_000_000
_CANNOT_READ = (
    OSError,
    EOFError,
    UnicodeDecodeError,
    RecursionError,
    zlib.error,
    csv.Error,
    json.JSONDecodeError,
)
# What files are in that are not in UTF-8.
_OFTEN_MEANT = ("cp1252", "utf-16")


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """A total that a sheet publishes, and the row numbers of the rows that it is the total of."""

    file: str
    sheet: str
    row: int
    label: str
    column: str
    value: str
    members: tuple[int, ...]


@dataclass(slots=True)
class ReadFile:
    """What a reader found: nothing that is not blank is left out of the first two."""

    rows: list[SourceRow] = field(default_factory=list[SourceRow])
    aside: list[Unmapped] = field(default_factory=list[Unmapped])
    totals: list[PublishedTotal] = field(default_factory=list[PublishedTotal])
    notes: list[str] = field(default_factory=list[str])


def read(reader: Mapping[str, object], path: Path) -> ReadFile:
    """The file as the mapping's reader describes it. Raises UnreadableFileError."""
    if not path.is_file():
        raise UnreadableFileError(f"There is no file {path}.")
    form = str(reader["format"])
    try:
        require_kind(form, path)
        if form == "csv":
            return _read_csv(reader, path)
        if form == "words":
            return _read_words(reader, path)
        if form == "json":
            return _read_json(reader, path)
        from mappings.sheets import read_xlsx
        from mappings.workbooks import read_ods

        return (read_ods if form == "ods" else read_xlsx)(reader, path)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(_other_encoding(reader, path)) from error
    except _CANNOT_READ as error:
        raise UnreadableFileError(f"{path.name} cannot be read as {form}: {error}.") from error


def _other_encoding(reader: Mapping[str, object], path: Path) -> str:
    """The sentence for bytes that are no text in what the mapping says that the file is in."""
    declared = str(reader.get("encoding", "utf-8"))
    if not declared.lower().startswith(("utf-8", "utf8")):
        return f"{path.name} is not text in {declared}, as the mapping's reader says that it is."
    remedy = ", or let the mapping's reader say encoding: cp1252" * (reader["format"] == "csv")
    return (
        f"{path.name} is not text in UTF-8; it is likely Windows-1252, as Excel writes a plain CSV "
        f"file. Save it as UTF-8{remedy}."
    )


def _opened(path: Path, encoding: str = "utf-8-sig", errors: str = "strict") -> IO[str]:
    if path.stat().st_size > _LARGEST_FILE_BYTES:
        raise UnreadableFileError(f"{path.name} is larger than a mapping reads (1 GiB).")
    packed = path.suffix == ".gz" or begins_with(path, GZIP)
    encoding = _marked(path, packed) or encoding
    if packed:
        return gzip.open(path, "rt", encoding=encoding, errors=errors, newline="")
    return path.open(encoding=encoding, errors=errors, newline="")


def _marked(path: Path, packed: bool) -> str | None:
    """The encoding that a file's own mark tells, whatever the mapping says of it."""
    with gzip.open(path) if packed else path.open("rb") as handle:
        head = handle.read(len(BOM_UTF8))
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if head == BOM_UTF8 else None


def _read_csv(reader: Mapping[str, object], path: Path) -> ReadFile:
    found = ReadFile()
    with _opened(path, str(reader.get("encoding", "utf-8-sig"))) as handle:
        records = enumerate(_records(reader, handle), start=1)
        header, above = header_of(reader, records, path.name)
        found.aside += (
            Unmapped(path.name, "", number, "", ",".join(record)[:200], TITLE)
            for number, record in above[:-1]
            if _holds_something(record)
        )
        for number, record in records:
            if not _holds_something(record):
                continue
            if number > _MOST_ROWS:
                raise UnreadableFileError(f"{path.name} has more than {_MOST_ROWS:,} rows.")
            if len(record) != len(header):
                found.aside.append(_ragged(path.name, number, record, header))
            else:
                cells = dict(zip(header, record, strict=True))
                found.rows.append(SourceRow(path.name, "", number, cells))
    return found


def _holds_something(record: Sequence[str]) -> bool:
    """Whether a cell is not blank: a spreadsheet goes on with commas alone below its table."""
    return any(cell.strip() for cell in record)


def _records(reader: Mapping[str, object], handle: IO[str]) -> Iterator[list[str]]:
    delimiter = str(reader.get("delimiter", ","))
    first = handle.readline()
    # What Excel calls Unicode text is in UTF-16, and has tabs where its CSV has commas.
    if getattr(handle, "encoding", "") == "utf-16" and first.count("\t") > first.count(delimiter):
        delimiter = "\t"
    lines = chain((first,) if first else (), handle)
    return csv.reader(without_hint(lines), strict=True, delimiter=delimiter)


def _read_words(reader: Mapping[str, object], path: Path) -> ReadFile:
    """Words parted by blanks, the header in the first line that is not blank."""
    columns = cast(list[str], reader["columns"])
    found = ReadFile()
    header: list[str] = []
    with _opened(path) as handle:
        for number, line in enumerate(handle, start=1):
            record = line.split()
            if not record:
                continue
            if not header:
                header = known(reader, record)
                require_columns(columns, header, path.name)
                require_once(columns, header, path.name)
            elif len(record) != len(header):
                found.aside.append(_ragged(path.name, number, record, header))
            else:
                cells = dict(zip(header, record, strict=True))
                found.rows.append(SourceRow(path.name, "", number, cells))
    if not header:
        raise UnreadableFileError(f"{path.name} is empty.")
    return found


def recognises(reader: Mapping[str, object], path: Path) -> bool:
    """Whether the file has the columns that the mapping's reader asks for; never raises.

    A file of another encoding is known by its columns: to read it is what is then refused.
    """
    if str(reader["format"]) != "csv":
        try:
            return bool(read(reader, path).rows)
        except UnreadableFileError:
            return False
    declared = str(reader.get("encoding", "utf-8-sig"))
    return any(_has_columns(reader, path, encoding) for encoding in (declared, *_OFTEN_MEANT))


def lacking(reader: Mapping[str, object], path: Path) -> tuple[int, str]:
    """Why a file is not what the reader asks for, after how many columns it lacks; never raises."""
    try:
        read(reader, path)
    except OtherColumnsError as error:
        return error.missing, str(error)
    except UnreadableFileError as error:
        return _MOST_ROWS, str(error)
    return _MOST_ROWS, f"{path.name} has no row that this mapping can read."


def _has_columns(reader: Mapping[str, object], path: Path, encoding: str) -> bool:
    try:
        with _opened(path, encoding, errors="replace") as handle:
            header_of(reader, enumerate(_records(reader, handle), start=1), path.name, once=False)
    except (*_CANNOT_READ, LookupError, UnicodeError, UnreadableFileError):
        return False
    return True


def _ragged(file: str, number: int, record: list[str], header: list[str]) -> Unmapped:
    reason = f"The row has {count(len(record), 'cell')} and the header has {len(header)}."
    return Unmapped(file, "", number, "", ",".join(record)[:200], reason)


def _read_json(reader: Mapping[str, object], path: Path) -> ReadFile:
    """A list of objects; the row number is the object's place in the list, from 1."""
    columns = cast(list[str], reader["columns"])
    found = ReadFile()
    with _opened(path) as handle:
        text = handle.read(_LARGEST_FILE_BYTES + 1)
    if len(text) > _LARGEST_FILE_BYTES:
        raise UnreadableFileError(f"{path.name} expands to more than a mapping reads (1 GiB).")
    content: object = json.loads(text, object_pairs_hook=_once)
    if not isinstance(content, list):
        raise UnreadableFileError(
            f"{path.name} is not a list of records. Where the list is within something, save it "
            "alone."
        )
    for number, item in enumerate(cast(list[object], content), start=1):
        if isinstance(item, _Twice):
            reason = f"The record has {item.name} twice, and either may be meant."
            shown = json.dumps(item, ensure_ascii=False)[:200]
            found.aside.append(Unmapped(path.name, "", number, item.name, shown, reason))
        elif isinstance(item, dict):
            record = cast(dict[str, object], item)
            cells = {name: _as_text(record.get(name)) for name in columns}
            found.rows.append(SourceRow(path.name, "", number, cells))
        else:
            reason = "The item of the list is not a record."
            found.aside.append(Unmapped(path.name, "", number, "", str(item)[:200], reason))
    require_columns(columns, sorted(_names(content)), path.name)
    return found


class _Twice(dict[str, object]):
    """A record in which, or within which, a name is there twice; `name` is the first of these."""

    name = ""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The record of these pairs, of which JSON's own reader keeps the last and says nothing."""
    record = dict(pairs)
    names = [name for name, _ in pairs]
    within = [value.name for value in record.values() if isinstance(value, _Twice)]
    if len(record) == len(names) and not within:
        return record
    told = _Twice(record)
    told.name = next((name for name in names if names.count(name) > 1), "") or within[0]
    return told


def _names(content: list[object]) -> Iterator[str]:
    seen: dict[str, None] = {}
    for item in content:
        if isinstance(item, dict):
            seen.update(dict.fromkeys(str(name) for name in cast(dict[object, object], item)))
    return iter(seen)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
