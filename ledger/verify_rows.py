"""Rows of the ledger that were edited, deleted, slipped in, or cut off its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import select

from ledger import anchor, audit, schema, schema_access
from ledger.chain import digest_of_rows, hash_of
from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.evidence import Evidence
from ledger.request import is_window_id

_FIRST_HASH = "0" * 64


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
                submission_id=None if is_window_id(sid) else sid,
                sentence=f"Transition {sequence} ({_named(sid)}) is not as it was written.",
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
                submission_id=None if is_window_id(link.submission_id) else link.submission_id,
                sentence=(
                    f"What transition {link.sequence} ({link.action} of "
                    f"{_named(link.submission_id)}) wrote was edited or deleted; it holds now: "
                    f"{_counted(own)}."
                ),
            )
    for sequence, strays in sorted(written.items()):
        yield Discrepancy(
            kind=DiscrepancyKind.ROW_EDITED,
            subject=f"rows of transition {sequence}",
            sentence=f"Rows name transition {sequence}, which is not there: {_counted(strays)}.",
        )


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


def _edited(sentence: str) -> Discrepancy:
    return Discrepancy(kind=DiscrepancyKind.ROW_EDITED, subject="audit trail", sentence=sentence)


def _deleted(sentence: str, subject: str) -> Discrepancy:
    return Discrepancy(kind=DiscrepancyKind.ROW_DELETED, subject=subject, sentence=sentence)


def _named(reference: str) -> str:
    """What a transition is of: a submission, or the window in which a return is collected."""
    return f"{'window' if is_window_id(reference) else 'submission'} {reference}"


def _counted(of: Mapping[str, list[Mapping[str, object]]]) -> str:
    return ", ".join(f"{len(rows)} in {name}" for name, rows in sorted(of.items())) or "none"
