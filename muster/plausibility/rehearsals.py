"""Asking about files that are only checked, not kept: the worker answers, and no trace is left.

A question is a folder under a name that nobody can guess. Who takes its answer removes it; what
nobody came back for is swept after half an hour.
"""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import BuildError, NotThereError, UsageError
from contracts.findings import Finding, Plausibility
from contracts.load import load_contract
from ledger.access import require_receive
from ledger.comparing import Compared, in_words
from ledger.model import Actor, LiveTable, State, Submission, SubmissionType
from muster.plausibility import places
from muster.plausibility.standing import to_compare_with
from muster.release.durably import write_durably

KEPT_SECONDS = 30 * 60
UNDER_WAY = "It is being compared with history, other forces and other returns."
_QUESTION, _ANSWER = "question.json", "answer.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question under way, by its token; or, without one, why it cannot be asked."""

    token: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a question: what is doubtful, and what the report says about it."""

    findings: tuple[Finding, ...]
    plausibility: Plausibility


def offer(
    home: Path,
    return_slug: str,
    force_code: str,
    period: str,
    typed: Mapping[str, Path],
    actor: Actor,
) -> Asked:
    """Leave typed tables to be asked about; they are moved. Returns at once.

    Raises NotAllowedError where the actor may not submit for that force.
    """
    require_receive(actor, force_code)
    release = to_compare_with(home)
    if isinstance(release, str):
        return Asked(None, release)
    sweep(home)
    token = secrets.token_hex(16)
    new = _folder(home) / f".new-{token}"
    new.mkdir(parents=True)
    for name, path in typed.items():
        if path.is_file():
            shutil.move(path, new / f"{name}.parquet")
    question = {"return": return_slug, "force": force_code, "period": period, "by": _by(actor)}
    (new / _QUESTION).write_text(json.dumps(question), encoding="utf-8")
    new.rename(_folder(home) / token)
    return Asked(token, UNDER_WAY)


def waiting(home: Path) -> list[str]:
    """The questions without an answer, the oldest first."""
    found = [path for path in _folder(home).glob("[0-9a-f]*") if not (path / _ANSWER).exists()]
    return [path.name for path in sorted(found, key=_age_seconds, reverse=True)]


def answer(home: Path, token: str) -> None:
    """Put one question to the present release. The tables are gone afterwards."""
    place = _folder(home) / token
    with places.alone(home):
        try:
            question = json.loads((place / _QUESTION).read_text(encoding="utf-8"))
        except OSError:
            return  # swept meanwhile
        content = _put(home, place, question)
        for table in place.glob("*.parquet"):
            table.unlink()
        write_durably(place / _ANSWER, json.dumps(content, ensure_ascii=False))


def _put(home: Path, place: Path, question: Mapping[str, str]) -> dict[str, object]:
    from muster.plausibility.asking import ask

    release = to_compare_with(home)
    if isinstance(release, str):
        return {"sentence": release}
    candidate = _candidate(question)
    try:
        with places.surviving(home, place.name):
            found = ask(home, release, candidate, _tables(place, candidate))
    except (BuildError, UsageError) as error:
        return {"sentence": f"It could not be compared with a release: {error}"}
    return _written(found)


def collect(home: Path, token: str) -> Told | None:
    """The answer, once; None while there is none. A question that is gone says so."""
    place = _folder(home) / token
    if not place.is_dir():
        return Told((), Plausibility(sentence="The comparison is not there any more: check again."))
    told = _read(place)
    if told is not None:
        shutil.rmtree(place, ignore_errors=True)
    return told


def look(home: Path, token: str, actor: Actor) -> Told | None:
    """The answer, which stays; None while there is none.

    Raises NotThereError where the question is gone, or was another person's.
    """
    return _read(_own(home, token, actor))


def drop(home: Path, token: str, actor: Actor) -> None:
    """Throw a question away. Raises as `look`."""
    shutil.rmtree(_own(home, token, actor), ignore_errors=True)


def _own(home: Path, token: str, actor: Actor) -> Path:
    """The folder of a question of the actor's."""
    place = _folder(home) / token
    try:
        question = json.loads((place / _QUESTION).read_text(encoding="utf-8"))
    except FileNotFoundError:
        question = {}
    if question.get("by") != _by(actor):
        raise NotThereError("There is no such question any more: ask again.")
    return place


def _by(actor: Actor) -> str:
    return json.dumps([actor.subject, actor.role, actor.force_code])


def _read(place: Path) -> Told | None:
    try:
        content = json.loads((place / _ANSWER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    findings = tuple(Finding(**each) for each in content.get("findings", ()))
    if "release_id" not in content:
        return Told(findings, Plausibility(sentence=content["sentence"]))
    told = {name: content[name] for name in ("sentence", "release_id", "asked_at", "rules")}
    return Told(findings, Plausibility(**told))


def sweep(home: Path, *, kept_seconds: float = KEPT_SECONDS) -> None:
    """Remove what nobody came back for."""
    for path in _folder(home).iterdir():
        if _age_seconds(path) > kept_seconds:
            shutil.rmtree(path, ignore_errors=True)


def _written(found: Compared) -> dict[str, object]:
    words = in_words(found)
    return {**words.as_dict(), "findings": [finding.as_dict() for finding in found.findings]}


def _candidate(question: Mapping[str, str]) -> Submission:
    contract = load_contract(question["return"])
    return Submission(
        submission_id="REHEARSAL",
        return_slug=contract.slug,
        contract_version=contract.version,
        force_code=question["force"],
        period=question["period"],
        version=0,
        submission_type=SubmissionType.INITIAL,
        state=State.READY,
        received_at=datetime.now(UTC),
        received_by="",
    )


def _tables(place: Path, candidate: Submission) -> list[LiveTable]:
    return [
        LiveTable(
            submission_id=candidate.submission_id,
            return_slug=candidate.return_slug,
            table_name=path.stem,
            path=path,
            sha256="",
            rows=0,
        )
        for path in sorted(place.glob("*.parquet"))
    ]


def _folder(home: Path) -> Path:
    path = places.folder(home) / "rehearsals"
    path.mkdir(exist_ok=True)
    return path


def _age_seconds(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
