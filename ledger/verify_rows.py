"""Rows of the ledger that were edited, deleted, slipped in, or cut off its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Table

from ledger import anchor, guards, schema, schema_access
from ledger.audit import Act, Outcome
from ledger.chain import digest_of_rows
from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.evidence import Evidence
from ledger.trails import AUDIT, TRANSITIONS, Row, Trail, reference_of, rows_of

# Each of these acts writes one row about a token, and only they do.
_TOKEN_ACTS: Mapping[Act, Table] = {
    Act.ISSUE_TOKEN: schema_access.token,
    Act.REVOKE_TOKEN: schema_access.token_end,
}

_MOST_NAMED = 1_000


def database(evidence: Evidence) -> Iterator[Discrepancy]:
    """A file whose indexes do not agree with its rows: what is asked by one gets another answer,
    such as that a token was never revoked, while every row is as it was written.

    A server looks after its own pages.
    """
    if evidence.connection.dialect.name != "sqlite":
        return
    said = evidence.connection.exec_driver_sql("PRAGMA integrity_check(3)").scalars().all()
    if said != ["ok"]:
        yield Discrepancy(
            kind=DiscrepancyKind.LEDGER_DAMAGED,
            subject="ledger",
            sentence=(
                f"The ledger's database does not agree with itself ({'; '.join(said)}), and may "
                "answer with other than what was written. `muster backup` into a new folder copies "
                "the rows themselves and says whether they are as they were written: put that in "
                "the place of this one with `muster restore`."
            ),
        )


def guarded(evidence: Evidence) -> Iterator[Discrepancy]:
    """Triggers that were taken away: without them anybody may change what was accepted."""
    for name in guards.lacking(evidence.connection, schema.metadata):
        yield Discrepancy(
            kind=DiscrepancyKind.UNGUARDED,
            subject=name,
            sentence=(
                f"The trigger {name} is gone, switched off or altered: the database does not "
                "refuse any more to change what the ledger holds. Find out who took it away; "
                "`muster doctor` puts it back."
            ),
        )


def chain(evidence: Evidence) -> Iterator[Discrepancy]:
    """Transitions edited, deleted, or cut off the end."""
    return _links(evidence, TRANSITIONS)


def rows(evidence: Evidence) -> Iterator[Discrepancy]:
    """Rows that are not those which their transition wrote: edited, deleted or slipped in."""
    return _written(evidence, TRANSITIONS)


def audit_trail(evidence: Evidence) -> Iterator[Discrepancy]:
    """Rows of the audit trail edited, deleted, or cut off the end."""
    return _links(evidence, AUDIT)


def audited_rows(evidence: Evidence) -> Iterator[Discrepancy]:
    """Tokens, their ends and mappings that are not those which the audit trail wrote."""
    return _written(evidence, AUDIT)


def anchored(evidence: Evidence) -> Iterator[Discrepancy]:
    """A ledger that is not, or is less than, what this home has seen: its end and head cut off."""
    home, connection = evidence.objects.home, evidence.connection
    for known, missed in (
        (anchor.read(home), anchor.missed),
        (anchor.audited(home), anchor.missed_in_audit),
    ):
        why = None if known is None else missed(connection, known)
        if why is not None:
            yield Discrepancy(kind=DiscrepancyKind.LEDGER_OTHER, subject="ledger", sentence=why)


def vouched(evidence: Evidence) -> Iterator[Discrepancy]:
    """A home that would not know an older copy of its ledger for one.

    A ledger on a server has homes on several machines, whose notes begin when each is first used.
    """
    home = evidence.objects.home
    if evidence.connection.dialect.name != "sqlite" and anchor.read(home) is not None:
        return
    why = anchor.doubt(home)
    if why is not None:
        yield Discrepancy(
            kind=DiscrepancyKind.UNVOUCHED, subject=anchor.FILE, sentence=why, harmless=True
        )


def tokens(evidence: Evidence) -> Iterator[Discrepancy]:
    """Tokens and their ends of which the audit trail does not tell, and the reverse."""
    told: dict[object, set[str]] = defaultdict(set)
    for link in rows_of(evidence.connection, AUDIT.links):
        if link["outcome"] == str(Outcome.DONE):
            told[link["act"]].add(str(link["about"]))
    for act, table in _TOKEN_ACTS.items():
        kept = {str(row["token_id"]) for row in rows_of(evidence.connection, table)}
        for token_id in sorted(told[str(act)] - kept):
            yield _deleted(f"The audit trail tells {act} of {token_id}; {table.name} has no row.")
        for token_id in sorted(kept - told[str(act)]):
            yield _edited(f"{table.name} holds {token_id}; the audit trail tells no {act} of it.")


def _links(evidence: Evidence, trail: Trail) -> Iterator[Discrepancy]:
    expected, previous = 1, schema_access.FIRST_HASH
    for link in rows_of(evidence.connection, trail.links):
        sequence = int(str(link["sequence"]))
        yield from _gone(trail, range(expected, sequence), "")
        if not _is(link["hash"], lambda link=link: trail.hash_of(link)) or (
            sequence == expected and link["previous_hash"] != previous
        ):
            called = trail.called(sequence)
            yield _edited(
                f"{called.capitalize()} ({trail.about(link)}) is not as it was written.",
                called,
                reference_of(link),
            )
        expected, previous = sequence + 1, str(link["hash"])
    yield from _head(evidence, trail, expected, previous)


def _head(evidence: Evidence, trail: Trail, expected: int, previous: str) -> Iterator[Discrepancy]:
    """The head says where the chain ends, and nothing else."""
    heads = list(rows_of(evidence.connection, trail.head))
    subject = f"head of {trail.name}"
    if not heads:
        yield _deleted(f"The {subject} is gone.", subject)
    elif len(heads) > 1 or heads[0]["singleton"] != 1:
        yield _edited(f"The {subject} is not the one row that it was.", subject)
    for head in heads:
        end = head["sequence"]
        if not isinstance(end, int) or end < expected - 1:
            yield _edited(
                f"The {subject} says that it ends at {end!r}; its last row is {expected - 1}.",
                subject,
            )
            continue
        yield from _gone(trail, range(expected, end + 1), "'s end")
        if end == expected - 1 and head["hash"] != previous:
            yield _edited(f"The {subject} does not carry the hash of its last row.", subject)


def _written(evidence: Evidence, trail: Trail) -> Iterator[Discrepancy]:
    written: dict[object, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table in trail.payload:
        for row in rows_of(evidence.connection, table):
            written[row["sequence"]][table.name].append(row)
    for link in rows_of(evidence.connection, trail.links):
        own = written.pop(link["sequence"], {})
        if not _is(link["payload_sha256"], lambda own=own: digest_of_rows(own)):
            called = trail.called(link["sequence"])
            yield _edited(
                f"What {called} ({trail.about(link)}) wrote was edited or deleted; it holds now: "
                f"{_counted(own)}.",
                f"rows of {called}",
                reference_of(link),
            )
    for sequence, strays in sorted(written.items(), key=lambda item: str(item[0])):
        called = trail.called(sequence)
        yield _edited(
            f"Rows name {called}, which is not there: {_counted(strays)}.", f"rows of {called}"
        )


def _is(written: object, made: Callable[[], str]) -> bool:
    """Whether a digest is the one that was written; none is made of what Muster never writes."""
    try:
        return made() == written
    except TypeError:
        return False


def _gone(trail: Trail, lost: range, where: str) -> Iterator[Discrepancy]:
    """Each row that is gone; of very many, such as a head that was edited tells, all in one."""
    if len(lost) > _MOST_NAMED:
        called = f"{trail.called(lost[0])} to {lost[-1]}"
        yield _deleted(f"{called.capitalize()} are gone from {trail.name}{where}.", called)
        return
    for sequence in lost:
        called = trail.called(sequence)
        yield _deleted(f"{called.capitalize()} is gone from {trail.name}{where}.", called)


def _edited(
    sentence: str, subject: str = "tokens", submission_id: str | None = None
) -> Discrepancy:
    return Discrepancy(
        kind=DiscrepancyKind.ROW_EDITED,
        subject=subject,
        submission_id=submission_id,
        sentence=sentence,
    )


def _deleted(sentence: str, subject: str = "tokens") -> Discrepancy:
    return Discrepancy(kind=DiscrepancyKind.ROW_DELETED, subject=subject, sentence=sentence)


def _counted(of: Mapping[str, list[Row]]) -> str:
    return ", ".join(f"{len(rows)} in {name}" for name, rows in sorted(of.items())) or "none"
