"""R12: nothing that a file names outside itself is ever asked for or read."""

from __future__ import annotations

import threading
import xml.sax
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.handler import ContentHandler, feature_external_ges

from tests.torture import filing
from tests.torture.bombs import with_outside_references
from tests.torture.scenario import Figures, require
from validators.jobs import Job, Rendering
from validators.pool import Pool
from validators.report import FORMATS

CANARY = "CANARY-7c1e0b"


def outside_references(folder: Path, *, safe: bool, every: int = 1) -> Figures:
    """R12. The broken safeguard: an XML parser that fetches what a document names."""
    secret = folder / "secret.txt"
    secret.write_text(CANARY)
    with _canary() as (address, hits):
        files = with_outside_references(folder / "sent", address, secret)[::every]
        if safe:
            _check(folder, files)
        else:
            _parse_trustingly(files, folder / "out")
        require(not hits, f"{len(hits)} requests went out: {sorted(set(hits))[:3]}")
    told = [
        p for p in (folder / "out").rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()
    ]
    require(not told, f"the secret is in {[p.name for p in told][:3]}")
    return {"files": len(files), "requests that went out": 0, "files that hold the secret": 0}


def _check(folder: Path, files: list[Path]) -> None:
    with Pool() as pool:
        for number, path in enumerate(files):
            out = folder / "out" / str(number)
            renderings = [Rendering(kind, out / f"report.{kind}") for kind in FORMATS]
            pool.check(
                Job(paths=[path], return_slug=filing.SLUG, out_dir=out, renderings=renderings)
            )


def _parse_trustingly(files: list[Path], out: Path) -> None:
    out.mkdir()

    class Words(ContentHandler):
        def __init__(self) -> None:
            super().__init__()
            self.said = ""

        def characters(self, content: str) -> None:
            self.said += content

    for path in files:
        if path.suffix == ".csv":
            continue
        words = Words()
        parser = xml.sax.make_parser()
        parser.setFeature(feature_external_ges, True)
        parser.setContentHandler(words)
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith(".xml"):
                    try:
                        parser.parse(package.open(name))
                    except (xml.sax.SAXException, OSError):
                        continue
        (out / path.name).write_text(words.said)


@contextmanager
def _canary() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that notes whoever comes."""
    hits: list[str] = []

    class Note(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Note)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", hits
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
