"""Who may do what: one table, used by pages, API and command line alike.

Another force's submission looks exactly like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from contracts.errors import NotAllowedError, NotThereError
from ledger.model import Actor, Role, State, Submission


class Operation(StrEnum):
    RECEIVE = "submit"
    READ = "read"
    READ_REPORT = "read the report of"
    READ_RECEIPT = "read the receipt of"
    READ_FILES = "read the files of"
    EXPLAIN = "explain"
    SIGN_OFF = "sign off"
    WITHDRAW = "withdraw"
    REVERT = "revert"
    READ_STANDING = "read who has sent"
    WINDOWS = "open, extend or close windows of"
    READ_RELEASE = "read the releases"
    TRACE = "trace the figures of"
    READ_AUDIT = "read the audit trail"
    MANAGE_TOKENS = "issue and revoke tokens"
    READ_MAPPINGS = "read the mappings of"
    KEEP_MAPPINGS = "keep mappings of"


class Reach(StrEnum):
    OWN = "own force"
    LIVE = "live only"
    ANY = "any"
    NO = "no"


_NOTHING: Mapping[Operation, Reach] = dict.fromkeys(Operation, Reach.NO)

POLICY: Mapping[Role, Mapping[Operation, Reach]] = {
    Role.PREPARER: {
        **_NOTHING,
        Operation.RECEIVE: Reach.OWN,
        Operation.READ: Reach.OWN,
        Operation.READ_REPORT: Reach.OWN,
        Operation.READ_RECEIPT: Reach.OWN,
        Operation.READ_FILES: Reach.OWN,
        Operation.EXPLAIN: Reach.OWN,
        Operation.READ_STANDING: Reach.OWN,
        Operation.READ_RELEASE: Reach.ANY,
        Operation.TRACE: Reach.OWN,
        Operation.READ_MAPPINGS: Reach.OWN,
        Operation.KEEP_MAPPINGS: Reach.OWN,
    },
    Role.APPROVER: {
        **_NOTHING,
        Operation.READ: Reach.OWN,
        Operation.READ_REPORT: Reach.OWN,
        Operation.READ_RECEIPT: Reach.OWN,
        Operation.READ_FILES: Reach.OWN,
        Operation.SIGN_OFF: Reach.OWN,
        Operation.WITHDRAW: Reach.OWN,
        Operation.REVERT: Reach.OWN,
        Operation.READ_STANDING: Reach.OWN,
        Operation.READ_RELEASE: Reach.ANY,
        Operation.TRACE: Reach.OWN,
        Operation.READ_AUDIT: Reach.OWN,
        Operation.READ_MAPPINGS: Reach.OWN,
    },
    Role.INSPECTOR: {
        **_NOTHING,
        Operation.READ: Reach.LIVE,
        Operation.READ_REPORT: Reach.LIVE,
        Operation.READ_RECEIPT: Reach.LIVE,
        Operation.READ_FILES: Reach.LIVE,
        Operation.READ_STANDING: Reach.ANY,
        Operation.READ_RELEASE: Reach.ANY,
        Operation.TRACE: Reach.LIVE,
    },
    Role.ADMINISTRATOR: {
        **_NOTHING,
        Operation.READ: Reach.ANY,
        Operation.READ_REPORT: Reach.ANY,
        Operation.READ_RECEIPT: Reach.ANY,
        Operation.READ_FILES: Reach.ANY,
        Operation.READ_STANDING: Reach.ANY,
        Operation.WINDOWS: Reach.ANY,
        Operation.READ_RELEASE: Reach.ANY,
        Operation.TRACE: Reach.ANY,
        Operation.READ_AUDIT: Reach.ANY,
        Operation.MANAGE_TOKENS: Reach.ANY,
        Operation.READ_MAPPINGS: Reach.ANY,
    },
}


def local_administrator() -> Actor:
    """The one actor of a machine without an identity provider: may do all, recorded as local."""
    return Actor("local administrator", Role.ADMINISTRATOR, None, local=True)


def reach(actor: Actor, operation: Operation) -> Reach:
    """How far the actor's role reaches. An unknown role reaches nothing."""
    if actor.role not in set(Role):
        return Reach.NO
    role = Role(actor.role)
    if actor.local and role is Role.ADMINISTRATOR:
        return Reach.ANY
    return POLICY[role][operation]


