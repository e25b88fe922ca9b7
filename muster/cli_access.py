"""Commands about who may come in and who did what: tokens, the audit trail."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from contracts.calendar import london_day
from contracts.errors import UsageError

DAYS = 90


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    tokens = typer.Typer(help="Tokens of the API.", no_args_is_help=True)
    tokens.command("issue")(issue)
    tokens.command("list")(list_tokens)
    tokens.command("revoke")(revoke)
    app.add_typer(tokens, name="token")
    app.command()(audit)


def issue(
    subject: Annotated[str, typer.Option("--for", help="The person, as their sign-in names them.")],
    role: Annotated[str, typer.Option(help="preparer, approver, inspector or administrator.")],
    force: Annotated[str | None, typer.Option(help="The force, for the first two roles.")] = None,
    days: Annotated[int, typer.Option(help="How long it lasts.")] = DAYS,
) -> None:
    """Issue a token for one person, role and force. It is shown this once."""
    from ledger.access import local_administrator
    from muster.ledgers import ledger_here

    with ledger_here() as ledger:
        token, text = ledger.issue_token(
            local_administrator(),
            subject=subject,
            role=role,
            force_code=force,
            at=datetime.now(UTC),
            days=days,
        )
    typer.echo(
        f"Token {token.token_id} for {subject} ({_scope(token.role, token.force_code)}) lasts "
        f"until {london_day(token.expires_at)}. It is shown this once: keep it in MUSTER_TOKEN.",
        err=True,
    )
    typer.echo(text)


def list_tokens() -> None:
    """Every token that was issued, and whether it still counts. Secrets are not kept."""
    from ledger.access import local_administrator
    from muster.ledgers import known_ledger

    now = datetime.now(UTC)
    with known_ledger() as ledger:
        found = ledger.tokens(local_administrator())
    for token in found:
        stands = "valid" if token.stands(now) else "revoked" if token.revoked_at else "expired"
        typer.echo(
            f"{token.token_id}  {stands:<8} until {london_day(token.expires_at)}  "
            f"{_scope(token.role, token.force_code):<18} {token.subject}"
        )
    if not found:
        typer.echo("No token was ever issued.")


def revoke(
    token_id: Annotated[str, typer.Argument(help="The token's id; `muster token list` names it.")],
) -> None:
    """End a token now."""
    from ledger.access import local_administrator
    from muster.ledgers import known_ledger

    with known_ledger() as ledger:
        ledger.revoke_token(local_administrator(), token_id, at=datetime.now(UTC))
    typer.echo(f"Token {token_id} is revoked.")


def audit(
    force: Annotated[str | None, typer.Option(help="Only what concerns this force.")] = None,
    trail_format: Annotated[str, typer.Option("--format", help="text, csv or json.")] = "text",
) -> None:
    """Who did what, by role and subject, oldest first."""
    from contracts.filters import require_known
    from ledger.access import local_administrator
    from muster.ledgers import known_ledger
    from validators.report.words import visible

    require_known(force_code=force)
    if trail_format not in ("text", "csv", "json"):
        raise UsageError(f"There is no format {trail_format!r}; there are text, csv and json.")
    with known_ledger() as ledger:
        trail = ledger.audit_trail(local_administrator())
    rows = [
        {**asdict(entry), "at": f"{entry.at:%Y-%m-%dT%H:%M:%SZ}"}
        for entry in trail
        if force is None or entry.force_code == force
    ]
    if trail_format == "json":
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif trail_format == "csv":
        from muster.release.compare import safe_cell

        names = ("at", "subject", "role", "local", "force_code", "act", "about", "outcome")
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([safe_cell(row[name]) for name in names] for row in rows)
    else:
        for row in rows:
            who = f"{row['subject']} ({_scope(str(row['role']), row['force_code'])})"
            refused = "  refused" if row["outcome"] == "refused" else ""
            line = f"{row['at']}  {row['act']:<12} {row['about'] or '':<22} {who}{refused}"
            typer.echo(visible(line))  # an address that was refused is whatever its caller wrote


def _scope(role: str, force_code: object) -> str:
    return f"{role} of {force_code}" if force_code else str(role)
