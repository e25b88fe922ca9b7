"""The front desk of the ledger: tokens, forces' mappings, and the audit trail of who did what."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.engine import Connection

from contracts.errors import NotAllowedError, UsageError
from ledger import access, anchor, audit, database, local_codes, read, schema, tokens
from ledger.access import Operation, Reach
from ledger.audit import Act, AuditEntry, Outcome
from ledger.chain import head_of
from ledger.model import Actor, ForceMapping, Submission
from ledger.tokens import Token
from ledger.view import LedgerView


class Desk(LedgerView):
    """What a ledger knows of the people at its door. Times given are aware."""

    def note(
        self,
        actor: Actor,
        act: Act,
        about: str | None = None,
        *,
        at: datetime,
        outcome: Outcome = Outcome.DONE,
    ) -> None:
        """Write down that somebody did something, or was refused it."""
        with self._noting() as connection:
            audit.append(connection, actor, act, about, at=at, outcome=outcome)

    def audit_trail(self, actor: Actor) -> tuple[AuditEntry, ...]:
        """Who did what, oldest first: of the actor's force, or of all.

        Raises NotAllowedError where the role may not read it.
        """
        reached = access.reach(actor, Operation.READ_AUDIT)
        if reached is Reach.NO or (reached is Reach.OWN and actor.force_code is None):
            raise NotAllowedError(f"The role {actor.role} may not read the audit trail.")
        only = actor.force_code if reached is Reach.OWN else None
        with database.reading(self._engine) as connection:
            return tuple(audit.trail(connection, only))

    def sessions_ended(self, since: datetime, after: int = 0) -> tuple[frozenset[str], int]:
        """The sign-ins that somebody signed out of since then, in what was written after that row
        of the trail; and its last row, to ask from the next time."""
        with database.reading(self._engine) as connection:
            last = audit.last(connection)
            begin = after if after <= last else 0  # an earlier copy may have been put back
            return frozenset(audit.about(connection, Act.SIGN_OUT, since, begin)), last

    def published(self) -> tuple[str, ...]:
        """What builds wrote down of each release that they published, the oldest first."""
        with database.reading(self._engine) as connection:
            return audit.about(connection, Act.PUBLISH)

    def issue_token(
        self,
        by: Actor,
        *,
        subject: str,
        role: str,
        force_code: str | None,
        at: datetime,
        days: int,
    ) -> tuple[Token, str]:
        """A new token and the text that its owner keeps; the text is told this once.

        Raises NotAllowedError where the actor may not, UsageError where it makes no sense.
        """
        access.require_tokens(by)
        with self._noting() as connection:
            return tokens.issue(
                connection,
                by,
                subject=subject,
                role=role,
                force_code=force_code,
                at=at,
                days=days,
            )

    def revoke_token(self, by: Actor, token_id: str, *, at: datetime) -> Token:
        """End a token now. Raises as `issue_token`."""
        access.require_tokens(by)
        with self._noting() as connection:
            return tokens.revoke(connection, by, token_id, at=at)

    def tokens(self, by: Actor) -> tuple[Token, ...]:
        """Every token that was ever issued. Raises NotAllowedError where the actor may not."""
        access.require_tokens(by)
        with database.reading(self._engine) as connection:
            return tokens.every(connection)

    def keep_mapping(
        self,
        by: Actor,
        force_code: str,
        name: str,
        *,
        return_slug: str,
        title: str,
        content: str,
        at: datetime,
    ) -> ForceMapping:
        """Keep the next version of a force's mapping, used from now on.

        Raises NotAllowedError where the actor may not, UsageError for an unusable name or size.
        """
        access.require_mappings(by, Operation.KEEP_MAPPINGS, force_code)
        with self._noting() as connection:
            return local_codes.keep(
                connection, by, force_code=force_code, name=name, return_slug=return_slug,
                title=title, content=content, at=at,
            )  # fmt: skip

    def retire_mapping(
        self, by: Actor, force_code: str, name: str, *, at: datetime
    ) -> ForceMapping:
        """Use a mapping no more; its versions stay. Raises as `keep_mapping`, or NotThereError."""
        access.require_mappings(by, Operation.KEEP_MAPPINGS, force_code)
        with self._noting() as connection:
            known = local_codes.one(connection, force_code, name)
            return local_codes.keep(
                connection, by, force_code=force_code, name=name, return_slug=known.return_slug,
                title=known.title, content=None, at=at,
            )  # fmt: skip

    def mappings(self, by: Actor, force_code: str) -> tuple[ForceMapping, ...]:
        """The newest version of each mapping that the force keeps, retired ones included."""
        access.require_mappings(by, Operation.READ_MAPPINGS, force_code)
        with database.reading(self._engine) as connection:
            return local_codes.newest(connection, force_code)

    def recognise(self, text: str, *, now: datetime) -> Token:
        """The token behind what a caller shows. Raises SignInError, the same whatever is wrong."""
        with database.reading(self._engine) as connection:
            return tokens.recognise(connection, text, now)

    def vouch(self, actor: Actor, *, at: datetime) -> None:
        """Begin the note of how far the ledger has come anew, on the word of who compared it.

        Raises UsageError where the note is as it should be, or knows of more than there is.
        """
        if anchor.doubt(self.home) is None:
            raise UsageError("Nothing is in doubt that somebody would have to vouch for.")
        known = anchor.read(self.home)
        with self._noting() as connection:
            reached = head_of(connection, schema.chain_head)
            why = anchor.missed(connection, known) if known else None
            if reached is None or why is not None:
                raise UsageError(
                    f"{why or 'The ledger has lost its head.'} Nobody can vouch for it."
                )
            about = f"transition {reached.sequence}"
            audit.append(connection, actor, Act.VOUCH, about, at=at)
            audited = audit.head(connection)
        if audited is not None:
            anchor.begin(self.home, reached, audited)

    @contextmanager
    def _noting(self) -> Generator[Connection]:
        """One write of the audit trail; how far it has come is noted beside it once it is there.

        Not where it has lost what was noted before: the note stays, so that `verify` goes on to
        name it.
        """
        known = anchor.audited(self.home)
        with database.writing(self._engine) as connection:
            lost = known is not None and anchor.missed_in_audit(connection, known)
            yield connection
            head = audit.head(connection)
        if head is not None and not lost:
            anchor.write_audited(self.home, head)

    def by_key(self, actor: Actor, force_code: str, key: str) -> Submission | None:
        """The submission that was made with that idempotency key, where the actor may see it."""
        with database.reading(self._engine) as connection:
            known = read.by_key(connection, force_code, key)
        if known is None or not access.sees(
            actor, Operation.READ, force_code=force_code, state=known[0].state
        ):
            return None
        return known[0]
