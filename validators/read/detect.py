"""What a file is, by what is in it. Its name is never believed."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from contracts.errors import UnreadableFileError

SAVE_AS = "open it, save it as XLSX or CSV, and send that"
_UNPACK = "unpack it and send the file that is in it"
_WRITE_CSV = "have the program that made it write it as CSV, and send that"
_EXPORT = "export the table that holds your figures as CSV, and send that"
_THE_TABLE = "send the table that is in it, as XLSX or CSV"
_OTHERWISE = {
    "a bzip2 archive": _UNPACK,
    "an xz archive": _UNPACK,
    "a Zstandard archive": _UNPACK,
    "a 7z archive": _UNPACK,
    "a RAR archive": _UNPACK,
    "a compressed (.Z) file": _UNPACK,
    "a PDF document": _THE_TABLE,
    "a rich text document": _THE_TABLE,
    "a picture": _THE_TABLE,
    "an encrypted message": "decrypt it and send the file that is in it",
    "an encrypted Parquet file": "write it without encryption and send that",
    "an SQLite database": _EXPORT,
    "a database of Access": _EXPORT,
    "a pickle of Python": _WRITE_CSV,
    "an extract of Tableau": _EXPORT,
    "a program": "send the file that holds your figures",
}
# A tab; below it no text has any, and every file of these kinds does within its first bytes.
_LOWEST_IN_TEXT = 9
# Marks of an encoding and blanks, of UTF-16 too.
_NO_TEXT = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\x0b\x0c"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Format(StrEnum):
    """The formats that are read."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    PARQUET = "parquet"
    GZIP = "gzip"


