"""Whether a submission was asked how plausible it is; where it was not, why not, in a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from contracts.findings import Plausibility, Report
from ledger.comparing import COMPARABLE, Compared, in_words
from ledger.model import Actor, Submission, SubmissionType
from ledger.store import Ledger
from muster.plausibility import places
from muster.release import store
from muster.release.candidate import is_of_another_version
from muster.release.store import Release

NO_RELEASE = (
    "There is no release yet, so there is no history and there are no other forces to compare this "
    "version with. Its plausibility will be assessed once there is a release."
)
ANOTHER_VERSION = (
    "The current release was built by another version of Muster, so nothing is compared with it. "
    "Plausibility will be assessed against the next release."
)
IN_THE_QUEUE = (
    "This version has not been compared with history, other forces and other returns yet. That is "
    "done in the background, and anything found is added to the report."
)


def to_compare_with(home: Path) -> Release | str:
    """The release to compare with, or the sentence that says why there is none."""
    seen = store.shown(home)
    release = seen.release
    if seen.trouble:
        return f"{seen.trouble} Until then no plausibility is assessed."
    if release is None or not release.kept:
        return NO_RELEASE
    return ANOTHER_VERSION if is_of_another_version(release) else release


def is_asked(submission: Submission) -> bool:
    """Whether it has figures that can be doubted: it passed, and is not taken back or replaced."""
    figures = submission.submission_type is not SubmissionType.WITHDRAWAL
    return figures and submission.state in COMPARABLE


def standing(home: Path, ledger: Ledger, submission: Submission, actor: Actor) -> Plausibility:
    """What is known of its plausibility now. Raises SubmissionError as `Ledger.report` does."""
    answer = ledger.compared(submission.submission_id, actor)
    if not is_asked(submission):
        return in_words(answer) if answer else _never(submission)
    release = to_compare_with(home)
    if isinstance(release, str):
        return _with(answer, release)
    if answer is not None and answer.release_id == release.release_id:
        return in_words(answer)
    if submission.submission_id in built_from(release):
        return _at_the_gate(answer, release)
    problem = places.failure(home, submission.submission_id, release.release_id)
    if problem:
        return _with(
            answer, f"It could not be compared with release {release.release_id}: {problem}"
        )
    if answer is None:
        return Plausibility(sentence=IN_THE_QUEUE, pending=True)
    anew = f"It is being compared with release {release.release_id} anew."
    return replace(_with(answer, anew), pending=True)


def told(home: Path, ledger: Ledger, submission: Submission, actor: Actor) -> Report:
    """The report of a submission, which says where its plausibility stands. Raises as `report`."""
    report = ledger.report(submission.submission_id, actor)
    if not report.passed:
        return report
    return replace(report, plausibility=standing(home, ledger, submission, actor))


def built_from(release: Release) -> frozenset[str]:
    """The submissions that a release holds, which its own gate was asked about."""
    return frozenset(each["submission_id"] for each in release.manifest.get("submissions", ()))


def _never(submission: Submission) -> Plausibility:
    state = str(submission.state).replace("_", " ")
    return Plausibility(
        sentence=f"It was not compared with a release, and will not be: it is {state}."
    )


def _at_the_gate(answer: Compared | None, release: Release) -> Plausibility:
    gate = (
        f"It is in release {release.release_id}, and was compared with history and other forces "
        "before that was published: the page Release checks says what was found."
    )
    return _with(answer, gate)


def _with(answer: Compared | None, sentence: str) -> Plausibility:
    """A sentence, after what an earlier release had said."""
    known = in_words(answer) if answer else Plausibility(sentence="")
    return replace(known, sentence=f"{known.sentence} {sentence}".strip())
