"""What the pages about returns ask of the ledger and tell it: no page, only what pages need."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from app import ledgers, people
from contracts.calendar import is_over
from contracts.errors import MusterError, SubmissionError, UsageError
from contracts.findings import Finding, Plausibility, Report
from contracts.load import load_contract
from contracts.model import Severity
from ledger.calendar import due_at, require_ended
from ledger.model import Explanation, Step, Submission, SubmissionExplanation
from ledger.receipt import Receipt
from ledger.standing import Standing
from ledger.windows import Window
from muster import changes, explanations, reminders
from muster.changes import Changes
from muster.file_names import plain_name
from muster.moves import Effects
from muster.plausibility import standing as plausible
from muster.release.effects import effects as foresee
from muster.settings import contacts_file, home, mail_from
from validators.report import pieces


def now() -> datetime:
    return datetime.now(UTC)


def window(slug: str, period: str) -> Window | None:
    """The window of a return and period; None where none was ever opened."""
    found = ledgers.shared().windows(actor=people.actor(), return_slug=slug, period=period)
    return found[0] if found else None


def window_words(slug: str, force_code: str, period: str) -> tuple[str, bool]:
    """Until when this return is asked for, and whether it would be received now."""
    contract = load_contract(slug)
    found, at = window(slug, period), now()
    try:
        require_ended(period, contract.period_grain, at)
    except SubmissionError as early:
        return str(early), False
    if found is None:
        due = due_at(period, contract.period_grain, contract.due_working_days)
        return _due_words(due, at), True
    own = " (extended)" if force_code in found.extensions else ""
    due = found.due_at(force_code)
    if not found.takes(force_code, at):
        return (
            "The collection window is closed: you can check your files, but you cannot submit "
            "them. Ask the inspectorate for an extension.",
            False,
        )
    return f"The collection window is open. {_due_words(due, at, own)}", True


def _due_words(due: datetime, at: datetime, own: str = "") -> str:
    """Until when a return is asked for; what is past was."""
    if is_over(due, at):
        return (
            f"This return was due on {_day(due.date())}{own}: anything sent now will be marked "
            "late."
        )
    return f"This return is due on {_day(due.date())}{own}."


def periods(slug: str) -> list[str]:
    """The periods of a return that anything was sent for or asked for, the latest first."""
    return list(ledgers.shared().periods(slug, actor=people.actor()))


def standing(slug: str, period: str) -> tuple[Standing, ...]:
    return ledgers.shared().standing(slug, period, actor=people.actor(), at=now())


def open_window(slug: str, period: str, due_on: date | None, reason: str | None) -> Window:
    return ledgers.shared().open_window(
        slug, period, due_on=due_on, reason=reason or None, actor=people.actor(), at=now()
    )


def extend_window(
    slug: str, period: str, due_on: date, reason: str, force_code: str | None
) -> Window:
    return ledgers.shared().extend_window(
        slug, period, due_on=due_on, reason=reason, force_code=force_code,
        actor=people.actor(), at=now(),
    )  # fmt: skip


def close_window(slug: str, period: str, reason: str | None) -> Window:
    return ledgers.shared().close_window(
        slug, period, reason=reason or None, actor=people.actor(), at=now()
    )


def reminder_files(standings: tuple[Standing, ...]) -> tuple[bytes, int, list[Standing]]:
    """A ZIP of e-mail files, how many there are, and the forces without a contact.

    Raises UsageError where this installation knows no contacts.
    """
    contacts = reminders.read_contacts(contacts_file())
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="muster-reminders-") as folder:
        written, unknown = reminders.write_files(
            standings, contacts, Path(folder), sender=mail_from(), at=now()
        )
        with zipfile.ZipFile(buffer, "w") as packed:
            for path in written:
                packed.write(path, path.name)
    return buffer.getvalue(), len(written), unknown


def versions(slug: str, force_code: str, period: str) -> tuple[Submission, ...]:
    """Every version of one return, force and period that one may see, oldest first."""
    return ledgers.shared().submissions(
        actor=people.actor(), return_slug=slug, force_code=force_code, period=period
    )


def waiting() -> tuple[Submission, ...]:
    """What waits to be explained or signed off, of what one may see, the newest first."""
    return ledgers.shared().waiting(people.actor())


def report(submission: Submission) -> Report | None:
    """What its check found; None where it was not checked."""
    if submission.checked_at is None:
        return None
    return ledgers.shared().report(submission.submission_id, people.actor())


def finding_count(submission: Submission) -> int:
    return sum(submission.counts[severity] for severity in Severity)


def report_lines(submission: Submission) -> Callable[[], Iterator[bytes]]:
    """What writes all that was found of it as CSV, whenever that is asked for."""
    ledger, actor = ledgers.shared(), people.actor()

    def lines() -> Iterator[bytes]:
        try:
            found = ledger.report(submission.submission_id, actor)
        except MusterError as problem:  # a download has no other place to say so
            return iter([str(problem).encode()])
        contract = load_contract(found.return_slug, found.contract_version)
        return pieces(found, "csv", contract)

    return lines


def plausibility(submission: Submission) -> Plausibility:
    """Whether it was compared with history and other forces, and what came of it."""
    ledger = ledgers.shared()
    actor = people.actor()
    now_ = ledger.get(submission.submission_id, actor)
    return plausible.standing(home(), ledger, now_, actor)


def again(submission: Submission) -> Submission:
    """The submission as it stands now."""
    return ledgers.shared().get(submission.submission_id, people.actor())


def carried_over(submission: Submission) -> str:
    """What was carried over from earlier versions, in a sentence; blank where nothing was."""
    given = ledgers.shared().explanations(submission.submission_id, people.actor())
    return explanations.carried_over(each.explanation for each in given)


def unexplained(submission: Submission) -> Sequence[Finding]:
    """The warnings that still need an explanation, read as they are looked at."""
    return ledgers.shared().unexplained(submission.submission_id, people.actor())


def told(
    submission: Submission, most: int
) -> tuple[int, tuple[tuple[SubmissionExplanation, Finding | None], ...]]:
    """How many warnings are explained, and the first of them, each with what was found."""
    return ledgers.shared().explained(submission.submission_id, people.actor(), most)


def told_before(slug: str, force_code: str, period: str) -> tuple[SubmissionExplanation, ...]:
    """What earlier versions explained, and a resubmission carries over."""
    return ledgers.shared().explained_before(slug, force_code, period, people.actor())


def history(submission: Submission) -> tuple[Step, ...]:
    return ledgers.shared().history(submission.submission_id, people.actor())


def changed(submission: Submission) -> Changes:
    ledger = ledgers.shared()
    return changes.of_submission(ledger, submission.submission_id, people.actor())


def changed_between(older: Submission, newer: Submission) -> Changes:
    return changes.between(ledgers.shared(), older, newer, people.actor())


def effects(submission: Submission) -> Effects:
    """What signing it off would move. Takes seconds the first time."""
    ledger = ledgers.shared()
    return foresee(home(), ledger, submission.submission_id, people.actor())


def explain(submission: Submission, given: list[Explanation]) -> Submission:
    return ledgers.shared().explain(submission.submission_id, given, actor=people.actor(), at=now())


def sign_off(submission: Submission, read_to: int) -> Receipt:
    """Refused where anything happened to it after the step that was read last."""
    return ledgers.shared().sign_off(
        submission.submission_id, actor=people.actor(), at=now(), read_to=read_to
    )


def withdraw(submission: Submission, reason: str) -> Submission:
    return ledgers.shared().withdraw(
        submission.submission_id, actor=people.actor(), at=now(), reason=reason
    )


def revert(submission: Submission, reason: str) -> Submission:
    """Gives the version that is live again."""
    return ledgers.shared().revert(
        submission.submission_id, actor=people.actor(), at=now(), reason=reason
    )


def filled_sheet(name: str, content: bytes, found: Report) -> list[Explanation]:
    """The explanations of a sheet that was uploaded, read in a limited child."""
    with tempfile.TemporaryDirectory(prefix="muster-sheet-") as folder:
        path = Path(folder) / plain_name(name)
        path.write_bytes(content)
        given = explanations.read_file(path, found)
    if not given:
        raise UsageError(f"{name} holds no explanation: fill in reason_code and sentence.")
    return given


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
