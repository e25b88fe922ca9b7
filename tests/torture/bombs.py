"""Files that unpack to far more than they weigh, and files that ask for something from outside."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

from tests.torture import filing
from tests.torture.badfiles import packed, repacked

SHEET = "xl/worksheets/sheet1.xml"
PARTS = {
    SHEET: "worksheet",
    "xl/workbook.xml": "workbook",
    "xl/sharedStrings.xml": "sst",
    "xl/styles.xml": "styleSheet",
}
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


def good_book(folder: Path) -> bytes:
    return filing.write_return(folder / "good", "BOMB", "xlsx", rows=3).read_bytes()


def bombs(folder: Path, size_mib: int) -> list[Path]:
    """A bomb of each kind, that would unpack to about `size_mib`."""
    book = good_book(folder)
    made = {
        "zip.xlsx": _stuffed(book, size_mib),
        "entities.xlsx": repacked(
            book, SHEET, b"<worksheet", f"<!DOCTYPE b [{LAUGHS}]><worksheet".encode()
        ),
        "sparse.xlsx": repacked(book, SHEET, b'r="B2"', b'r="XFD1048576"'),
        "packed.csv.gz": _gzipped(size_mib),
        "rows.parquet": _parquet(size_mib),
    }
    paths: list[Path] = []
    for name, content in made.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def _stuffed(book: bytes, size_mib: int) -> bytes:
    """The workbook with that many blanks inside its sheet."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            if name != SHEET:
                new.writestr(name, content)
                continue
            before, mark, after = content.partition(b"<sheetData>")
            with new.open(name, "w") as part:
                part.write(before)
                for _ in range(size_mib):
                    part.write(b" " * (1 << 20))
                part.write(mark + after)
    return buffer.getvalue()


def _gzipped(size_mib: int) -> bytes:
    """One block of CSV again and again: members of gzip follow one another."""
    return gzip.compress(b"a,b\n" * (1 << 18), 6, mtime=0) * size_mib


def _parquet(size_mib: int) -> bytes:
    """Very many rows that are all the same: a few kilobytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = 1 << 20
    batch = pa.table({name: pa.nulls(rows, pa.string()) for name in filing.deployments("B", 1)[0]})
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, batch.schema, compression="zstd") as writer:
        for _ in range(max(1, size_mib // 4)):
            writer.write_table(batch)
    return buffer.getvalue()


def with_outside_references(folder: Path, address: str, secret: Path) -> list[Path]:
    """Workbooks, an OpenDocument and a CSV that name an address and a file of this machine."""
    book = good_book(folder)
    made: dict[str, bytes] = {}
    for kind, target in (("web", f"{address}/{{}}"), ("file", secret.as_uri())):
        for part, tag in PARTS.items():
            where = target.format(f"{tag}.xml")
            entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{where}">]><{tag}'
            made[f"{kind}-{tag}.xlsx"] = repacked(book, part, f"<{tag}".encode(), entity.encode())
            subset = f'<!DOCTYPE x SYSTEM "{where}"><{tag}'
            made[f"{kind}-{tag}-dtd.xlsx"] = repacked(
                book, part, f"<{tag}".encode(), subset.encode()
            )
        made[f"{kind}-links.xlsx"] = _linked(book, target.format("link"))
        made[f"{kind}.ods"] = _opendocument(target.format("ods"))
        made[f"{kind}.csv"] = _formulas(target.format("csv"))
    paths: list[Path] = []
    for name, content in made.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def _linked(book: bytes, target: str) -> bytes:
    """The workbook with links to other workbooks and pictures."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="rIdX{n}" Type="{kind}/{what}" Target="{target}" TargetMode="External"/>'
        for n, what in enumerate(("externalLink", "externalLinkPath", "hyperlink", "image"))
    )
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", f"{links}</Relationships>".encode())
    head = '<?xml version="1.0"?><Relationships xmlns='
    space = '"http://schemas.openxmlformats.org/package/2006/relationships">'
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = f"{head}{space}{links}</Relationships>".encode()
    return packed(parts)


def _opendocument(target: str) -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]>'
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        '<table:table table:name="deployments"><table:table-row><table:table-cell>'
        f"<text:p>&e;</text:p></table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": mime, "content.xml": content.encode()})


def _formulas(target: str) -> bytes:
    rows = filing.deployments("OUT", 2)
    rows[0]["algorithm_version"] = f'=WEBSERVICE("{target}")'
    rows[1]["algorithm_version"] = f'=HYPERLINK("{target}","x")'
    return filing.csv_bytes(rows)