def sees(actor: Actor, operation: Operation, *, force_code: str, state: State | None) -> bool:
    """Whether the operation reaches a submission of that force in that state."""
    match reach(actor, operation):
        case Reach.ANY:
            return True
        case Reach.OWN:
            return actor.force_code is not None and actor.force_code == force_code
        case Reach.LIVE:
            return state is State.SIGNED_OFF
        case Reach.NO:
            return False


def missing(submission_id: str) -> NotThereError:
    """The one answer for what does not exist and for what the actor may not know of."""
    return NotThereError(f"There is no submission {submission_id}. Check the reference.")


def require(
    actor: Actor, operation: Operation, submission_id: str, submission: Submission | None
) -> Submission:
    """The submission, if the actor may. Raises SubmissionError, the same for absent and hidden."""
    if submission is None or not sees(
        actor, Operation.READ, force_code=submission.force_code, state=submission.state
    ):
        raise missing(submission_id)
    if not sees(actor, operation, force_code=submission.force_code, state=submission.state):
        raise NotAllowedError(f"The role {actor.role} may not {operation} a submission.")
    return submission


def require_receive(actor: Actor, force_code: str) -> None:
    """Raises SubmissionError where the actor may not submit for that force."""
    if sees(actor, Operation.RECEIVE, force_code=force_code, state=None):
        return
    if reach(actor, Operation.RECEIVE) is Reach.OWN:
        raise NotAllowedError("You may submit returns of your own force only.")
    raise NotAllowedError(f"The role {actor.role} may not submit returns.")


def require_windows(actor: Actor) -> None:
    """Raises NotAllowedError where the actor may not open, extend or close windows."""
    if reach(actor, Operation.WINDOWS) is not Reach.ANY:
        raise NotAllowedError(f"The role {actor.role} may not open, extend or close windows.")


def require_tokens(actor: Actor) -> None:
    """Raises SubmissionError where the actor may not issue and revoke tokens."""
    if reach(actor, Operation.MANAGE_TOKENS) is Reach.NO:
        raise NotAllowedError(f"The role {actor.role} may not issue or revoke tokens.")


def require_mappings(actor: Actor, operation: Operation, force_code: str) -> None:
    """Raises NotAllowedError where the actor may not read, or keep, that force's mappings."""
    if sees(actor, operation, force_code=force_code, state=None):
        return
    if reach(actor, operation) is Reach.OWN:
        raise NotAllowedError(f"You may {operation} your own force only.")
    raise NotAllowedError(f"The role {actor.role} may not {operation} a force.")


def require_release(actor: Actor) -> None:
    """Raises SubmissionError where the actor may not see what was published."""
    if reach(actor, Operation.READ_RELEASE) is Reach.NO:
        raise NotAllowedError(f"The role {actor.role} may not read the releases.")


def may_trace(actor: Actor, force_code: str) -> bool:
    """Whether the actor may know of the submissions and files behind a force's figures.

    What a release holds was live when it was built, so an inspector sees all of it.
    """
    return sees(actor, Operation.TRACE, force_code=force_code, state=State.SIGNED_OFF)


def require_trace(actor: Actor, force_code: str) -> None:
    """Raises SubmissionError where the actor may not see the files behind a force's figures."""
    if may_trace(actor, force_code):
        return
    if reach(actor, Operation.TRACE) is Reach.OWN:
        raise NotAllowedError("You may trace the figures of your own force only.")
    raise NotAllowedError(f"The role {actor.role} may not trace figures.")


def require_other_person(actor: Actor, prepared_by: frozenset[str]) -> None:
    """Preparer and approver are different people, except in local mode, which is recorded."""
    if not actor.local and actor.subject in prepared_by:
        raise NotAllowedError(
            "Whoever prepared or explained a submission cannot sign it off: ask another approver."
        )


def may_sign_off_own(actor: Actor, submission: Submission) -> bool:
    """Whether who prepared it may also sign it off: in local mode only."""
    return actor.local and sees(
        actor, Operation.SIGN_OFF, force_code=submission.force_code, state=submission.state
    )
