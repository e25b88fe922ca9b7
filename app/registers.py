"""Registers: what a force declares, row by row, drawn as a table and never as a chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app import parts, queries, words
from app.queries import Row


@dataclass(frozen=True, slots=True)
class Register:
    """A mart of one row a thing that is declared; `finding` says in words what its rows say."""

    mart: str
    order: str
    columns: Mapping[str, str]
    finding: Callable[[Sequence[Row]], str]
    caveat: str


def models_finding(rows: Sequence[Row]) -> str:
    """How many models, and how many were reviewed for fairness in the last year."""
    if not rows:
        return "no model that scores people is in its register"
    reviewed = sum(1 for row in rows if row["is_reviewed_in_year"])
    told = f"{words.count(len(rows), 'model')} in its register; {reviewed} reviewed for fairness"
    alone = sum(1 for row in rows if row["automated_decision"])
    decided = f"{alone} decide on the score alone" if alone else "none decides on its own"
    return f"{told} in the last twelve months; {decided}"


def deployments_finding(rows: Sequence[Row]) -> str:
    """In how many deployments each of the three deficiencies is answered by a declaration."""
    if not rows:
        return "no deployment in this period"
    checks = {
        "who and where published": "discretion_is_limited",
        "data protection assessed": "impact_is_assessed",
        "equality assessed": "equality_is_assessed",
    }
    told = [f"{label} in {sum(1 for row in rows if row[c])}" for label, c in checks.items()]
    unknown = sum(1 for row in rows if row["answer"] == "nothing declared")
    tail = f"; nothing declared for {unknown}" if unknown else ""
    return f"of {words.count(len(rows), 'deployment')}: {', '.join(told)}{tail}"


REGISTERS: Mapping[str, Register] = {
    "models": Register(
        "model_register",
        "model_id",
        {
            "model_id": "Model",
            "purpose": "Purpose",
            "register_ref": "Published register",
            "live_from": "In use since",
            "automated_decision": "Decides alone",
            "fairness_review_date": "Fairness review",
            "months_since_review": "Months since",
        },
        models_finding,
        "What the force declares; a review having taken place says nothing about what it found.",
    ),
    "deployments": Register(
        "fr_deployment_check",
        "started_at, deployment_id",
        {
            "deployment_id": "Deployment",
            "fr_type": "Kind",
            "started_at": "Began (UTC)",
            "who_is_published": "Who: criteria published",
            "where_is_published": "Where: criteria published",
            "impact_is_assessed": "Data protection assessed",
            "equality_is_assessed": "Equality assessed",
            "answer": "Court of Appeal, 2020",
            "faces_scanned": "Faces",
            "alerts": "Alerts",
            "alerts_false": "False alerts",
        },
        deployments_finding,
        "The force's declaration for the quarter, compared with each deployment in it; whether a "
        "document is good is not measured.",
    ),
}


def register_of(
    name: str, release_id: str, force_code: str, period: str, note: str = ""
) -> parts.Figure:
    """What one force declares for the period."""
    register = REGISTERS[name]
    rows = queries.register(release_id, register.mart, force_code, period, register.order)
    force = queries.force_name(release_id, force_code)
    return parts.Figure(
        key=f"register_{name}",
        finding=f"{force}: {register.finding(rows)}",
        rows=rows,
        columns=register.columns,
        note=note,
        caveats=[register.caveat],
        release_id=release_id,
        open_table=True,
    )
