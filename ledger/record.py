"""Writing the ledger: each function runs inside the one write that its caller holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from contracts.errors import SubmissionError
from ledger import access, read, schema, windows
from ledger.chain import Chain
from ledger.doubts import MAXIMUM_SENTENCE, MINIMUM_SENTENCE
from ledger.model import Actor, State, StoredFile, Submission, SubmissionType
from ledger.request import Request, new_submission_id
from ledger.sentences import require_readable, seen
from ledger.times import aware_utc
from ledger.transitions import Action


def already(
    connection: Connection, request: Request, files: Sequence[StoredFile]
) -> Submission | None:
    """The submission that this request made before. Raises SubmissionError on other content."""
    if request.idempotency_key is None:
        return None
    known = read.by_key(connection, request.force_code, request.idempotency_key)
    if known is None:
        return None
    submission, asked = known
    if asked != request.sha256(files):
        raise SubmissionError(
            f"The key {request.idempotency_key!r} was used for other content before; "
            "use a new key for a new submission."
        )
    return submission


# What such a submission was is over: the same files are a new submission then.
_OVER = (State.SUPERSEDED, State.WITHDRAWN)


def same_files(
    connection: Connection, request: Request, files: Sequence[StoredFile]
) -> Submission | None:
    """The submission of that place that these very files are already, unless it is over."""
    sent = sorted((f.name, f.sha256) for f in files)
    for earlier in reversed(_earlier(connection, request)):
        if earlier.files and sorted((f.name, f.sha256) for f in earlier.files) == sent:
            return None if earlier.state in _OVER else earlier
    return None


def known(
    connection: Connection, request: Request, files: Sequence[StoredFile]
) -> Submission | None:
    """The submission that this one is already: by its key, or by its files where that is asked."""
    found = already(connection, request, files)
    if found is None and request.once:
        return same_files(connection, request, files)
    return found


def is_retry(connection: Connection, request: Request) -> bool:
    """Whether a submission with that key was received before."""
    if request.idempotency_key is None:
        return False
    return read.by_key(connection, request.force_code, request.idempotency_key) is not None


def depends_on_content(connection: Connection, request: Request) -> bool:
    """Whether only the bytes can say if it is received.

    Raises SubmissionError where it is refused whatever they are.
    """
    if is_retry(connection, request):
        return True
    require_window(connection, request)
    earlier = _earlier(connection, request)
    if request.once and earlier:
        return True
    request.settled_type(earlier)
    return False


def require_answer(connection: Connection, request: Request, files: Sequence[StoredFile]) -> None:
    """Raises SubmissionError where these bytes are neither known already nor to be received."""
    if known(connection, request, files) is None:
        request.settled_type(_earlier(connection, request))


def _earlier(connection: Connection, request: Request) -> tuple[Submission, ...]:
    return read.same_place(connection, request.return_slug, request.force_code, request.period)


def receive(chain: Chain, request: Request, files: Sequence[StoredFile]) -> Submission:
    """Take the submission in, under the next version of its return, force and period.

    Raises SubmissionError where its window is closed; a withdrawal is received all the same.
    """
    require_window(chain.connection, request)
    submission_id = new_submission_id()
    earlier = _earlier(chain.connection, request)
    chain.append(
        submission_id,
        None,
        Action.RECEIVE,
        actor=request.actor,
        at=request.received_at,
        rows=request.rows(submission_id, files, earlier),
    )
    received = read.one(chain.connection, submission_id)
    assert received is not None, "a row just written is read in the same transaction"
    return received


def require_window(connection: Connection, request: Request) -> None:
    """Raises SubmissionError where nothing of that place is received any more."""
    if request.submission_type is not SubmissionType.WITHDRAWAL:
        windows.require_open(
            connection,
            request.return_slug,
            request.period,
            request.force_code,
            aware_utc(request.received_at, "received_at"),
        )


def sign_off(
    chain: Chain, submission: Submission, actor: Actor, at: datetime, read_to: int | None = None
) -> None:
    """Make the submission live; until this very commit its predecessor was.

    `read_to` is the last step of its place that its approver has read, where that is known.
    """
    sid = submission.submission_id
    told = read.explanations(chain.connection, schema.explanation.c.submission_id == sid)
    authors = {e.explained_by for e in told}
    access.require_other_person(actor, frozenset(authors | {submission.received_by}))
    others = read.same_place(
        chain.connection, submission.return_slug, submission.force_code, submission.period
    )
    if any(s.version > submission.version and s.signed_off_at for s in others):
        raise SubmissionError(
            f"Submission {sid} cannot be signed off: a later version has been already."
        )
    is_withdrawal = submission.submission_type is SubmissionType.WITHDRAWAL
    live = [s for s in others if s.is_live and s.submission_id != sid]
    if read_to is not None and submission.state is State.READY:
        _require_unmoved(chain, sid, read_to)
        _require_same_live(chain, sid, others, read_to)
    if is_withdrawal and not live:
        raise SubmissionError("There is nothing live left to withdraw.")
    state = chain.append(sid, submission.state, Action.SIGN_OFF, actor=actor, at=at)
    for previous in live:
        ends = Action.WITHDRAW if is_withdrawal else Action.SUPERSEDE
        chain.append(previous.submission_id, previous.state, ends, actor=actor, at=at, reason=sid)
    if is_withdrawal:  # it has done what it is for, and holds no figures of its own
        chain.append(sid, state, Action.WITHDRAW, actor=actor, at=at, reason=sid)


def _require_unmoved(chain: Chain, sid: str, read_to: int) -> None:
    """What is signed off is what was read: an explanation can be put anew until then."""
    if any(step.sequence > read_to for step in read.steps(chain.connection, sid)):
        raise SubmissionError(
            f"Submission {sid} is not signed off: it was explained or compared anew after you had "
            "read it. Read how it stands now, then sign it off."
        )


def _require_same_live(chain: Chain, sid: str, others: Sequence[Submission], read_to: int) -> None:
    """What it changes was read against what was live then: that is live still."""
    now = [s for s in others if s.is_live]
    then = [s for s in others if _was_live(chain, s, read_to)]
    if now != then:
        raise SubmissionError(
            f"Submission {sid} is not signed off: {_live_words(then)} was live when you had read "
            f"what it changes, and {_live_words(now)} is now. Read what it changes now, then sign "
            "it off."
        )


def _was_live(chain: Chain, submission: Submission, read_to: int) -> bool:
    steps = read.steps(chain.connection, submission.submission_id)
    read_then = [step for step in steps if step.sequence <= read_to]
    return bool(read_then) and read_then[-1].state is State.SIGNED_OFF


def _live_words(live: Sequence[Submission]) -> str:
    return f"version {live[0].version}" if live else "nothing"


def withdraw(chain: Chain, submission: Submission, actor: Actor, at: datetime, reason: str) -> None:
    """Take the submission back; what it had superseded stays superseded."""
    _require_sentence(reason, "it is withdrawn")
    chain.append(
        submission.submission_id,
        submission.state,
        Action.WITHDRAW,
        actor=actor,
        at=at,
        reason=reason.strip(),
    )


def revert(chain: Chain, submission: Submission, actor: Actor, at: datetime, reason: str) -> str:
    """Make the version live again that this one had replaced; gives its id.

    Raises SubmissionError where this one is not live, or replaced nothing.
    """
    if not submission.is_live:
        raise SubmissionError(
            f"Submission {submission.submission_id} cannot be reverted: it is not live."
        )
    before = _replaced_by(chain, submission)
    if before is None:
        raise SubmissionError(
            f"Submission {submission.submission_id} replaced no other: withdraw it instead."
        )
    _require_sentence(reason, "it is reverted")
    told = read.explanations(
        chain.connection, schema.explanation.c.submission_id == before.submission_id
    )
    authors = {e.explained_by for e in told}
    access.require_other_person(actor, frozenset(authors | {before.received_by}))
    chain.append(
        submission.submission_id, submission.state, Action.REVERT,
        actor=actor, at=at, reason=reason.strip(),
    )  # fmt: skip
    chain.append(
        before.submission_id, before.state, Action.RESTORE,
        actor=actor, at=at, reason=submission.submission_id,
    )  # fmt: skip
    return before.submission_id


def _replaced_by(chain: Chain, submission: Submission) -> Submission | None:
    """The version that was live until this one was signed off, and is superseded since."""
    others = read.same_place(
        chain.connection, submission.return_slug, submission.force_code, submission.period
    )
    for other in others:
        if other.state is State.SUPERSEDED:
            last = read.steps(chain.connection, other.submission_id)[-1]
            if last.reason == submission.submission_id:
                return other
    return None


def _require_sentence(reason: str, why: str) -> None:
    require_readable(reason, f"The reason why {why}")
    if seen(reason) < MINIMUM_SENTENCE or len(reason.strip()) > MAXIMUM_SENTENCE:
        raise SubmissionError(
            f"Say why {why}, in {MINIMUM_SENTENCE} to {MAXIMUM_SENTENCE} characters."
        )
