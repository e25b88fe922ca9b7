"""Files that are gone, altered, or belong to nothing that the ledger speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from ledger import schema
from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.evidence import Evidence
from ledger.objects import is_sha256, sha256_of

FOLDERS = ("objects", "tables", "reports")
_NOBODYS = (
    "belongs to nothing that was accepted: a write was refused or interrupted, or is under way."
)


def objects(evidence: Evidence) -> Iterator[Discrepancy]:
    """Received files that are gone or altered, and files that no row speaks of."""
    f = schema.submission_file.c
    known: dict[str, str] = {}
    for row in evidence.connection.execute(select(f.sha256, f.submission_id, f.name)):
        known.setdefault(row.sha256, row.submission_id)
    for sha256, sid in sorted(known.items()):
        if not is_sha256(sha256):
            yield Discrepancy(
                kind=DiscrepancyKind.OBJECT_MISSING,
                subject=sha256[:80],
                submission_id=sid,
                sentence=f"The received file of submission {sid} is named by no SHA-256 any more.",
            )
            continue
        yield from _content(
            evidence.objects.path(sha256),
            sha256,
            sid,
            "The received file",
            (DiscrepancyKind.OBJECT_MISSING, DiscrepancyKind.OBJECT_ALTERED),
        )
    for path in evidence.objects.stored():
        if path.name not in known or path != evidence.objects.root / path.name[:2] / path.name:
            yield _unknown(DiscrepancyKind.OBJECT_UNKNOWN, path, evidence.objects.root)


def tables(evidence: Evidence) -> Iterator[Discrepancy]:
    """Typed tables that are gone or altered, and folders that no row speaks of."""
    t = schema.submission_table.c
    known: set[Path] = set()
    for row in evidence.connection.execute(select(t.submission_id, t.table_name, t.sha256)):
        path = evidence.artefacts.table_path(row.submission_id, row.table_name, row.sha256)
        known.add(path)
        yield from _content(
            path,
            row.sha256,
            row.submission_id,
            f"The table {row.table_name}",
            (DiscrepancyKind.TABLE_MISSING, DiscrepancyKind.TABLE_ALTERED),
        )
    root = evidence.artefacts.tables
    for path in sorted(root.rglob("*")):
        if path.is_file() and path not in known:
            yield _unknown(DiscrepancyKind.TABLE_UNKNOWN, path, root)


def reports(evidence: Evidence) -> Iterator[Discrepancy]:
    """Reports that are gone or altered, and those that no row speaks of."""
    c = schema.submission_check.c
    known: set[Path] = set()
    for row in evidence.connection.execute(select(c.submission_id, c.report_sha256)):
        path = evidence.artefacts.report_path(row.submission_id, row.report_sha256)
        known.add(path)
        yield from _content(
            path,
            row.report_sha256,
            row.submission_id,
            "The report",
            (DiscrepancyKind.REPORT_MISSING, DiscrepancyKind.REPORT_ALTERED),
        )
    root = evidence.artefacts.reports
    for path in sorted(root.rglob("*")):
        if path.is_file() and path not in known:
            yield _unknown(DiscrepancyKind.REPORT_UNKNOWN, path, root)


def elsewhere(evidence: Evidence) -> Iterator[Discrepancy]:
    """What object storage has lost or altered, and what it holds that no row speaks of."""
    remote = evidence.objects.remote
    if remote is None:
        return
    known = dict(_accepted_files(evidence))
    found = {kept.key for folder in FOLDERS for kept in remote.kept(folder)}
    for key, (sha256, sid) in sorted(known.items()):
        copy = evidence.objects.temporary()
        try:
            lost = not remote.fetch(key, copy)
            altered = not lost and sha256_of(copy) != sha256
        finally:
            copy.unlink(missing_ok=True)
        if lost or altered:
            yield Discrepancy(
                kind=DiscrepancyKind.REMOTE_MISSING if lost else DiscrepancyKind.REMOTE_ALTERED,
                subject=key,
                submission_id=sid,
                sentence=(
                    f"{key} of submission {sid} {'is missing from' if lost else 'is altered in'} "
                    "the object storage."
                ),
            )
    for key in sorted(found - known.keys()):
        yield Discrepancy(
            kind=DiscrepancyKind.REMOTE_UNKNOWN,
            subject=key,
            harmless=True,
            sentence=(f"{key} in the object storage {_NOBODYS} The doctor sweeps it after a day."),
        )


def _accepted_files(evidence: Evidence) -> Iterator[tuple[str, tuple[str, str]]]:
    """The key, the SHA-256 and the submission of every file that a row speaks of."""
    f, t, c = (
        schema.submission_file.c,
        schema.submission_table.c,
        schema.submission_check.c,
    )
    run = evidence.connection.execute
    for row in run(select(f.sha256, f.submission_id)):
        yield f"objects/{row.sha256[:2]}/{row.sha256}", (row.sha256, row.submission_id)
    for row in run(select(t.submission_id, t.table_name, t.sha256)):
        key = f"tables/{row.submission_id}/{row.table_name}.parquet"
        yield key, (row.sha256, row.submission_id)
    for row in run(select(c.submission_id, c.report_sha256)):
        yield f"reports/{row.submission_id}.json", (row.report_sha256, row.submission_id)


def leftovers(evidence: Evidence) -> Iterator[Discrepancy]:
    """Writes that were interrupted before anything was accepted."""
    for path in sorted(evidence.objects.incoming.iterdir()):
        yield _unknown(DiscrepancyKind.LEFTOVER, path, evidence.objects.incoming)


def _content(
    path: Path, sha256: str, sid: str, what: str, kinds: tuple[DiscrepancyKind, DiscrepancyKind]
) -> Iterator[Discrepancy]:
    missing, altered = kinds
    try:
        if not path.is_file():
            kind, happened = missing, "is missing"
        elif sha256_of(path) != sha256:
            kind, happened = altered, "is not as it was accepted"
        else:
            return
    except OSError as error:  # a disk that fails, or somebody else's file
        kind, happened = altered, f"cannot be read: {error.strerror or error}"
    yield Discrepancy(
        kind=kind,
        subject=path.name,
        submission_id=sid,
        sentence=f"{what} of submission {sid} ({path.name}) {happened}.",
    )


def _unknown(kind: DiscrepancyKind, path: Path, root: Path) -> Discrepancy:
    name = str(path.relative_to(root))
    return Discrepancy(
        kind=kind,
        subject=name,
        harmless=True,
        sentence=(f"{root.name}/{name} {_NOBODYS} The doctor sweeps it once nobody is writing."),
    )
