"""The ledger: one door to what happened. `open_ledger(home)` is where to begin."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

from sqlalchemy.engine import Engine

from contracts.errors import SubmissionError
from contracts.findings import Report
from ledger import (
    access,
    checking,
    comparing,
    database,
    doctor,
    explain,
    lock,
    read,
    record,
    unfinished,
)
from ledger.access import Operation
from ledger.comparing import Compared
from ledger.model import (
    Actor,
    Explanation,
    LiveTable,
    State,
    Submission,
    report_without_files,
)
from ledger.objects import ensure_folder, full_disk_is_a_sentence
from ledger.points import reached
from ledger.receipt import Receipt
from ledger.receiving import Files, Receiving
from ledger.request import Asked, Request


def open_ledger(home: Path, url: str | None = None, *, journal: str = "DELETE") -> Ledger:
    """The ledger in that folder, made where there is none; what a crash left is cleared away.
    One in a folder that can only be read is read.

    `url` names another database than the folder's own SQLite. Raises SubmissionError where the
    ledger cannot be opened, where a restore into it has not ended, or where `journal` is not safe
    with this version of SQLite.
    """
    with full_disk_is_a_sentence(f"The ledger in {home.name}"):
        ensure_folder(home.absolute())
        unfinished.require_none(home.absolute())
        engine = database.connect(home.absolute(), url, journal)
        return Ledger(home.absolute(), engine)


class Ledger(Receiving):
    """What happened, append-only. Use as a context manager; every time given is aware."""

    def __init__(self, home: Path, engine: Engine) -> None:
        super().__init__(home, engine)
        for folder in (home, self.objects.base):
            if not os.access(folder, os.W_OK):  # mounted for reading: nothing is cleared
                return
        with lock.alone(home) as held:
            if held:
                self.objects.clear_incoming()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    def receive(self, files: Files, **asked: Unpack[Asked]) -> Submission:
        """Store the bytes, then the row: when this returns, they are accepted for checking.

        The same `idempotency_key` with the same content gives the same submission, and so do the
        same files where they are to be received `once`, however many send them at a time. Raises
        SubmissionError with a sentence; nothing is accepted then.
        """
        request = Request.of(asked)
        with self._received(files, request) as (chain, stored):
            known = record.known(chain.connection, request, stored)
            if known is not None:
                return known
            accepted = record.receive(chain, request, stored)
        reached("committed")
        return accepted

    def record_check(
        self,
        submission_id: str,
        report: Report,
        tables: Mapping[str, Path],
        *,
        checked_at: datetime,
    ) -> Submission:
        """Keep the report and move the typed tables in; the state is rejected,
        needs_explanation or ready. Tables of a report that did not pass are left where they are.

        Raises SubmissionError where the submission was checked before, or the report is not its.
        """
        with lock.shared(self.home), self._appending() as chain:
            submission = read.one(chain.connection, submission_id)
            if submission is None:
                raise access.missing(submission_id)
            if submission.state is not State.RECEIVED:
                raise SubmissionError(
                    f"Submission {submission_id} cannot be checked again: it is {submission.state}."
                )
            result = self._place(submission, report, tables, checked_at)
            checking.check(chain, submission, result)
            return self._found(chain.connection, submission_id)

    def accept(
        self,
        files: Files,
        report: Report | None,
        tables: Mapping[str, Path],
        explanations: Sequence[Explanation] = (),
        *,
        checked_at: datetime | None = None,
        signed_off_at: datetime | None = None,
        **asked: Unpack[Asked],
    ) -> Submission:
        """Receive, check, explain and, where the actor may, sign off, in one transaction.

        A retry with the key of one that was received and never checked goes on from there. The
        state is rejected, needs_explanation, ready (the actor may not sign off) or signed_off
        (withdrawn, for a WITHDRAWAL that did its work). `report` may be None where the type
        carries no files. `checked_at` and `signed_off_at` are `received_at` unless given.
        """
        request = Request.of(asked)
        checked = checked_at or request.received_at
        with self._received(files, request) as (chain, stored):
            known = record.already(chain.connection, request, stored)
            if known is not None and known.state is not State.RECEIVED:
                return known
            submission = known or record.receive(chain, request, stored)
            result = self._place(submission, report, tables, checked)
            state = checking.check(chain, submission, result, explanations, request.actor)
            submission = replace(submission, state=state)
            if state is State.READY and access.may_sign_off_own(request.actor, submission):
                record.sign_off(chain, submission, request.actor, signed_off_at or checked)
            accepted = self._found(chain.connection, submission.submission_id)
        reached("committed")
        return accepted

    def explain(
        self,
        submission_id: str,
        explanations: Sequence[Explanation],
        *,
        actor: Actor,
        at: datetime,
    ) -> Submission:
        """Add explanations of warnings; the submission is ready once every warning has one."""
        with self._appending() as chain:
            submission = self._may(chain.connection, actor, Operation.EXPLAIN, submission_id)
            explain.explain(chain, submission, explanations, actor, at)
            return self._found(chain.connection, submission_id)

    def record_comparison(self, submission_id: str, answer: Compared) -> Submission:
        """Write down what a release said of a submission; once, however often it is given.

        Raises SubmissionError where it was withdrawn, replaced or refused meanwhile.
        """
        with self._appending() as chain:
            submission = self._found(chain.connection, submission_id)
            comparing.record(chain, submission, answer, checking.CHECKER)
            return self._found(chain.connection, submission_id)

    def sign_off(
        self, submission_id: str, *, actor: Actor, at: datetime, read_to: int | None = None
    ) -> Receipt:
        """Make a ready submission live; the one that was live is superseded in the same write.

        `read_to` is the last step that its approver has read: where something was done to it
        since, or another version is live, it raises SubmissionError.
        """
        with self._appending() as chain:
            submission = self._may(chain.connection, actor, Operation.SIGN_OFF, submission_id)
            record.sign_off(chain, submission, actor, at, read_to)
            signed = self._found(chain.connection, submission_id)
        reached("committed")
        return Receipt.of(signed)

    def withdraw(
        self, submission_id: str, *, actor: Actor, at: datetime, reason: str
    ) -> Submission:
        """Take a submission back; if it was live, nothing is live then."""
        with self._appending() as chain:
            submission = self._may(chain.connection, actor, Operation.WITHDRAW, submission_id)
            record.withdraw(chain, submission, actor, at, reason)
            return self._found(chain.connection, submission_id)

    def revert(self, submission_id: str, *, actor: Actor, at: datetime, reason: str) -> Submission:
        """Make live again what this live one had replaced; gives that version."""
        with self._appending() as chain:
            submission = self._may(chain.connection, actor, Operation.REVERT, submission_id)
            restored = record.revert(chain, submission, actor, at, reason)
            return self._found(chain.connection, restored)

    def doctor(self) -> list[str]:
        """Sweep what interrupted writes left behind; one sentence for each thing done.

        Nothing that a ledger row speaks of is ever touched.
        """
        return doctor.sweep(self.home, self._engine, self.objects, self._artefacts)

    def restore_table(self, lost: LiveTable, rebuilt: Path) -> bool:
        """Put back an accepted table that was rebuilt from the received bytes.

        False, and nothing done, where the rebuilt file is not the one that was accepted.
        """
        with lock.shared(self.home), full_disk_is_a_sentence("The rebuilt table"):
            return self._artefacts.restore(lost, rebuilt)

    def _place(
        self,
        submission: Submission,
        report: Report | None,
        tables: Mapping[str, Path],
        checked_at: datetime,
    ) -> checking.CheckResult:
        """Bring the report and the tables of a passed one into their places, durably."""
        if report is None:
            if submission.submission_type.carries_files:
                raise SubmissionError("A submission with files needs the report of its check.")
            report = report_without_files(submission)
        checking.require_fitting(submission, report, tables)
        sid = submission.submission_id
        kept = tables if report.passed else {}
        facts, report_sha256 = self._artefacts.place(sid, report, kept)
        return checking.CheckResult(
            report=report, report_sha256=report_sha256, tables=facts, checked_at=checked_at
        )
