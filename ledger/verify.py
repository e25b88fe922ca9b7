"""Does the store hold what the ledger says? Every difference is named, none is mended here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ledger import anchor, audit, schema, schema_access
from ledger.artefacts import Artefacts
from ledger.chain import digest_of_rows, hash_of
from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.objects import ObjectStore, is_sha256, sha256_of

_FIRST_HASH = "0" * 64
FOLDERS = ("objects", "tables", "reports")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is compared: the ledger's rows on one side, the folders on the other."""

    connection: Connection
    objects: ObjectStore
    artefacts: Artefacts


def discrepancies(
    connection: Connection, objects: ObjectStore, artefacts: Artefacts
) -> list[Discrepancy]:
    """Everything that is not as the ledger says, by every part of `PARTS`."""
    evidence = Evidence(connection, objects, artefacts)
    return [found for part in PARTS.values() for found in part(evidence)]


def chain(evidence: Evidence) -> Iterator[Discrepancy]:
    """Transitions edited, deleted, or cut off the end."""
    rows = evidence.connection.execute(
        select(schema.transition).order_by(schema.transition.c.sequence)
    )
    expected, previous = 1, _FIRST_HASH
    for mapping in rows.mappings():
        row: dict[str, object] = {str(name): value for name, value in mapping.items()}
        sequence, sid = int(mapping["sequence"]), str(mapping["submission_id"])
        for lost in range(expected, sequence):
            yield _deleted(f"Transition {lost} is gone from the ledger.", f"transition {lost}")
        if hash_of(row) != row["hash"] or (
            sequence == expected and row["previous_hash"] != previous
        ):
            yield Discrepancy(
                kind=DiscrepancyKind.ROW_EDITED,
                subject=f"transition {sequence}",
                submission_id=sid,
                sentence=f"Transition {sequence} (submission {sid}) is not as it was written.",
            )
        expected, previous = sequence + 1, str(row["hash"])
    head = evidence.connection.execute(select(schema.chain_head)).mappings().one_or_none()
    if head is None:
        yield _deleted("The head of the ledger is gone.", "chain head")
        return
    for lost in range(expected, int(head["sequence"]) + 1):
        yield _deleted(f"Transition {lost} is gone from the ledger's end.", f"transition {lost}")
    if head["sequence"] == expected - 1 and head["hash"] != previous:
        yield Discrepancy(
            kind=DiscrepancyKind.ROW_EDITED,
            subject="chain head",
            sentence="The head of the ledger does not carry the hash of its last transition.",
        )


def anchored(evidence: Evidence) -> Iterator[Discrepancy]:
    """A ledger that is not, or is less than, what this home has seen: its end and head cut off."""
    known = anchor.read(evidence.objects.home)
    why = None if known is None else anchor.missed(evidence.connection, known)
    if why is not None:
        yield Discrepancy(kind=DiscrepancyKind.LEDGER_OTHER, subject="ledger", sentence=why)


