"""An honest home with something of everything, and what somebody with its files in hand does."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ledger.audit import Act
from ledger.model import Submission
from ledger.store import Ledger, open_ledger
from ledger.trails import Trail
from tests import ledger_kit as kit

EDITED, DELETED = "ledger row edited", "ledger row deleted"


@dataclass(frozen=True)
class Home:
    path: Path
    submissions: tuple[Submission, ...]

    def object(self, number: int) -> Path:
        sha256 = self.submissions[number].files[0].sha256
        return self.path / "objects" / sha256[:2] / sha256

    def table(self, number: int) -> Path:
        sid = self.submissions[number].submission_id
        return self.path / "tables" / sid / "deployments.parquet"

    def report(self, number: int) -> Path:
        return self.path / "reports" / f"{self.submissions[number].submission_id}.json"

    def sql(self, *statements: str) -> None:
        """What someone with the file in hand does: away with the triggers, whatever, and back."""
        with sqlite3.connect(self.path / "ledger.sqlite") as connection:
            found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            triggers = connection.execute(found).fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert connection.execute(statement).rowcount != 0, statement
            for _, made in triggers:
                connection.execute(made)
        connection.close()

    def hide_the_last(self) -> None:
        """An index that lacks the last transition: every row is as it was written."""
        name = "transition_of_submission"
        last = "sequence=(SELECT sequence FROM chain_head)"
        entry = f"FROM sqlite_master WHERE name='{name}'"
        aside = ("PRAGMA writable_schema=ON", f"CREATE TABLE aside AS SELECT * {entry}")
        self.sql(
            "PRAGMA foreign_keys=OFF",
            f"CREATE TABLE gone AS SELECT * FROM transition WHERE {last}",
            f"DELETE FROM transition WHERE {last}",
            *aside,
            f"DELETE {entry}",
        )
        self.sql("INSERT INTO transition SELECT * FROM gone", "DROP TABLE gone")
        self.sql(aside[0], "INSERT INTO sqlite_master SELECT * FROM aside", "DROP TABLE aside")

    def forget_the_last(self) -> None:
        """All that the last transition wrote, and itself: what is left agrees with itself."""
        self.sql(
            "PRAGMA foreign_keys=OFF",
            "DELETE FROM transition WHERE sequence=(SELECT sequence FROM chain_head)",
            "UPDATE chain_head SET sequence=sequence-1, hash="
            "(SELECT hash FROM transition ORDER BY sequence DESC LIMIT 1)",
        )

    def link(self, trail: Trail, sequence: int, **changed: object) -> None:
        """Change a row of a chain and its own hash with it: the row agrees with itself."""
        with sqlite3.connect(self.path / "ledger.sqlite") as connection:
            connection.row_factory = sqlite3.Row
            query = f"SELECT * FROM {trail.links.name} WHERE sequence={sequence}"
            row = dict(connection.execute(query).fetchone()) | changed
        connection.close()
        row["hash"] = trail.hash_of(row | {"local": bool(row["local"])})
        told = ", ".join(f"{name}={row[name]!r}" for name in (*changed, "hash"))
        self.sql(f"UPDATE {trail.links.name} SET {told} WHERE sequence={sequence}")

    def files(self) -> set[str]:
        """Everything that was accepted and is there."""
        kept = ("objects", "tables", "reports")
        return {str(p) for name in kept for p in (self.path / name).rglob("*") if p.is_file()}

    def found(self) -> list[str]:
        with open_ledger(self.path) as ledger:
            return [str(d.kind) for d in ledger.verify()]


def make_honest(tmp: Path) -> Path:
    """A home with a superseded, a live, a rejected and an explained submission."""
    with open_ledger(tmp / "home") as ledger:
        kit.accept(ledger, tmp, content=b"0")
        kit.accept(ledger, tmp, content=b"1", revision_reason="LATE_RECORDS")
        kit.accept(ledger, tmp, kit.finding("error"), content=b"2", force_code="05")
        told = [kit.explanation()]
        kit.accept(
            ledger, tmp, kit.finding("warning"), content=b"3", force_code="20", explanations=told
        )
        tell_of_tokens(ledger)
    return tmp / "home"


def tell_of_tokens(ledger: Ledger) -> None:
    """Four rows of the audit trail: two tokens, a sign-in, and the end of one token."""
    for subject in ("a", "b"):
        token, _ = ledger.issue_token(
            kit.LOCAL, subject=subject, role="preparer", force_code="42", at=kit.NOW, days=3
        )
    ledger.note(kit.PREPARER, Act.SIGN_IN, at=kit.NOW)
    ledger.revoke_token(kit.LOCAL, token.token_id, at=kit.NOW)


def copy_of(honest: Path, path: Path) -> Home:
    shutil.copytree(honest, path)
    with open_ledger(path) as ledger:
        return Home(path, ledger.snapshot().submissions)


def flip(path: Path, position: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def unreadable(path: Path) -> None:
    """As on a disk that fails: it is there, and reading it is an error of input or output."""
    path.unlink()
    path.symlink_to("/proc/self/mem")


def stray(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"stray")
