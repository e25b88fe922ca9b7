"""Bad files of our own: made by damaging good ones, and by hand. The same bytes every time."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.torture import filing

FORMATS = ("csv", "xlsx", "parquet", "ods")
CUTS = (0.02, 0.25, 0.5, 0.75, 0.98)
FLIPS = 8


def bad_files(folder: Path) -> list[Path]:
    """Write all of them; at least sixty."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    good = {kind: _good(folder / "good", kind) for kind in FORMATS}
    for kind, content in good.items():
        for name, damaged in _damaged(content):
            written.append(_write(folder, f"{kind}-{name}.{kind}", damaged))
    for name, content in _by_hand(good["csv"], good["xlsx"]):
        written.append(_write(folder, name, content))
    return written


def _write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _good(folder: Path, kind: str) -> bytes:
    if kind != "ods":
        return filing.write_return(folder, "GOOD", kind, rows=20).read_bytes()
    return _opendocument(filing.deployments("GOOD", 20))


def _opendocument(rows: list[dict[str, str]]) -> bytes:
    cells = [list(rows[0]), *(list(row.values()) for row in rows)]
    lines = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string"><text:p>'
            + cell
            + "</text:p></table:table-cell>"
            for cell in line
        )
        + "</table:table-row>"
        for line in cells
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="deployments">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
        }
    )


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def repacked(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with a piece of one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[part], (part, old)
    parts[part] = parts[part].replace(old, new, 1)
    return packed(parts)


def _damaged(content: bytes) -> Iterator[tuple[str, bytes]]:
    for cut in CUTS:
        yield f"cut-{int(cut * 100)}", content[: int(len(content) * cut)]
    for seed in range(FLIPS):
        dice, damaged = random.Random(seed), bytearray(content)
        for _ in range(1 + seed * 3):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        yield f"flipped-{seed}", bytes(damaged)
    yield "twice", content + content
    yield "after-rubbish", b"\0\1rubbish\n" + content


def _by_hand(csv: bytes, book: bytes) -> Iterator[tuple[str, bytes]]:
    header, row = csv.splitlines(keepends=True)[:2]
    yield "empty.csv", b""
    yield "blank.csv", b" \r\n\t\r\n"
    yield "mark-only.csv", b"\xef\xbb\xbf"
    yield "half-a-mark.csv", b"\xff"
    yield "header-only.csv", header
    yield "rows-only.csv", row * 3
    yield "nul.csv", csv.replace(b",", b"\0", 3)
    yield "one-quote.csv", header + b'"' + row
    yield "odd-utf16.csv", csv.decode().encode("utf-16") + b"x"
    yield "bad-utf8.csv", csv.replace(b"LFR", b"\xff\xfe\xc3")
    yield "wide.csv", b",".join(b"c%d" % n for n in range(3_000)) + b"\n"
    yield "long-cell.csv", header + row.replace(b"GOOD", b"x" * 300_000)
    yield "other.csv", b"name,age\nsomeone,7\n"
    yield "page.csv", b"<!doctype html><html><body>Sign in</body></html>"
    yield "json.csv", b'{"deployments": []}'
    yield "paper.csv", b"%PDF-1.7\n%%EOF\n"
    yield "old-book.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    yield "cut.csv.gz", gzip.compress(csv, mtime=0)[:-20]
    yield "twice.csv.gz", gzip.compress(gzip.compress(csv, mtime=0), mtime=0)
    yield "no-book.xlsx", packed({"readme.txt": b"not a workbook"})
    yield "no-parts.xlsx", packed({})
    yield "program.xlsx", b"\x7fELF" + b"\0" * 500
    sheet = "xl/worksheets/sheet1.xml"
    for name, old, new in (
        ("far-cell", b'r="B2"', b'r="XFD1048576"'),
        ("row-back", b'row r="3"', b'row r="1"'),
        ("lost-string", b"<v>0</v>", b"<v>99999</v>"),
        ("not-xml", b"<sheetData>", b"<sheetData"),
        ("document-type", b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
    ):
        yield f"book-{name}.xlsx", repacked(book, sheet, old, new)
    strings = repacked(
        book, "xl/sharedStrings.xml", b"uniqueCount=", b'uniqueCount="4000000000" x='
    )
    yield "book-lies-about-strings.xlsx", strings
