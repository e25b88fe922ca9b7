"""The question itself: one submission over a copy of the present release, and what is doubtful.

Takes seconds of a core, and Great Expectations: only the worker and the command line come here.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import BuildError, SubmissionError, UsageError
from contracts.load import load_contract
from ledger.access import local_administrator
from ledger.comparing import Compared
from ledger.model import LiveTable, Submission
from ledger.points import reached
from ledger.store import Ledger
from muster.plausibility import places
from muster.plausibility.standing import is_asked, to_compare_with
from muster.release import store
from muster.release.candidate import stand_in
from muster.release.store import Release

Clock = Callable[[], datetime]


def now_utc() -> datetime:
    return datetime.now(UTC)


def compare(
    home: Path, ledger: Ledger, submission_id: str, *, clock: Clock = now_utc
) -> Submission:
    """Ask about a submission and write the answer down; at once, where that release answered it.

    Raises UsageError where there is no release to compare with, SubmissionError where it has no
    figures (any more), BuildError where it could not be asked, which is remembered.
    """
    who = local_administrator()
    with places.alone(home):
        submission = ledger.get(submission_id, who)
        if not is_asked(submission):
            state = str(submission.state).replace("_", " ")
            raise SubmissionError(
                f"Submission {submission_id} is {state}: only what passed its check and was not "
                "taken back is compared with a release."
            )
        release = to_compare_with(home)
        if isinstance(release, str):
            raise UsageError(release)
        if submission.compared_with == release.release_id:
            return submission
        try:
            with places.surviving(home, submission_id):
                answer = ask(home, release, submission, ledger.tables(submission_id, who), clock)
        except BuildError as error:
            # Its figures are removed or replaced while they are read: the next look asks anew.
            if store.named(home) == release.release_id:
                places.note_failure(home, submission_id, release.release_id, str(error))
            raise
        reached("plausibility answered")
        places.forget_failure(home, submission_id)
        return ledger.record_comparison(submission_id, answer)


def ask(
    home: Path,
    release: Release,
    candidate: Submission,
    tables: Sequence[LiveTable],
    clock: Clock = now_utc,
) -> Compared:
    """What history, peers and other returns say of a candidate. Raises BuildError, UsageError."""
    from expectations import great
    from expectations.door import door_checks, marts_of, own_findings
    from expectations.run import run_checks

    contract = load_contract(candidate.return_slug)
    checks = door_checks(contract)
    # Its first seconds pass while the models run; later ones find it loaded.
    loading = threading.Thread(target=great.load)
    loading.start()
    with tempfile.TemporaryDirectory(prefix=".work-", dir=places.folder(home)) as work:
        warehouse = stand_in(
            home, release, candidate, tables, folder=Path(work), models=marts_of(checks)
        )
        loading.join()
        verdict = run_checks(warehouse, checks)
    with store.connect(release) as connection:
        indicators = connection.execute(
            "select indicator from marts.indicator where return_slug = ?", [contract.slug]
        ).fetchall()
        known = connection.execute("select check_id from checks.findings").fetchall()
    return Compared(
        release_id=release.release_id,
        release_sequence=int(release.manifest.get("sequence", 0)),
        asked_at=clock(),
        rules=tuple(sorted({check.rule_id for check in checks})),
        findings=own_findings(
            verdict.findings,
            contract,
            candidate.force_code,
            candidate.period,
            indicators={row[0] for row in indicators},
            known={row[0] for row in known},
        ),
    )