def rows(evidence: Evidence) -> Iterator[Discrepancy]:
    """Rows that are not those which their transition wrote: edited, deleted or slipped in."""
    written: dict[int, dict[str, list[Mapping[str, object]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for table in schema.PAYLOAD_TABLES:
        for row in evidence.connection.execute(select(table)).mappings():
            written[int(row["sequence"])][table.name].append(dict(row))
    t = schema.transition.c
    links = evidence.connection.execute(
        select(t.sequence, t.submission_id, t.action, t.payload_sha256)
    )
    for link in links:
        own = written.pop(link.sequence, {})
        if digest_of_rows(own) != link.payload_sha256:
            yield Discrepancy(
                kind=DiscrepancyKind.ROW_EDITED,
                subject=f"rows of transition {link.sequence}",
                submission_id=link.submission_id,
                sentence=(
                    f"What transition {link.sequence} ({link.action} of submission "
                    f"{link.submission_id}) wrote was edited or deleted; it holds now: "
                    f"{_counted(own)}."
                ),
            )
    for sequence, strays in sorted(written.items()):
        yield Discrepancy(
            kind=DiscrepancyKind.ROW_EDITED,
            subject=f"rows of transition {sequence}",
            sentence=f"Rows name transition {sequence}, which is not there: {_counted(strays)}.",
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
        path = evidence.artefacts.table_path(row.submission_id, row.table_name)
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
        path = evidence.artefacts.report_path(row.submission_id)
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
            sentence=(
                f"{key} in the object storage belongs to nothing that was accepted: a write was "
                "interrupted, or is under way. The doctor sweeps it after a day."
            ),
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


def audit_trail(evidence: Evidence) -> Iterator[Discrepancy]:
    """Audit rows edited, deleted, or cut off the end, and tokens that they did not write."""
    payload: dict[int, dict[str, list[Mapping[str, object]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for table in schema_access.PAYLOAD_TABLES:
        for row in evidence.connection.execute(select(table)).mappings():
            payload[int(row["sequence"])][table.name].append(dict(row))
    expected, previous = 1, schema_access.FIRST_HASH
    a = schema_access.audit
    for row in evidence.connection.execute(select(a).order_by(a.c.sequence)).mappings():
        link: dict[str, object] = {str(name): value for name, value in row.items()}
        sequence = int(row["sequence"])
        for lost in range(expected, sequence):
            yield _deleted(f"Row {lost} is gone from the audit trail.", f"audit {lost}")
        if (
            audit.hash_of(link) != row["hash"]
            or (sequence == expected and row["previous_hash"] != previous)
            or digest_of_rows(payload.pop(sequence, {})) != row["payload_sha256"]
        ):
            yield _edited(f"Row {sequence} of the audit trail, or what it wrote, was edited.")
        expected, previous = sequence + 1, str(row["hash"])
    for sequence in sorted(payload):
        yield _edited(f"A token names row {sequence} of the audit trail, which is not there.")
    head = evidence.connection.execute(select(schema_access.audit_head)).mappings().one_or_none()
    if head is None:
        yield _deleted("The head of the audit trail is gone.", "audit head")
        return
    for lost in range(expected, int(head["sequence"]) + 1):
        yield _deleted(f"Row {lost} is gone from the end of the audit trail.", f"audit {lost}")
    if head["sequence"] == expected - 1 and head["hash"] != previous:
        yield _edited("The head of the audit trail does not carry the hash of its last row.")


PARTS: dict[str, Callable[[Evidence], Iterator[Discrepancy]]] = {
    "chain": chain,
    "anchor": anchored,
    "rows": rows,
    "objects": objects,
    "tables": tables,
    "reports": reports,
    "elsewhere": elsewhere,
    "leftovers": leftovers,
    "audit": audit_trail,
}


def _content(
    path: Path, sha256: str, sid: str, what: str, kinds: tuple[DiscrepancyKind, DiscrepancyKind]
) -> Iterator[Discrepancy]:
    missing, altered = kinds
    if not path.is_file():
        kind, happened = missing, "is missing"
    elif sha256_of(path) != sha256:
        kind, happened = altered, "is not as it was accepted"
    else:
        return
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
        sentence=(
            f"{root.name}/{name} belongs to nothing that was accepted: a write was interrupted, "
            "or is under way. The doctor sweeps what was interrupted."
        ),
    )


def _edited(sentence: str) -> Discrepancy:
    return Discrepancy(kind=DiscrepancyKind.ROW_EDITED, subject="audit trail", sentence=sentence)


def _deleted(sentence: str, subject: str) -> Discrepancy:
    return Discrepancy(kind=DiscrepancyKind.ROW_DELETED, subject=subject, sentence=sentence)


def _counted(of: Mapping[str, list[Mapping[str, object]]]) -> str:
    return ", ".join(f"{len(rows)} in {name}" for name, rows in sorted(of.items())) or "none"