# First bytes -> what to call it in a refusal.
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x1f\x9d", "a compressed (.Z) file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    *((bytes((0x80, protocol)), "a pickle of Python") for protocol in range(2, 6)),
    (b"HyPe", "an extract of Tableau"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"ARROW1\x00", "an Arrow file"),
    (b"FEA1\x00", "an Arrow file"),
    (b"$FL2@", "a file of SPSS"),
    (b"$FL3@", "a file of SPSS"),
    (b"<stata_dta>", "a file of Stata"),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60", "a file of SAS"),
    (b"HEADER RECORD*******LIBRARY HEADER", "a transport file of SAS"),
    (b"ASCII SPSS PORT FILE", "a portable file of SPSS"),
    (b"\x93NUMPY", "an array of NumPy"),
    (b"\xff\xff\xff\xff", "a stream of Arrow"),
    (b"ID;PWXL;N", "a SYLK file"),
    (b"ID;PCALCOOO32", "a SYLK file"),
    (b"X\n\x00\x00\x00", "a file of R"),
    (b"RDX2\n", "a file of R"),
    (b"RDX3\n", "a file of R"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x00\x01\x00\x00Standard ", "a database of Access"),
    (b"-----BEGIN PGP MESSAGE", "an encrypted message"),
    (b"PARE", "an encrypted Parquet file"),
    (b"\xff\xfe\x00\x00", "text in UTF-32"),
    (b"\x00\x00\xfe\xff", "text in UTF-32"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x09\x08\x10\x00\x00\x06", "an old Excel workbook"),
    (b"\x09\x04\x06\x00", "an old Excel workbook"),
    (b"\x09\x02\x06\x00", "an old Excel workbook"),
    (b"\x09\x00\x04\x00", "an old Excel workbook"),
)


_TAR_AT = 257
_DUCKDB_AT = 8
# What says nothing by itself and leads to, or lies beside, the file that was meant.
_NOT_THE_FILE: tuple[tuple[bytes, str], ...] = (
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut to a file"),
    (b"[InternetShortcut]", "a shortcut to a page"),
    (b"\x00\x05\x16\x07", "what a Mac notes beside a file, under its name with ._ before it"),
    (b"version https://git-lfs", "a pointer to a file that is kept elsewhere"),
)
# The name of whoever has a workbook open, beside it under a name that begins with ~$.
_LOCK_BYTES = 165
_WEB_PAGE = re.compile(rb"<(!doctype html|html|head|meta|body|div|table|style|script)\b")
_WEB_ARCHIVE = re.compile(rb"content-type: *(multipart/related|text/html)")
_MAIL = re.compile(rb"(from|to|subject|date|received|return-path|delivered-to|message-id):")
_OF_MAIL = re.compile(rb"\n(mime-version|message-id|x-[a-z-]+|received):")
_JSON = re.compile(rb"\{|\[\s*([{\[\]]|\"[^\"]*\"\s*[,\]])")
_SQL = re.compile(
    rb"(--[^\n]*\n|/\*.*?\*/;?|\s)*"
    rb"(insert (into|\[)|create table |drop table |use \[|copy [\w.]+ \(|select\s.*\sfrom\s)",
    re.DOTALL,
)
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MUCH_OF_NOTHING = b"\x00" * 8


def refuse(name: str, what: str, remedy: str = SAVE_AS) -> UnreadableFileError:
    """The sentence with which a kind of file is refused."""
    return UnreadableFileError(f"{name} is {what}, which cannot be read; {remedy}.")


def detect(path: Path, name: str) -> Format:
    """The format of a file's content.

    Raises UnreadableFileError, with what the file is, for anything that is not read.
    """
    with path.open("rb") as handle:
        head = handle.read(4096)
    if head and not head.strip(b"\0"):
        what = "nothing but NULs, as what is left of a copy that was cut short"
        raise refuse(name, what, "copy the file again, look into it, and send that")
    if not head.strip(_NO_TEXT):
        raise UnreadableFileError(f"{name} is empty; send the file that holds your figures.")
    if head.startswith(b"\x1f\x8b"):
        return Format.GZIP
    if _begins(head, b"PAR1"):
        return Format.PARQUET
    if head.startswith(_OLE2):
        raise _old_office(path, name)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packed(path, name)
    for magic, what in _REFUSED:
        if _begins(head, magic):
            raise refuse(name, what, _OTHERWISE.get(what, SAVE_AS))
    for magic, what in _NOT_THE_FILE:
        if head.startswith(magic):
            raise refuse(name, what, "send the file itself")
    _refuse_by_parts(head, name)
    return _text(head, name)


def _refuse_by_parts(head: bytes, name: str) -> None:
    """Refuse what shows by more than how it begins."""
    if _is_dbase(head):
        raise refuse(name, "a table of dBASE")
    if head[_DUCKDB_AT:].startswith(b"DUCK"):
        raise refuse(name, "a database of DuckDB", _EXPORT)
    if head[_TAR_AT:].startswith(b"ustar"):
        raise refuse(name, "a TAR archive", "unpack it and send the files that are in it")
    if len(head) == _LOCK_BYTES and b"\x00" in head and b"\n" not in head:
        raise refuse(name, "what Excel notes beside an open workbook", "send the workbook itself")


def _begins(head: bytes, magic: bytes) -> bool:
    """Whether a file is of that kind: a text may begin with the same letters (PARENT, ORC)."""
    is_word = magic.isalnum() and not any(byte < _LOWEST_IN_TEXT for byte in head)
    return head.startswith(magic) and not is_word


def _is_dbase(head: bytes) -> bool:
    """By its first byte, the day of its last change and the length of what is said of its columns,
    32 bytes each."""
    if len(head) < 64 or head[0] not in (0x03, 0x30, 0x83, 0x8B, 0xF5):
        return False
    month, day, said = head[2], head[3], int.from_bytes(head[8:10], "little")
    return 1 <= month <= 12 and 1 <= day <= 31 and said > 64 and said % 32 in (1, 8)


def _old_office(path: Path, name: str) -> UnreadableFileError:
    """The .xls of before 2007, or a workbook locked with a password: both begin alike."""
    with path.open("rb") as handle:
        content = handle.read(8 * 1024**2)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return refuse(
            name,
            "a workbook protected by a password",
            "remove the password, save it as XLSX or CSV, and send that",
        )
    return refuse(name, "an old Excel workbook (.xls) or another old Office document")


def _packed(path: Path, name: str) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {entry.filename.replace("\\", "/") for entry in archive.infolist()}
            kind = archive.read("mimetype")[:200] if _small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFileError(
            f"{name} looks like a workbook, but its package is damaged; "
            "save it again as XLSX or CSV and send that."
        ) from error
    lowered = {member.casefold() for member in members}
    if any(member.endswith("workbook.bin") for member in lowered):
        raise refuse(name, "a binary Excel workbook (.xlsb)")
    if any(member.endswith("workbook.xml") for member in lowered):
        return Format.XLSX
    if b"opendocument.spreadsheet" in kind or (not kind and "content.xml" in lowered):
        return Format.ODS
    if any(member.endswith(".iwa") for member in lowered):
        raise refuse(name, "a document of Apple's iWork (.numbers)")
    if b"opendocument" in kind or "word/document.xml" in lowered:
        raise refuse(name, "a text document or presentation")
    if lowered & {"datamodel", "report/layout"}:
        raise refuse(name, "a report of Power BI", "export the rows that it shows, and send that")
    raise refuse(name, "a ZIP archive", "unpack it and send the files that are in it")


def _small(archive: zipfile.ZipFile, member: str) -> bool:
    return member in archive.namelist() and archive.getinfo(member).file_size < 1_000


def _is_utf32(head: bytes) -> bool:
    """Of text without a mark: of each four bytes, all but the first or the last are nothing."""
    nothing = [not any(head[at::4]) for at in range(4)]
    return nothing in ([False, True, True, True], [True, True, True, False])


def _text(head: bytes, name: str) -> Format:
    if head.startswith(_MARKS_OF_UTF16):
        head = head.decode("utf-16", "ignore").encode()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1_000].lower()
    if start.startswith(b"<") and not start.startswith(b"<?xml") and _WEB_PAGE.search(start):
        raise refuse(name, "a web page")
    if start.startswith(b"mime-version:") and _WEB_ARCHIVE.search(start):
        raise refuse(name, "a web page")
    if start.startswith(b"<?xml"):
        if b"schemas-microsoft-com:office:spreadsheet" in start or b"excel.sheet" in start:
            raise refuse(name, "an XML spreadsheet of Excel 2003")
        if b"opendocument:xmlns" in start:
            raise refuse(name, "a flat OpenDocument (.fods)")
        raise refuse(name, "an XML document", _WRITE_CSV)
    if _SQL.match(start):
        raise refuse(name, "statements of SQL", _WRITE_CSV)
    if _MAIL.match(start) and _OF_MAIL.search(start):
        raise refuse(name, "an e-mail", "send the file that is attached to it")
    if _JSON.match(start):
        raise refuse(name, "a JSON document", _WRITE_CSV)
    if _is_utf32(head):
        raise refuse(name, "text in UTF-32", "save it as CSV UTF-8 and send that")
    if _MUCH_OF_NOTHING in head.rstrip(b"\x00").split(b"\n")[0]:
        raise refuse(name, "a binary file and not text")
    controls = sum(byte < 9 or 13 < byte < 27 for byte in head.replace(b"\x00", b""))
    if controls > len(head) // 20:
        raise refuse(name, "a binary file and not text")
    return Format.CSV
